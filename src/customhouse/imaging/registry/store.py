"""Models, moves, words and labels, in SQL."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Insert,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from customhouse.imaging.networks.cards import CARD
from customhouse.imaging.registry.model import (
    Drifting,
    Label,
    ModelState,
    Move,
    Outcome,
    RegisteredModel,
    Said,
    Source,
    Truth,
    What,
)
from customhouse.kernel.columns import METADATA, Json, Utc

PIECE = 1000  # rows that are read at once where there may be many

models = Table(
    "imaging_model",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(40), nullable=False),
    Column("version", String(40), nullable=False),
    Column("task", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("card", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("registered_at", Utc, nullable=False),
    Column("registered_by", String(80), nullable=False),
    Column("state_since", Utc, nullable=False),
    UniqueConstraint("sha256", name="uq_imaging_model_sha256"),
    Index("ix_imaging_model_state", "state"),
)
moves = Table(
    "imaging_model_move",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("model_id", String(36), ForeignKey("imaging_model.id"), nullable=False),
    Column("what", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposed_by", String(80), nullable=False),
    Column("proposed_at", Utc, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("decided_by", String(80)),
    Column("decided_at", Utc),
    Column("note", Text, nullable=False),
    Index("ix_imaging_model_move_model_id", "model_id"),
)
words = Table(
    "imaging_model_word",
    METADATA,
    Column("scan_id", String(36), ForeignKey("scan.id"), primary_key=True),
    Column("model_id", String(36), primary_key=True),
    Column("is_challenger", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
    Column("label", String(80), nullable=False),
    Column("alarm", Float, nullable=False),
    Column("novelty", Float),
    Column("words", Json, nullable=False),
    Index("ix_imaging_model_word_model_id", "model_id", "at"),
)
drifts = Table(
    "imaging_drift",
    METADATA,
    Column("model_id", String(36), primary_key=True),
    Column("version", String(80), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("index", Float, nullable=False),
    Column("scans", Integer, nullable=False),
    Column("at", Utc, nullable=False),
)
labels = Table(
    "scan_label",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("scan_id", String(36), ForeignKey("scan.id"), nullable=False),
    Column("consignment_id", String(36), nullable=False),
    Column("source", String(12), nullable=False),
    Column("truth", String(12), nullable=False),
    Column("codes", Json, nullable=False),
    Column("marks", Json, nullable=False),
    Column("is_random", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("by", String(80), nullable=False),
    UniqueConstraint("scan_id", "source", name="uq_scan_label_scan_id"),
    Index("ix_scan_label_at", "at"),
)

_NOTE_UNLESS_NOTED: dict[str, Insert] = {
    "sqlite": sqlite.insert(drifts).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(drifts).on_conflict_do_nothing(),
}


def insert_model(connection: Connection, model: RegisteredModel) -> None:
    row = {
        "id": model.id,
        "name": model.card.name,
        "version": model.card.version,
        "task": model.card.task,
        "sha256": model.sha256,
        "card": CARD.dump_python(model.card, mode="json"),
        "state": model.state.value,
        "registered_at": model.registered_at,
        "registered_by": model.registered_by,
        "state_since": model.state_since,
    }
    connection.execute(insert(models), [row])


def list_models(connection: Connection) -> list[RegisteredModel]:
    """Newest first."""
    return [_model(row) for row in connection.execute(select(models).order_by(models.c.id.desc())).mappings()]


def find_model(connection: Connection, model_id: str, *, lock: bool = False) -> RegisteredModel | None:
    wanted = select(models).where(models.c.id == model_id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).mappings().one_or_none()
    return None if row is None else _model(row)


def lock_namesakes(connection: Connection, name: str) -> list[RegisteredModel]:
    """All models of a name as they are now; nobody else moves one until this transaction ends."""
    wanted = select(models).where(models.c.name == name).order_by(models.c.id).with_for_update()
    return [_model(row) for row in connection.execute(wanted).mappings()]


def find_by_hash(connection: Connection, sha256: str) -> RegisteredModel | None:
    row = connection.execute(select(models).where(models.c.sha256 == sha256)).mappings().one_or_none()
    return None if row is None else _model(row)


def change_state(connection: Connection, model_id: str, state: ModelState, at: datetime) -> None:
    changed = {"state": state.value, "state_since": at}
    connection.execute(update(models).where(models.c.id == model_id).values(**changed))


def insert_move(connection: Connection, move: Move) -> None:
    connection.execute(insert(moves), [{**vars(move), "what": move.what.value, "outcome": move.outcome.value}])


def find_move(connection: Connection, move_id: str, *, lock: bool = False) -> Move | None:
    wanted = select(moves).where(moves.c.id == move_id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).mappings().one_or_none()
    return None if row is None else _move(row)


def close_move(connection: Connection, move: Move) -> bool:
    """False where somebody else was quicker."""
    changed = {
        "outcome": move.outcome.value,
        "decided_by": move.decided_by,
        "decided_at": move.decided_at,
        "note": move.note,
    }
    is_open = and_(moves.c.id == move.id, moves.c.outcome == Outcome.OPEN.value)
    return connection.execute(update(moves).where(is_open).values(**changed)).rowcount == 1


def list_moves(connection: Connection, model_id: str | None = None) -> list[Move]:
    """Newest first."""
    wanted = select(moves).order_by(moves.c.id.desc())
    wanted = wanted if model_id is None else wanted.where(moves.c.model_id == model_id)
    return [_move(row) for row in connection.execute(wanted).mappings()]


def keep_word(connection: Connection, said: Said) -> None:
    """What a model says of a scan again replaces what it said before."""
    mine = and_(words.c.scan_id == said.scan_id, words.c.model_id == said.model_id)
    connection.execute(delete(words).where(mine))
    connection.execute(insert(words), [vars(said)])


def words_of(
    connection: Connection, model_ids: Sequence[str], since: datetime, *, random: bool = False
) -> Iterator[Said]:
    """Without the words themselves: what is counted. Read piece by piece: a year of scans has millions.

    With `random`, only of scans that were examined whatever anybody said of them.
    """
    counted = [column for column in words.c if column.name != "words"]
    wanted = select(*counted).where(words.c.model_id.in_(model_ids), words.c.at >= since).order_by(words.c.at)
    if random:
        drawn = labels.c.is_random.is_(True) & (labels.c.source == Source.EXAMINATION.value)
        wanted = wanted.join(labels, labels.c.scan_id == words.c.scan_id).where(drawn)
    for row in connection.execute(wanted, execution_options={"yield_per": PIECE}).mappings():
        yield Said(**row)


def count_words(connection: Connection, model_id: str) -> int:
    """Scans that a model has looked at."""
    return int(connection.execute(select(func.count()).where(words.c.model_id == model_id)).scalar_one())


def note_drift(connection: Connection, drifting: Drifting) -> bool:
    """False where another server was quicker."""
    statement = _NOTE_UNLESS_NOTED[connection.dialect.name]
    return connection.execute(statement, vars(drifting), execution_options={"preserve_rowcount": True}).rowcount == 1


def standing_drifts(connection: Connection) -> list[Drifting]:
    """One of each model and version, the latest begun first."""
    rows = connection.execute(select(drifts).order_by(drifts.c.at)).mappings()
    first: dict[tuple[str, str], Drifting] = {}
    for row in rows:  # of two servers at the turn of a month there may be two
        first.setdefault((row["model_id"], row["version"]), Drifting(**row))
    return list(first.values())[::-1]


def end_drift(connection: Connection, drifting: Drifting) -> bool:
    """False where another server was quicker."""
    mine = and_(drifts.c.model_id == drifting.model_id, drifts.c.version == drifting.version)
    return connection.execute(delete(drifts).where(mine)).rowcount > 0


def keep_label(connection: Connection, label: Label) -> None:
    """A later one from the same source replaces the earlier."""
    mine = and_(labels.c.scan_id == label.scan_id, labels.c.source == label.source.value)
    connection.execute(delete(labels).where(mine))
    row = {**vars(label), "source": label.source.value, "truth": label.truth.value}
    connection.execute(insert(labels), [row | {"codes": list(label.codes), "marks": list(label.marks)}])


def list_labels(connection: Connection) -> list[Label]:
    """Oldest first."""
    wanted = select(labels).order_by(labels.c.at, labels.c.id)
    return [_label(row) for row in connection.execute(wanted).mappings()]


def _model(row: RowMapping) -> RegisteredModel:
    return RegisteredModel(
        row["id"],
        CARD.validate_python(row["card"]),
        row["sha256"],
        ModelState(row["state"]),
        row["registered_at"],
        row["registered_by"],
        row["state_since"],
    )


def _move(row: RowMapping) -> Move:
    return Move(**{**row, "what": What(row["what"]), "outcome": Outcome(row["outcome"])})


def _label(row: RowMapping) -> Label:
    plain = {**row, "source": Source(row["source"]), "truth": Truth(row["truth"])}
    return Label(**plain | {"codes": tuple(row["codes"]), "marks": tuple(row["marks"])})
