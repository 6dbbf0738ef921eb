"""Whether the texts that sources bring are an edition of the Harmonized System, or only some of its codes."""

from collections.abc import Mapping

# The leanest edition, that of 1988, had 96 chapters, 1,241 headings and 5,019 subheadings.
LEAST = {2: 90, 4: 1_000, 6: 4_500}


def whole_edition(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Chapters, headings and subheadings whose parents are there too; empty where too few are left to be an edition."""
    kept = {code: text for code, text in texts.items() if all(code[:digits] in texts for digits in (2, 4))}
    counts = {digits: sum(len(code) == digits for code in kept) for digits in LEAST}
    return kept if all(counts[digits] >= least for digits, least in LEAST.items()) else {}
