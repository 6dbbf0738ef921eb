"""Create the log of seal reports, corridors, journeys, alarms and gate readings."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_log()
    op.create_table(
        "seal_corridor",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("from_site", sa.String(16), nullable=False),
        sa.Column("to_site", sa.String(16), nullable=False),
        sa.Column("line", Json, nullable=False),
        sa.Column("width_m", sa.Float, nullable=False),
        sa.Column("time_limit_s", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("rest_areas", Json, nullable=False),
        sa.Column("added_by", sa.String(80), nullable=False),
        sa.Column("added_at", Utc, nullable=False),
    )
    _create_journeys()
    _create_alarms()
    op.create_table(
        "gate_reading",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("site_id", sa.String(16), nullable=False),
        sa.Column("gate", sa.String(40), nullable=False),
        sa.Column("read_at", Utc, nullable=False),
        sa.Column("recorded_at", Utc, nullable=False),
        sa.Column("journey_id", sa.String(36), sa.ForeignKey("seal_journey.id")),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("seen", Json, nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
    )
    op.create_index("ix_gate_reading_site_id", "gate_reading", ["site_id", "read_at"])
    op.create_index("ix_gate_reading_consignment_id", "gate_reading", ["consignment_id"])


def _create_log() -> None:
    op.create_table(
        "seal_observation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("device_id", sa.String(20), nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False),
        sa.Column("mark", sa.BigInteger, nullable=False),
        sa.Column("received_ms", sa.BigInteger, nullable=False),
        sa.Column("protocol", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("signs", sa.BigInteger, nullable=False),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("speed_kmh", sa.Float),
        sa.Column("course_deg", sa.Float),
        sa.Column("battery_percent", sa.SmallInteger),
        sa.Column("serial", sa.BigInteger),
        sa.Column("act", sa.String(64)),
        sa.Column("who", sa.String(64)),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_index("uq_seal_observation_report", "seal_observation", ["device_id", "at_s", "mark"], unique=True)


def _create_journeys() -> None:
    op.create_table(
        "seal_journey",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("mrn", sa.String(32), nullable=False),
        sa.Column("container_number", sa.String(16), nullable=False),
        sa.Column("plate", sa.String(32), nullable=False),
        sa.Column("seal_number", sa.String(40), nullable=False),
        sa.Column("device_id", sa.String(20), nullable=False),
        sa.Column("tag_id", sa.String(64)),
        sa.Column("corridor_id", sa.String(64), sa.ForeignKey("seal_corridor.id"), nullable=False),
        sa.Column("from_site", sa.String(16), nullable=False),
        sa.Column("to_site", sa.String(16), nullable=False),
        sa.Column("sealed_at", Utc, nullable=False),
        sa.Column("bound_at", Utc, nullable=False),
        sa.Column("due_at", Utc, nullable=False),
        sa.Column("photo", sa.String(64)),
        sa.Column("bound_by", sa.String(80), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("progress", sa.Float, nullable=False),
        sa.Column("eta", Utc),
        sa.Column("last", Json),
        sa.Column("severity", sa.String(16)),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("ended_at", Utc),
        sa.Column("ended_how", sa.String(32)),
        sa.Column("updated_at", Utc, nullable=False),
        sa.Column("check_at", Utc),
    )
    op.create_index("ix_seal_journey_consignment_id", "seal_journey", ["consignment_id"])
    op.create_index("ix_seal_journey_device_id", "seal_journey", ["device_id", "ended_at"])
    op.create_index("ix_seal_journey_updated_at", "seal_journey", ["updated_at"])
    op.create_index("ix_seal_journey_check_at", "seal_journey", ["check_at"])


def _create_alarms() -> None:
    op.create_table(
        "seal_alarm",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("journey_id", sa.String(36), sa.ForeignKey("seal_journey.id"), nullable=False),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("started_at", Utc, nullable=False),
        sa.Column("ended_at", Utc),
        sa.Column("known_at", Utc, nullable=False),
        sa.Column("repeats", sa.Integer, nullable=False),
        sa.Column("reason", Json, nullable=False),
        sa.Column("position", Json),
        sa.Column("updated_at", Utc, nullable=False),
        sa.Column("acknowledged_by", sa.String(80)),
        sa.Column("acknowledged_at", Utc),
        sa.Column("resolved_by", sa.String(80)),
        sa.Column("resolved_at", Utc),
        sa.Column("outcome", sa.String(16)),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_seal_alarm_journey_id", "seal_alarm", ["journey_id"])
    op.create_index("ix_seal_alarm_consignment_id", "seal_alarm", ["consignment_id"])
    op.create_index("ix_seal_alarm_known_at", "seal_alarm", ["known_at", "id"])
    op.create_index("ix_seal_alarm_updated_at", "seal_alarm", ["updated_at"])
