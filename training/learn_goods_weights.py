"""Writes the weights that an index of goods uses while it has too few labelled texts of its own to learn from.

`python training/learn_goods_weights.py`: asks labelled texts, of the side that no test uses, of what is installed (the
nomenclature and the trade names), and learns how to weigh what it hears. Every fifth text is asked again without its
words, as if it were of a language that the index has not.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.goods.texts import draw, nomenclature, split
from customhouse.adapters.embedding.fuse import fuse
from customhouse.commodities.language.index import GoodsIndex, unheard
from customhouse.commodities.language.learning import lessons, shipped
from customhouse.commodities.language.model import Example, Kind
from customhouse.commodities.trade_names import trade_names

DRAWN = {"terms": 1600, "parcels": 1100}


def drawn() -> list[Example]:
    own = [example for example in split().index if example.kind is Kind.LABELLED]
    own.sort(key=lambda example: (draw(example.text, "lesson"), example.code, example.row))
    of_source = {source: [example for example in own if example.source == source] for source in DRAWN}
    some = [example for source, most in DRAWN.items() for example in of_source[source][:most]]
    return sorted(some, key=lambda example: (draw(example.text, "order"), example.code, example.row))


def main() -> None:
    index = GoodsIndex.build(trade_names("en"), nomenclature(), fuse())
    library, tree = index.library, index.library.tree
    examples = [example for example in drawn() if example.code[:4] in tree.heading_at]
    queries = []
    for n, (example, asked) in enumerate(zip(examples, library.ask_many([e.text for e in examples]), strict=True)):
        subheading = tree.subheading_at.get(example.code[:6], -1)
        query = lessons.Query(asked, tree.heading_at[example.code[:4]], subheading, None, index.classes)
        queries.append(query)
        if n % 5 == 1:
            queries.append(replace(query, asked=lessons.wordless(asked), in_domain=False))
    learned = {}
    for name, way in (("lexical", False), ("meaning", True)):
        told = lessons.lessons_of(library, queries, with_meaning=way, progress=unheard)
        learned[name] = shipped.plain(lessons.learn(told, tree))
    shipped.FILE.write_text(json.dumps(learned) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
