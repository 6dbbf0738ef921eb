"""The pages' typed client is made from the server's own description, and the two may not drift apart."""

import json
from pathlib import Path

from tests.conftest import run_cli

KEPT = Path(__file__).resolve().parents[2] / "web" / "openapi.json"


def test_the_description_that_the_pages_were_typed_by_is_the_servers() -> None:
    told = run_cli("openapi")

    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == json.loads(KEPT.read_text(encoding="utf-8")), "run `make api`"
