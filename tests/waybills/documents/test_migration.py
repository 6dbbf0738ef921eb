"""Documents of before waybill numbers were noted: found by what was confirmed, customs' own told from declarants'."""

import json
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from customhouse.kernel.database import Database

MIGRATIONS = Path(__file__).parents[3] / "migrations"
NOW = "2026-01-02 03:04:05"
USER = "insert into user_account (id, name, display_name, role, active, failures, created_at) values "
DOCUMENT = (
    "insert into waybill_document (id, name, blob, bytes, state, received_at, received_by, owner, standard, "
    "consignments, code, message, page_blobs, confirmations) values "
    f"(:id, 'x', 'x', 1, 'confirmed', '{NOW}', :by, :owner, '', 1, '', '', '[]', :told)"
)


def move(database: Database, revision: str, step: Callable[[Config, str], None] = command.upgrade) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.begin("test") as tx:
        config.attributes["connection"] = tx.connection
        step(config, revision)


def test_old_documents_of_customs_are_official_and_declarants_are_not(database_url: str) -> None:
    database = Database(database_url)
    move(database, "0022")
    with database.begin("test") as tx:
        told = json.dumps([{"consignment": 0, "at": NOW, "by": "x", "values": {"waybill/number": "ws 1-2"}}])
        for name, role, owner in (("o", "duty_officer", "o"), ("d", "declarant", "XME00007")):
            user = USER + f"('{name}', '{name}', '{name}', '{role}', true, 0, '{NOW}')"
            tx.connection.execute(text(user))
            row = {"id": f"of-{name}", "by": name, "owner": owner, "told": told}
            tx.connection.execute(text(DOCUMENT), row)
    move(database, "0023")
    found = "select document_id, number, official from waybill_document_number order by document_id"
    kept = "select id, official from waybill_document order by id"
    with database.read("test") as tx:
        numbers = [(row[0], row[1], bool(row[2])) for row in tx.connection.execute(text(found))]
        documents = [(row[0], bool(row[1])) for row in tx.connection.execute(text(kept))]
    move(database, "0022", command.downgrade)
    database.close()

    assert numbers == [("of-d", "WS12", False), ("of-o", "WS12", True)]
    assert documents == [("of-d", False), ("of-o", True)]
