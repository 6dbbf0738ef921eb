"""`customhouse imaging` as an operator uses it."""

import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.cli.opening import upgraded
from customhouse.imaging.adaptation.report import check_place
from customhouse.imaging.model import Finding, Modality, Severity
from customhouse.imaging.networks.cards import write_card
from customhouse.imaging.recogniser import Described
from customhouse.imaging.records import DESCRIBED, FINDINGS
from customhouse.imaging.store import insert_scan
from customhouse.kernel.database import Database
from customhouse.kernel.reasons import Reason
from customhouse.procedures.model import Purpose, Review, ReviewState
from customhouse.procedures.readings.model import FindingVerdict, Judged
from customhouse.procedures.readings.store import put_judgement
from customhouse.procedures.store import keep_reviews
from customhouse.settings import Settings
from tests.cli.asking import ask
from tests.conftest import run_cli
from tests.imaging.adaptation.folders import striped
from tests.imaging.registry.heads import posted


@pytest.fixture
def site(tmp_path: Path) -> dict[str, str]:
    """The environment of a site with its database."""
    data = tmp_path / "data"
    data.mkdir()
    upgraded(Settings(data=data, database_url=""))
    return {**os.environ, "CUSTOMHOUSE_DATA": str(data), "CUSTOMHOUSE_DATABASE_URL": ""}


def test_a_head_is_learned_registered_and_listed(site: dict[str, str], tmp_path: Path) -> None:
    folder = striped(tmp_path / "pictures", 10)
    asked = ("imaging", "adapt", "--data", str(folder), "--about", "simulated", "--threads", "1", "--json")
    made = run_cli(*asked, env=site, within_s=500)
    listed = run_cli("imaging", "models", "--json", env=site)

    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    [own] = [model for model in json.loads(listed.stdout) if model["task"] == "picture_site"]
    assert told["figures"][0]["name"] == "accuracy"
    assert (own["id"], own["state"], own["version"]) == (told["registered"], "challenger", told["version"])


def test_a_seed_below_zero_is_wrong_usage(tmp_path: Path) -> None:
    answer = ask("imaging", "adapt", "--data", str(tmp_path), "--seed", "-1")

    assert answer.code == 2
    assert "--seed" in answer.err


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("pictures", "lies among the pictures"),
        ("pictures/head", "lies among the pictures"),
        ("file/head", "cannot be written (Not a directory)"),
        ("file", "holds something else"),
        ("n" * 300 + "/head", "cannot be written (File name too long)"),
    ],
)
def test_a_folder_that_cannot_be_written_is_told_before_learning(tmp_path: Path, out: str, words: str) -> None:
    (tmp_path / "pictures").mkdir()  # empty: to learn from it would be refused
    (tmp_path / "file").write_text("")
    place = tmp_path / out
    answer = ask("imaging", "adapt", "--data", str(tmp_path / "pictures"), "--out", str(place))

    assert answer.code == 1
    assert words in answer.err
    assert str(place) in answer.err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "pictures"]


def test_a_hidden_folder_among_the_pictures_may_be_written(tmp_path: Path) -> None:
    check_place(tmp_path / ".data" / "models" / "head", tmp_path)

    assert not list(tmp_path.iterdir())


def test_a_folder_of_no_layout_is_refused_in_a_sentence(site: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused = run_cli("imaging", "adapt", "--data", str(tmp_path / "empty"), env=site)

    assert refused.returncode == 1
    assert "no layout that is known" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_head_from_elsewhere_is_registered(site: dict[str, str], tmp_path: Path) -> None:
    brought = posted()
    (tmp_path / "head").mkdir()
    write_card(brought.card, tmp_path / "head")
    (tmp_path / "head" / "site-pictures.npz").write_bytes(brought.content)

    done = run_cli("imaging", "register", str(tmp_path / "head"), env=site)

    assert done.returncode == 0, done.stderr
    assert "two people promote it" in " ".join(done.stdout.split())


def test_what_readers_said_of_findings_is_written_and_learned_from(site: dict[str, str], tmp_path: Path) -> None:
    """Textures of two kinds: the recogniser suspected all of them, and readers said which it was right about."""
    folder, blobs = striped(tmp_path / "pictures", 10), FolderBlobs(Path(site["CUSTOMHOUSE_DATA"]) / "blobs")
    database = Database(f"sqlite:///{site['CUSTOMHOUSE_DATA']}/customhouse.sqlite")
    with database.begin("test") as tx:
        Access().add_user(tx, NewUser("risk", "Wei", Role.RISK_MANAGER), "correct horse 9")
        for path in sorted(folder.rglob("*.png")):
            scan_id = f"{path.parent.name}-{path.stem}"
            insert_scan(tx.connection, suspected(scan_id, blobs.put_file(path), path, tx.now))
            verdict = FindingVerdict.ACCEPTED if path.parent.name == "across" else FindingVerdict.REJECTED
            said = Judged("f", verdict, "blade" if verdict is FindingVerdict.ACCEPTED else "", tx.now)
            review: Any = SimpleNamespace(id=f"r-{scan_id}", scan_id=scan_id)
            put_judgement(tx.connection, review, said, "u-1", told=True)
    database.close()
    out = str(tmp_path / "labelled")
    written = run_cli(
        "imaging", "labels", "--out", out, "--user", "risk", "--form", "classes", "--reviews", "--json", env=site
    )
    learned = run_cli("imaging", "adapt", "--data", out, "--threads", "1", "--json", env=site, within_s=500)

    assert written.returncode == 0, written.stderr
    assert json.loads(written.stdout)["counts"] == {"blade": 10, "clean": 10}
    assert learned.returncode == 0, learned.stderr
    assert json.loads(learned.stdout)["figures"][0]["value"] > 0.9


def suspected(scan_id: str, sha256: str, path: Path, at: datetime) -> dict[str, Any]:
    """The row of a recognised picture with one finding."""
    finding = Finding("f", "site_label", None, Severity.MEDIUM, Reason("x", ""), view=0, label="blade")
    described = Described(Modality.PICTURE, "PNG", "parcel", None, {}, None, ())
    return {
        "id": scan_id, "consignment_id": "", "content_hash": scan_id, "site_id": "", "modality": "picture",
        "state": "recognised", "received_at": at, "received_by": "test", "deaths": 0,
        "files": [{"name": path.name, "sha256": sha256, "bytes": path.stat().st_size}],
        "described": DESCRIBED.dump_python(described, mode="json"),
        "findings": FINDINGS.dump_python((finding,), mode="json"),
    }  # fmt: skip


def test_only_who_may_read_raw_inputs_takes_labelled_scans_out(site: dict[str, str], tmp_path: Path) -> None:
    database = Database(f"sqlite:///{site['CUSTOMHOUSE_DATA']}/customhouse.sqlite")
    with database.begin("test") as tx:
        Access().add_user(tx, NewUser("field", "Jonas", Role.FIELD_OFFICER), "correct horse 9")
        Access().add_user(tx, NewUser("risk", "Wei", Role.RISK_MANAGER), "correct horse 9")
    database.close()
    ask = ("imaging", "labels", "--out", str(tmp_path / "out"), "--user")

    refused, empty = run_cli(*ask, "field", env=site), run_cli(*ask, "risk", env=site)

    assert (refused.returncode, "read_raw" in refused.stderr) == (1, True)
    assert (empty.returncode, "no examination has" in empty.stderr, "--reviews" in empty.stderr) == (1, True, True)
    assert not (tmp_path / "out").exists()


def test_why_there_is_nothing_to_learn_from_is_told(site: dict[str, str], tmp_path: Path) -> None:
    path = next(striped(tmp_path / "pictures", 1).rglob("*.png"))
    database = Database(f"sqlite:///{site['CUSTOMHOUSE_DATA']}/customhouse.sqlite")
    with database.begin("test") as tx:
        Access().add_user(tx, NewUser("risk", "Wei", Role.RISK_MANAGER), "correct horse 9")
    ask = ("imaging", "labels", "--out", str(tmp_path / "out"), "--user", "risk", "--reviews")
    empty = run_cli(*ask, env=site)
    with database.begin("test") as tx:
        insert_scan(tx.connection, suspected("s-1", "0" * 64, path, tx.now))
        review = Review("r-1", "c-1", "", "s-1", ReviewState.DECIDED, tx.now, tx.now)
        put_judgement(tx.connection, review, Judged("f", FindingVerdict.REJECTED, "", tx.now), "u-1", told=True)
        second = replace(review, id="r-2", state=ReviewState.OPEN, purpose=Purpose.SECOND)
        keep_reviews(tx.connection, [], [review, second])
    database.close()
    withheld = run_cli(*ask, env=site)

    assert (empty.returncode, "no examination and no reading" in empty.stderr) == (1, True)
    assert (withheld.returncode, "somebody is still to read" in withheld.stderr) == (1, True)
    assert "s-1" in withheld.stderr
    assert "examination" not in withheld.stderr
