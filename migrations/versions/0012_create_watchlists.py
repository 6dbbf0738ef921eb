"""Create the watch-lists: editions and their entries, screenings, hits, decisions and the good-list."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_lists()
    _create_hits()


def _create_lists() -> None:
    op.create_table(
        "watchlist_edition",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("version", sa.String(60), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("names", sa.Integer, nullable=False),
        sa.Column("faults", sa.Integer, nullable=False),
        sa.Column("imported_at", Utc, nullable=False),
        sa.Column("imported_by", sa.String(80), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
    )
    op.create_index("ix_watchlist_edition_state", "watchlist_edition", ["state"])
    op.create_table(
        "watchlist_entry",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("edition_id", sa.String(36), sa.ForeignKey("watchlist_edition.id"), nullable=False),
        sa.Column("source_id", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("entry", Json, nullable=False),
    )
    op.create_index("ix_watchlist_entry_edition_id", "watchlist_entry", ["edition_id", "number"])
    op.create_table(
        "watchlist_fault",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("edition_id", sa.String(36), sa.ForeignKey("watchlist_edition.id"), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("message", sa.String(400), nullable=False),
        sa.Column("excerpt", sa.Text, nullable=False),
    )
    op.create_index("ix_watchlist_fault_edition_id", "watchlist_fault", ["edition_id"])


def _create_hits() -> None:
    op.create_table(
        "watchlist_screening",
        sa.Column("consignment_id", sa.String(36), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_watchlist_screening_fingerprint", "watchlist_screening", ["fingerprint"])
    op.create_table(
        "watchlist_hit",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("mrn", sa.String(35), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("list_name", sa.String(60), nullable=False),
        sa.Column("version", sa.String(60), nullable=False),
        sa.Column("entry_id", sa.String(120), nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("matched", sa.String(400), nullable=False),
        sa.Column("explanation", Json, nullable=False),
        sa.Column("found_at", Utc, nullable=False),
        sa.Column("updated_at", Utc, nullable=False),
        sa.Column("party_digest", sa.String(64), nullable=False),
        sa.Column("entry_digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("consignment_id", "role", "list_name", "entry_id"),
    )
    op.create_index("ix_watchlist_hit_state", "watchlist_hit", ["state", "id"])
    op.create_table(
        "watchlist_decision",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("hit_id", sa.String(36), sa.ForeignKey("watchlist_hit.id"), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
    )
    op.create_index("ix_watchlist_decision_hit_id", "watchlist_decision", ["hit_id"])
    op.create_table(
        "watchlist_good",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("list_name", sa.String(60), nullable=False),
        sa.Column("entry_id", sa.String(120), nullable=False),
        sa.Column("entry_name", sa.String(400), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("since", Utc, nullable=False),
        sa.Column("expires_at", Utc, nullable=False),
        sa.Column("ended_at", Utc),
        sa.Column("party_digest", sa.String(64), nullable=False),
        sa.Column("entry_digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_watchlist_good_party_digest", "watchlist_good", ["party_digest"])


def downgrade() -> None:
    for table in ("good", "decision", "hit", "screening", "fault", "entry", "edition"):
        op.drop_table(f"watchlist_{table}")
