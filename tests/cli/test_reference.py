"""`customhouse data`: sources are listed, fetched from a real server, imported, withdrawn; in words where it fails."""

import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from customhouse.settings import shipped
from tests.cli.asking import Answer, ask
from tests.conftest import shared

TARIFF = "code,text,language\n0101,Horses,en\n010121,Horses for breeding,en\n101,Mules,en\n"
ENTRY = """
- id: own
  title: Own tariff
  publisher: The administration
  licence: CC0
  edition: "2026"
  hs_edition: "2022"
  file: own-tariff.csv
  reader: national
  feeds: [nomenclature]
  languages: [en]
  obtain: Ask the tariff office for the file.
"""


class Publisher(http.server.BaseHTTPRequestHandler):
    """A plain web server that knows ranges, breaks off when told, and remembers what it was asked."""

    content = b""
    breaks_after = 0
    asked: list[str]

    def do_GET(self) -> None:
        begin = self.headers.get("Range", "").removeprefix("bytes=").removesuffix("-")
        self.asked.append(begin)
        if self.path != "/tariff.csv":
            self.send_error(404)
            return
        start = int(begin or 0)
        if start >= len(self.content):
            self.send_error(416)
            return
        body = self.content[start:]
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.breaks_after] if self.breaks_after else body)
        type(self).breaks_after = 0
        self.close_connection = True

    def log_message(self, *_words: Any) -> None:
        """The test's output is not its log."""


@pytest.fixture
def publisher() -> Iterator[type[Publisher]]:
    class Its(Publisher):
        content = TARIFF.encode()
        asked: list[str] = []  # noqa: RUF012 - a class for each test

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Its)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Its.server_version = f"127.0.0.1:{server.server_port}"
    yield Its
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a migrated database and a country pack that has a source of its own."""
    pack = tmp_path / "pack"
    shutil.copytree(shipped("countries") / "meridia", pack)
    (pack / "sources.yaml").write_text(ENTRY, encoding="utf-8")
    ask("migrate", data=str(tmp_path / "data"))
    return tmp_path


def data(site: Path, *arguments: str) -> Answer:
    return ask("data", *arguments, data=str(site / "data"), country=str(site / "pack"))


def offered(site: Path, publisher: type[Publisher], path: str = "tariff.csv") -> None:
    entry = f"{ENTRY}  download: http://{publisher.server_version}/{path}\n"
    (site / "pack" / "sources.yaml").write_text(entry, encoding="utf-8")


def own(site: Path) -> Any:
    items = data(site, "list", "--json").json["items"]
    return next(each for each in items if each["source"]["id"] == "own")


def test_before_any_import_the_list_says_that_the_product_works_all_the_same(site: Path) -> None:
    listed = data(site, "list")

    assert listed.code == 0
    assert "works on the installed nomenclature and trade names alone" in " ".join(listed.out.split())
    assert "own" in listed.out


def test_files_are_found_below_a_folder_and_taken_with_a_table_of_what_became_of_them(site: Path) -> None:
    (site / "files" / "deep").mkdir(parents=True)
    (site / "files" / "deep" / "own-tariff.csv").write_text(TARIFF, encoding="utf-8")
    taken = data(site, "import", "--from", str(site / "files"))

    assert taken.code == 0
    assert "own-tariff.csv" in taken.out
    assert "customhouse data quarantine own" in taken.out
    assert own(site)["in_force"]["taken"] == 2
    [fault] = data(site, "quarantine", "own", "--json").json
    assert (fault["row"], fault["code"]) == ("4", "code_form")
    assert "leading zero" in data(site, "quarantine", "own").out


def test_another_edition_is_told_and_taken_when_accepted(site: Path) -> None:
    (site / "search_references.json").write_text('{"abalone": "0307810000"}', encoding="utf-8")
    refused = data(site, "import", "uk-terms", "--from", str(site))
    accepted = data(site, "import", "uk-terms", "--from", str(site), "--accept-changed", "--json")

    assert refused.code == 1
    assert "accept the change" in refused.err
    assert accepted.code == 0
    assert accepted.json[0]["import"]["is_known_edition"] is False


def test_one_bad_file_does_not_keep_the_others_out(site: Path) -> None:
    (site / "own-tariff.csv").write_text(TARIFF, encoding="utf-8")
    (site / "brands.csv").write_text("something,else\n1,2\n", encoding="utf-8")
    answer = data(site, "import", "--from", str(site), "--accept-changed")

    assert answer.code == 1
    assert "brands.csv: the first line must name the columns GDSDESC, CMDTYCODE" in answer.err
    assert own(site)["in_force"]["taken"] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "--from", "no-such-folder"), "there is no folder or file no-such-folder"),
        (("import", "nowhere", "--from", "."), "There is no source 'nowhere'"),
        (("withdraw", "own"), "in force"),
        (("quarantine", "own"), "in force"),
        (("get", "nowhere"), "There is no source 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(site: Path, arguments: tuple[str, ...], words: str) -> None:
    answer = data(site, *arguments)

    assert answer.code == 1
    assert words in answer.err


def test_an_empty_folder_is_told_with_the_names_that_were_looked_for(site: Path) -> None:
    (site / "empty").mkdir()
    answer = data(site, "import", "--from", str(site / "empty"))

    assert answer.code == 1
    assert "own-tariff.csv" in answer.err


def test_a_file_of_another_name_is_taken_for_the_one_source_named(site: Path) -> None:
    (site / "x.csv").write_text(TARIFF, encoding="utf-8")

    assert data(site, "import", "own", "--from", str(site / "x.csv")).code == 0
    assert "name the one source" in data(site, "import", "--from", str(site / "x.csv")).err


def test_a_source_is_withdrawn(site: Path) -> None:
    (site / "own-tariff.csv").write_text(TARIFF, encoding="utf-8")
    data(site, "import", "own", "--from", str(site))
    withdrawn = data(site, "withdraw", "own")

    assert withdrawn.code == 0
    assert "2 rows are no longer in force" in withdrawn.out
    assert own(site)["in_force"] is None


def test_a_plain_file_is_fetched_from_its_publisher_and_imported(site: Path, publisher: type[Publisher]) -> None:
    offered(site, publisher)
    got = data(site, "get", "own", "--into", str(site / "got"))

    assert got.code == 0
    assert (site / "got" / "own-tariff.csv").read_text(encoding="utf-8") == TARIFF
    assert data(site, "import", "--from", str(site / "got")).code == 0


def test_a_download_that_broke_off_goes_on_where_it_ended(site: Path, publisher: type[Publisher]) -> None:
    offered(site, publisher)
    publisher.breaks_after = 20
    broken = data(site, "get", "own", "--into", str(site / "got"))
    again = data(site, "get", "own", "--into", str(site / "got"))

    assert broken.code == 1
    assert again.code == 0
    assert publisher.asked == ["", "20"]
    assert (site / "got" / "own-tariff.csv").read_text(encoding="utf-8") == TARIFF


def test_a_part_that_is_longer_than_the_file_is_begun_anew(site: Path, publisher: type[Publisher]) -> None:
    offered(site, publisher)
    (site / "got").mkdir()
    (site / "got" / "own-tariff.csv.part").write_text(TARIFF * 2, encoding="utf-8")
    got = data(site, "get", "own", "--into", str(site / "got"))

    assert got.code == 0
    assert (site / "got" / "own-tariff.csv").read_text(encoding="utf-8") == TARIFF


def test_an_address_that_answers_otherwise_is_told(site: Path, publisher: type[Publisher]) -> None:
    offered(site, publisher, "gone.csv")
    gone = data(site, "get", "own", "--into", str(site / "got"), "--json")

    assert gone.code == 1
    assert "404" in json.loads(gone.out)[0]["refused"]
    assert list((site / "got").iterdir()) == []


def test_nobody_at_the_address_is_told(site: Path) -> None:
    entry = f"{ENTRY}  download: http://127.0.0.1:9/tariff.csv\n"
    (site / "pack" / "sources.yaml").write_text(entry, encoding="utf-8")
    answer = data(site, "get", "own", "--into", str(site / "got"))

    assert answer.code == 1
    assert "does not answer" in answer.out


def test_a_source_without_a_plain_file_says_how_a_person_gets_it(site: Path) -> None:
    answer = data(site, "get", "own", "--into", str(site / "got"))

    assert answer.code == 1
    assert "Ask the tariff office for the file." in answer.out
    assert "customhouse data import own --from DIR" in answer.out


def test_all_publishers_files_are_taken_in_one_go(site: Path) -> None:
    answer = data(site, "import", "--from", str(shared("goods")), "--json")
    imports = {each["source"]: each["import"] for each in answer.json}

    assert answer.code == 0
    assert len(imports) == 11
    assert all(each["is_known_edition"] for each in imports.values())
    assert sum(each["taken"] for each in imports.values()) > 170_000
