"""What is learned of goods that were let go, and forgotten when that is put in doubt."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from customhouse.app.bridges import LearningFromReleases
from customhouse.commodities import store
from customhouse.commodities.descriptions import Descriptions
from customhouse.kernel.database import Database
from customhouse.kernel.events import Message
from customhouse.kernel.transaction import Transaction
from customhouse.procedures.model import Control, ControlState, Result, What
from tests.commodities.shelves import make_descriptions, make_shelf
from tests.conftest import NOON
from tests.declarations.builders import TRADER, make_declarations, make_item, make_lodgement, message, register

CHECKED = Control(
    id="k-1",
    consignment_id="",
    what=What.DOCUMENT_CHECK,
    state=ControlState.DONE,
    why="",
    causes=(),
    ordered_at=NOON,
    due_at=NOON,
    result=Result.CONFORMS,
)
SCANNED = replace(CHECKED, what=What.SCAN)
OWED = replace(CHECKED, state=ControlState.ORDERED, result=None)
REFUTED = replace(CHECKED, result=Result.DOES_NOT_CONFORM)
EXAMINED = replace(CHECKED, what=What.EXAMINATION)


@dataclass
class ToldControls:
    """Stands for procedures: says which controls there were."""

    controls: tuple[Control, ...] = field(default=(CHECKED,))

    def dossier(self, _tx: Transaction, _consignment_id: str) -> Any:
        return SimpleNamespace(controls=self.controls)


@pytest.fixture
def descriptions(database: Database, tmp_path: Path) -> Descriptions:
    return make_descriptions(database, make_shelf(database, tmp_path / "index"))


def lodged(database: Database, folder: Path) -> tuple[Any, str]:
    declarations = make_declarations(folder)
    content = make_lodgement(goods_items=[make_item(description="Ceramic wall tiles, glazed")])
    with database.begin("test") as tx:
        register(tx)
        return declarations, declarations.lodge(tx, declarations.read(message(content)), TRADER).consignment_id


def news(kind: str, consignment_id: str) -> Message:
    return Message("m-1", kind, consignment_id, NOON, NOON, "test", {})


def in_force(database: Database) -> list[tuple[str, str]]:
    with database.read("test") as tx:
        return [(entry.code, entry.text) for entry in store.entries_in_force(tx.connection, 100)]


@pytest.mark.parametrize(
    ("controls", "learned"),
    [
        ((CHECKED,), True),
        ((EXAMINED, SCANNED), True),
        ((), False),
        ((SCANNED,), False),
        ((OWED,), False),
        ((REFUTED, EXAMINED), False),
    ],
    ids=["papers checked", "examined", "waved through", "only scanned", "still owed", "once refuted"],
)
def test_only_goods_whose_code_somebody_looked_at_are_learned(
    database: Database, descriptions: Descriptions, tmp_path: Path, controls: tuple[Control, ...], learned: bool
) -> None:
    declarations, consignment_id = lodged(database, tmp_path)
    learning = LearningFromReleases(descriptions, declarations, ToldControls(controls))  # type: ignore[arg-type] # stands in
    with database.begin("test") as tx:
        learning.hear(tx, news("goods.released", consignment_id))

    assert in_force(database) == ([("690721", "Ceramic wall tiles, glazed")] if learned else [])


@pytest.mark.parametrize("kind", ["consignment.reopened", "goods.detained", "declaration.withdrawn"])
def test_what_is_put_in_doubt_is_forgotten(
    database: Database, descriptions: Descriptions, tmp_path: Path, kind: str
) -> None:
    declarations, consignment_id = lodged(database, tmp_path)
    learning = LearningFromReleases(descriptions, declarations, ToldControls())  # type: ignore[arg-type] # stands in
    with database.begin("test") as tx:
        learning.hear(tx, news("goods.released", consignment_id))
    with database.begin("test") as tx:
        learning.hear(tx, news(kind, consignment_id))

    assert in_force(database) == []


def test_a_release_after_doubt_is_learned_again_and_once(
    database: Database, descriptions: Descriptions, tmp_path: Path
) -> None:
    declarations, consignment_id = lodged(database, tmp_path)
    learning = LearningFromReleases(descriptions, declarations, ToldControls())  # type: ignore[arg-type] # stands in
    for kind in ("goods.released", "consignment.reopened", "goods.released", "goods.released"):
        with database.begin("test") as tx:
            learning.hear(tx, news(kind, consignment_id))

    assert len(in_force(database)) == 1
