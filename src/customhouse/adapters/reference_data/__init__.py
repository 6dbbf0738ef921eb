"""Readers of publishers' files, one module a format; `READERS` is the list, by the name a manifest calls them.

Each takes a file and gives its rows one by one: a text, or what is wrong with the row. What a publisher's file holds
beside goods (the total, statistical chapters 98 and 99, lines that only head a group) is passed over.
"""

from collections.abc import Mapping

from customhouse.adapters.reference_data.combined_nomenclature import read_selftexts
from customhouse.adapters.reference_data.correlation import read_correlation
from customhouse.adapters.reference_data.harmonized_system import read_harmonized_system
from customhouse.adapters.reference_data.national import read_national
from customhouse.adapters.reference_data.taric import read_taric
from customhouse.adapters.reference_data.uk_phrases import read_mislabelled, read_patterns, read_phrases, read_vague
from customhouse.adapters.reference_data.uk_terms import read_brands, read_parcels, read_terms
from customhouse.adapters.reference_data.us_hts import read_us_hts
from customhouse.sourcing.model import Reader

READERS: Mapping[str, Reader] = {
    "harmonized-system": read_harmonized_system,
    "combined-nomenclature": read_selftexts,
    "taric": read_taric,
    "us-hts": read_us_hts,
    "uk-terms": read_terms,
    "uk-parcels": read_parcels,
    "uk-brands": read_brands,
    "uk-vague": read_vague,
    "uk-vague-patterns": read_patterns,
    "uk-phrases": read_phrases,
    "uk-mislabelled": read_mislabelled,
    "national": read_national,
    "correlation": read_correlation,
}
