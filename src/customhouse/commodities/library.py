"""What an index of goods descriptions is made of, and the stamp that changes exactly when that changes."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from customhouse.commodities import language, store
from customhouse.commodities.language.embedding import Embedding
from customhouse.commodities.language.index import GoodsIndex
from customhouse.commodities.language.model import Example, Kind
from customhouse.commodities.model import Nomenclature
from customhouse.commodities.trade_names import TradeNames
from customhouse.kernel.transaction import Transaction
from customhouse.sourcing.model import Feed, Reader, ReferenceText, Source, TextKind
from customhouse.sourcing.service import Sourcing

SITE = "site"  # the source of what was cleared here
CLEARED_KEPT = 50_000  # the newest goods items cleared here; older ones no longer speak
META = "made-of.json"
# Positions are given before they are committed: a follower looks back this far for one that came late.
LOOK_BACK = 500
Progress = Callable[[float], None]


class ReferenceTexts(Protocol):
    """The reference texts in force on this site, in the languages that are read here."""

    @property
    def languages(self) -> frozenset[str]: ...

    def stamp(self, tx: Transaction) -> str:
        """Changes exactly when what is in force changes."""
        ...

    def examples(self, tx: Transaction) -> Iterator[Example]: ...


@dataclass(frozen=True)
class SourcedExamples:
    """The texts that imported sources bring for candidates, and those they hold for vague.

    `languages` are English and those of the country: a text that nobody here writes would only make the index slower,
    for across languages it is meaning that is compared.
    """

    sourcing: Sourcing
    languages: frozenset[str]

    def stamp(self, tx: Transaction) -> str:
        return f"{self.sourcing.stamp(tx)} {' '.join(sorted(self.languages))}"

    def examples(self, tx: Transaction) -> Iterator[Example]:
        for found in self.sourcing.texts(tx, _KINDS, (Feed.CANDIDATES, Feed.VAGUENESS)):
            text = found.text
            if text.language not in self.languages:
                continue
            yield Example(text.text, text.code, text.language, Kind(text.kind.value), found.source, text.row)


_KINDS = (TextKind.NOMENCLATURE, TextKind.LABELLED, TextKind.VAGUE)


@dataclass(frozen=True)
class MadeOf:
    """What an index was built from. `sources` counts examples by source; `seen` are late positions of the log."""

    stamp: str
    built_at: str
    edition: str
    embedding: str | None
    sources: Mapping[str, int]
    position: int
    seen: tuple[int, ...] = field(default=())

    @classmethod
    def read(cls, folder: Path) -> "MadeOf":
        told: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
        return cls(**{**told, "seen": tuple(told["seen"])})

    def write(self, folder: Path) -> None:
        (folder / META).write_text(json.dumps(asdict(self)), encoding="utf-8")


@dataclass(frozen=True)
class Library:
    """`embedding` opens the model, or gives None where there is none; `embedding_name` tells which, unopened."""

    nomenclature: Nomenclature
    texts: ReferenceTexts
    embedding_name: str | None
    embedding: Callable[[], Embedding | None]
    trade_names: TradeNames = field(default_factory=TradeNames)

    def stamp(self, tx: Transaction) -> str:
        """Names what the index would be built from now, its own program included; goods cleared here are added."""
        parts = (self._program, self._installed, self.embedding_name or "", self.texts.stamp(tx))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def build(self, tx: Transaction, folder: Path, progress: Progress) -> MadeOf:
        """Build the index of now and save it in a folder, with what it is made of beside it."""
        stamp, position = self.stamp(tx), store.last_position(tx.connection)
        late = store.entries_after(tx.connection, position - LOOK_BACK, LOOK_BACK)
        index = GoodsIndex.build(self._examples(tx), self.paths(), self.embedding(), progress)
        index.save(folder)
        made = MadeOf(
            stamp=stamp,
            built_at=tx.now.isoformat(),
            edition=self.edition,
            embedding=self.embedding_name,
            sources=dict(index.sources),
            position=position,
            seen=tuple(entry.position for entry in late),
        )
        made.write(folder)
        return made

    def of_files(
        self, folder: Path, files: Sequence[tuple[Source, Path]], readers: Mapping[str, Reader], progress: Progress
    ) -> GoodsIndex:
        """The index of files that nobody imported, kept in a folder of indexes for the next time."""
        languages = self.texts.languages
        parts = [self._program, self._installed, self.embedding_name or "", *sorted(languages)]
        parts += map(_fingerprint, files)
        target = folder / f"files-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:26]}"
        if target.exists():
            return GoodsIndex.load(target, self.embedding())
        examples = (*self.trade_names.examples(), *_read_examples(files, readers, languages))
        index = GoodsIndex.build(examples, self.paths(), self.embedding(), progress)
        folder.mkdir(parents=True, exist_ok=True)
        index.save(target)
        return index

    @property
    def edition(self) -> str:
        return max(self.nomenclature.editions())

    def paths(self) -> dict[str, str]:
        """Every code of the latest edition with its whole path in words: "Other" never stands alone."""
        found: dict[str, str] = {}

        def walk(code: str, above: str) -> None:
            for child in self.nomenclature.children(code, self.edition):
                found[child.code] = f"{above}; {child.text}" if above else child.text
                if len(child.code) < 6:
                    walk(child.code, found[child.code])

        walk("", "")
        return found

    def _examples(self, tx: Transaction) -> Iterator[Example]:
        yield from self.trade_names.examples()
        yield from self.texts.examples(tx)
        for entry in store.entries_in_force(tx.connection, CLEARED_KEPT):
            yield example_of(entry)

    @cached_property
    def _installed(self) -> str:
        """Of what needs no import: the nomenclature and the trade names."""
        digest = hashlib.sha256()
        for code, path in self.paths().items():
            digest.update(f"{code}\t{path}\n".encode())
        digest.update(self.trade_names.stamp().encode())
        return digest.hexdigest()

    @cached_property
    def _program(self) -> str:
        """An index that another version of the engine saved is built anew."""
        digest = hashlib.sha256()
        for path in sorted(Path(language.__path__[0]).rglob("*")):
            if path.suffix in {".py", ".json", ".txt"}:
                digest.update(path.read_bytes())
        return digest.hexdigest()


def _fingerprint(file: tuple[Source, Path]) -> str:
    source, path = file
    with path.open("rb") as stream:
        return f"{source.id} {hashlib.file_digest(stream, 'sha256').hexdigest()}"


def _read_examples(
    files: Sequence[tuple[Source, Path]], readers: Mapping[str, Reader], languages: frozenset[str]
) -> Iterator[Example]:
    """Rows that break the contract of their source are passed over: an import would put them in quarantine."""
    for source, path in files:
        if {Feed.CANDIDATES, Feed.VAGUENESS}.isdisjoint(source.feeds):
            continue
        for row in readers[source.reader](path):
            if isinstance(row, ReferenceText) and row.kind in _KINDS and row.language in languages:
                yield Example(row.text, row.code, row.language, Kind(row.kind.value), source.id, row.row)


def example_of(entry: store.Entry) -> Example:
    # The language is not asked of traders; the engine reads any.
    return Example(entry.text, entry.code, "und", Kind.CLEARED, SITE, entry.row)
