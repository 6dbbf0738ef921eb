"""The publishers' own files are read nearly whole; what they hold of broken rows is found."""

import pytest

from customhouse.adapters.reference_data import READERS
from customhouse.sourcing.model import ReferenceText, RowFault, TextKind
from tests.conftest import shared

# Reader, file, the least number of texts, the most faults: nearly all of a file must be taken.
FILES = (
    ("harmonized-system", "hs6/harmonized-system.csv", 6_900, 0),
    ("combined-nomenclature", "eu-cn/cn2023_selftext_en_fr_de_nl.csv", 39_000, 0),
    ("taric", "eu-cn/taric_nomenclature_en_es_fr_de.csv", 87_000, 200),
    ("us-hts", "us-hts/hts_2026_revision_4.csv", 26_000, 0),
    ("uk-terms", "uk-fpo/search_references.json", 4_000, 0),
    ("uk-parcels", "uk-fpo/extra_references.csv", 2_340, 20),
    ("uk-brands", "uk-fpo/brands.csv", 139, 0),
    ("uk-vague", "uk-fpo/vague_terms.csv", 4_390, 60),
    ("uk-vague-patterns", "uk-fpo/vague_terms_patterns.txt", 2, 0),
    ("uk-phrases", "uk-fpo/phrases_to_remove.txt", 7, 0),
    ("uk-mislabelled", "uk-fpo/incorrect_code_desc_pairs.csv", 12, 2),
)


@pytest.mark.parametrize(("reader", "name", "at_least", "at_most_faults"), FILES)
def test_a_publishers_file_is_taken_nearly_whole(reader: str, name: str, at_least: int, at_most_faults: int) -> None:
    texts = faults = bare = 0
    for row in READERS[reader](shared("goods", *name.split("/"))):
        faults += isinstance(row, RowFault)
        if isinstance(row, ReferenceText):
            texts += 1
            bare += row.kind is TextKind.NOMENCLATURE and row.text.strip(": ").lower() in {
                "other",
                "autres",
                "andere",
                "los demás",
            }

    assert texts >= at_least
    assert faults <= at_most_faults
    assert bare == 0
