"""YAML read as text: what other readers guess, this one leaves alone."""

import pytest

from customhouse.policy.tree import Fault, parse, planted


@pytest.mark.parametrize("word", ["NO", "on", "1.10", "2026-01-01", "0123", "1e3", "yes", "'null'"])
def test_a_word_stays_the_word_that_was_written(word: str) -> None:
    node = parse(f"value: {word}", "a.yaml").branch()["value"]

    assert node.text() == word.strip("'")


def test_null_is_nothing() -> None:
    assert parse("value: null", "a.yaml").branch()["value"].value is None


def test_a_name_that_stands_twice_is_refused_with_its_line() -> None:
    with pytest.raises(Fault) as caught:
        parse("one: 1\ntwo: 2\none: 3\n", "a.yaml")

    [problem] = caught.value.problems
    assert (problem.field, problem.code) == ("a.yaml:3", "name_twice")


def test_an_alias_is_refused_because_it_can_grow_without_end() -> None:
    with pytest.raises(Fault, match="aliases"):
        parse("a: &x [1]\nb: [*x, *x]", "a.yaml")


def test_what_is_not_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(Fault, match=r"a.yaml:2"):
        parse("a: 1\nb: [1", "a.yaml")


def test_an_unknown_name_is_told_which_names_are_known() -> None:
    node = parse("unit: s\nunits: s", "a.yaml")

    with pytest.raises(Fault, match="known are unit"):
        node.fields(("unit",))


def test_plain_content_comes_back_as_it_went() -> None:
    content = {"a": ["1", None, {"b": "2"}]}

    assert planted(content, "kept").plain() == content
