"""Two names compared: what agrees, what differs, and what is known beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.watchlists.names.facts import Bearing, Known, imo_in, is_imo
from customhouse.watchlists.names.model import How, Kind
from customhouse.watchlists.names.scoring import Comparison, compare, facts_between
from tests.watchlists.labelled import labelled_pairs

THRESHOLD = 0.75


def score(query: str, entry: str, kind: Kind = Kind.COMPANY) -> float:
    return compare(query, [entry], kind).score


@pytest.mark.parametrize(
    ("query", "entry", "kind"),
    [
        ("Молотков Иван", "Ivan Molotkov", Kind.PERSON),
        ("محمد الكريمي", "Mohammed Al-Karimi", Kind.PERSON),
        ("曾国兴", "Zeng Guoxing", Kind.PERSON),
        ("Bill Benson-Harrow", "William Benson Harrow", Kind.PERSON),
        ("Trans World Logistics", "Transworld Logistics GmbH", Kind.COMPANY),
        ("Orion Comm Grp", "Orion Communications Group", Kind.COMPANY),
        ("北京东方石油贸易有限公司", "Beijing Dong Fang Petroleum Trading Co., Ltd.", Kind.COMPANY),
        ("M/V Ocean Jade II", "OCEAN JADE 2", Kind.VESSEL),
        ("Hauptstr. 7, 10115 Berlin", "Hauptstraße 7, 10115 Berlin", Kind.ADDRESS),
    ],
)
def test_the_same_name_is_known_again_however_it_is_written(query: str, entry: str, kind: Kind) -> None:
    assert score(query, entry, kind) >= THRESHOLD


@pytest.mark.parametrize(
    ("query", "entry", "kind"),
    [
        ("Ahmed Al Karimi", "Mohammed Al Karimi", Kind.PERSON),
        ("Paula Weber", "Paul Weber", Kind.PERSON),
        ("王伟清", "王伟强", Kind.PERSON),
        ("Omar", "Omar Khalil Hadi", Kind.PERSON),
        ("General Trading Company", "Global Trading Corporation", Kind.COMPANY),
        ("Plant 12 Chemical Works", "Chemical Works Plant 21", Kind.COMPANY),
        ("Ocean Jade 2", "Ocean Jade 3", Kind.VESSEL),
        ("12 Harbour Street, Mersea", "21 Harbour Street, Mersea", Kind.ADDRESS),
    ],
)
def test_another_name_stays_another(query: str, entry: str, kind: Kind) -> None:
    assert score(query, entry, kind) < THRESHOLD


def test_an_alias_that_agrees_best_is_the_one_that_is_told() -> None:
    found = compare("CNOOC Ltd", ["China National Offshore Oil Corporation", "CNOOC"], Kind.COMPANY)

    assert (found.matched, found.score) == ("CNOOC", 1.0)


def test_every_word_says_with_which_other_it_agrees_and_how() -> None:
    found = compare("Trans World Shpg", ["Transworld Shipping Kestrel"], Kind.COMPANY)

    assert [(pair.query, pair.entry, pair.how) for pair in found.alignment.pairs] == [
        (("trans", "world"), ("transworld",), How.JOINED),
        (("shpg",), ("shipping",), How.TRANSLATED),
    ]
    assert found.alignment.entry_left == ("kestrel",)


def with_facts(query: Known, entry: Known, kind: Kind = Kind.PERSON) -> Comparison:
    return compare("Ivan Molotkov", ["Ivan Molotkov"], kind, facts_between(query, entry, kind))


def test_another_birth_date_contradicts_the_same_name() -> None:
    found = with_facts(Known(born=("1974-03-02",)), Known(born=("1991",)))

    assert [fact.bearing for fact in found.facts] == [Bearing.CONTRADICTS]
    assert found.score < THRESHOLD < found.names


def test_a_year_of_birth_agrees_with_a_date_in_it() -> None:
    found = with_facts(Known(born=("1974-03-02",)), Known(born=("1974",)))

    assert [fact.bearing for fact in found.facts] == [Bearing.SUPPORTS]


def test_a_fact_that_one_side_lacks_says_nothing() -> None:
    assert with_facts(Known(born=("1974",), countries=("RU",)), Known()).facts == ()


def test_the_imo_number_knows_a_renamed_ship_again() -> None:
    facts = facts_between(Known(imo="IMO 9300013"), Known(imo="9300013"), Kind.VESSEL)

    assert compare("Happy Dolphin", ["Lucky Whale"], Kind.VESSEL, facts).score >= THRESHOLD


def test_another_imo_number_is_another_ship_of_the_same_name() -> None:
    facts = facts_between(Known(imo="9300013"), Known(imo="9074729"), Kind.VESSEL)

    assert compare("Ocean Jade", ["Ocean Jade"], Kind.VESSEL, facts).score < THRESHOLD


def test_an_imo_number_is_checked_by_its_last_digit() -> None:
    assert is_imo("9074729")
    assert not is_imo("9074728")
    assert imo_in("OCEAN JADE / IMO 9074729") == "9074729"
    assert imo_in("container 90747291") == ""


@given(st.text(max_size=60), st.sampled_from(list(Kind)))
def test_any_text_can_be_compared_and_is_like_itself(text: str, kind: Kind) -> None:
    found = compare(text, [text], kind).score

    assert found in (0.0, 1.0)


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(list(Kind)))
def test_it_does_not_matter_which_name_is_asked_for(one: str, other: str, kind: Kind) -> None:
    assert score(one, other, kind) == pytest.approx(score(other, one, kind), abs=0.02)


def test_of_the_labelled_pairs_nine_in_ten_are_told_rightly_at_one_threshold() -> None:
    pairs = [pair for pair in labelled_pairs() if not pair.is_held_back]
    hits = [pair.same for pair in pairs if pair.compared().score >= THRESHOLD]

    assert sum(hits) >= 0.9 * sum(pair.same for pair in pairs)
    assert sum(hits) >= 0.9 * len(hits)
