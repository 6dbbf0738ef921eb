"""Words for material, gender, state and use are found in six languages and held against the text of a code."""

import pytest

from customhouse.commodities.language.attributes import conflicts, said
from customhouse.commodities.language.model import Conflict
from customhouse.commodities.language.retrieval.normalising import clean
from tests.commodities.language.goods import whole

TREE = whole().library.tree


@pytest.mark.parametrize(
    ("text", "attribute", "value"),
    [
        ("men's cotton shirts", "material", "cotton"),
        ("Herrenhemd aus Baumwolle", "material", "cotton"),
        ("Baumwollhemd", "material", "cotton"),
        ("chemise en coton", "material", "cotton"),
        ("camisa de algodón", "material", "cotton"),
        ("katoenen overhemd", "material", "cotton"),
        ("男士纯棉衬衫", "material", "cotton"),
        ("faux leather handbag", "material", "plastics"),
        ("langostinos congelados", "state", "frozen"),
        ("冷冻虾仁", "state", "frozen"),
        ("dames trui, gebreid", "construction", "knitted"),
        ("女式针织衫", "gender", "women or girls"),
        ("bicycle tyres", "use", "bicycles"),
    ],
)
def test_a_word_of_any_language_says_the_same(text: str, attribute: str, value: str) -> None:
    assert said(clean(text), attribute) == (value,)


@pytest.mark.parametrize(
    ("text", "code", "conflict"),
    [
        ("cotton shirts", "620530", Conflict("material", "cotton", "man-made fibres")),
        ("women's shirts", "620520", Conflict("gender", "women or girls", "men or boys")),
        ("knitted shirts for men", "620520", Conflict("construction", "knitted", "not knitted")),
        ("fresh salmon", "030313", Conflict("state", "fresh", "frozen")),
        ("live lobsters", "030612", Conflict("state", "live", "frozen")),
        ("bicycle tyres", "401110", Conflict("use", "bicycles", "motor cars")),
    ],
)
def test_a_word_that_the_code_contradicts_is_a_conflict(text: str, code: str, conflict: Conflict) -> None:
    assert conflict in conflicts(clean(text), TREE, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("polyester shirts for boys", "620530"),
        ("cotton shirts", "620520"),
        ("cotton harvesting machine", "843353"),
        ("steel knives", "821192"),
        ("frozen shrimps", "030617"),
        ("toys of plastic", "950300"),
    ],
)
def test_a_word_that_agrees_or_of_which_the_code_says_nothing_is_none(text: str, code: str) -> None:
    assert conflicts(clean(text), TREE, code) == ()
