"""The shipped manifest is fit; a country pack adds entries, and is told what is wrong with them."""

import hashlib
from dataclasses import fields
from pathlib import Path

import pytest

from customhouse.adapters.reference_data import READERS
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.sourcing.finding import files_below
from customhouse.sourcing.manifest import IN_PACK, commands_for, load_manifest
from customhouse.sourcing.model import Source
from tests.conftest import shared
from tests.sourcing.rooms import GOOD, make_source, write

ROOT = Path(__file__).resolve().parents[2]
ENTRY = """
- id: own
  title: Own tariff
  publisher: The administration
  licence: CC0
  edition: 2026
  hs_edition: 2022
  file: tariff.csv
  reader: national
  feeds: [nomenclature]
  languages: [en]
"""


def test_the_shipped_manifest_says_of_every_source_whose_it_is_and_how_to_get_it() -> None:
    sources = list(load_manifest(READERS))

    assert len(sources) >= 11
    assert all(source.attribution and source.address and source.licence for source in sources)
    assert all(source.download or source.obtain for source in sources)
    assert all(source.sha256 for source in sources)


def test_the_shipped_hashes_are_those_of_the_publishers_files() -> None:
    found = files_below(shared("goods"), load_manifest(READERS))

    assert len(found) == len(list(load_manifest(READERS)))
    for each in found:
        assert hashlib.sha256(each.path.read_bytes()).hexdigest() == each.source.sha256, each.source.id


def test_the_docs_show_every_sources_licence_and_attribution() -> None:
    page = (ROOT / "docs" / "reference" / "reference-data.md").read_text(encoding="utf-8")
    rows = [
        f"| `{each.id}` | {each.publisher} | {each.licence} | {each.attribution} |" for each in load_manifest(READERS)
    ]

    assert [row for row in rows if row not in page] == []


def test_the_docs_name_every_form_and_every_field() -> None:
    page = (ROOT / "docs" / "reference" / "reference-data.md").read_text(encoding="utf-8")
    names = [*READERS, *(field.name for field in fields(Source))]

    assert [name for name in names if f"`{name}`" not in page] == []


def test_a_country_pack_adds_its_own(tmp_path: Path) -> None:
    write(tmp_path, ENTRY, IN_PACK)
    manifest = load_manifest(READERS, tmp_path)

    assert manifest.get("own").hs_edition == "2022"
    assert "hs" in manifest
    assert list(commands_for(manifest.get("own"))) == ["customhouse data import own --from DIR"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("id: own", "id: Own Tariff"), "malformed"),
        (("reader: national", "reader: magic"), "not_in_list"),
        (("feeds: [nomenclature]", "feeds: [everything]"), "not_in_list"),
        (("file: tariff.csv", "file: ../tariff.csv"), "malformed"),
        (("licence: CC0", "license: CC0"), "missing"),
        (("licence: CC0", "licence: CC0\n  download: ftp://x/y"), "malformed"),
        (("- id: own", "id: own"), "not_yaml"),
        (("id: own", "id: hs"), "twice"),
        (("id: own", "id: trade-names"), "reserved"),
        (("- id: own\n", "own\n- id: own\n"), "not_yaml"),
    ],
)
def test_a_wrong_entry_is_told(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    write(tmp_path, ENTRY.replace(*change), IN_PACK)
    with pytest.raises(Invalid) as error:
        load_manifest(READERS, tmp_path)

    assert code in {problem.code for problem in error.value.problems}


def test_an_unknown_source_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="there is hs, eu-cn-selftexts"):
        load_manifest(READERS).get("nowhere")


def test_of_files_with_one_name_the_known_one_is_taken(tmp_path: Path) -> None:
    known = hashlib.sha256(GOOD.encode()).hexdigest()
    right = write(tmp_path, GOOD, "deep/below/tariff.csv")
    wrong = write(tmp_path, "other", "tariff.csv")
    [found] = files_below(tmp_path, [make_source(sha256=known), make_source(id="none", file="none.csv")])

    assert (found.path, found.others) == (right, (wrong,))
