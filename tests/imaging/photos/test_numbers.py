"""Numbers out of pieces of text: what stands together, what is painted alike, and what the check digit decides."""

from customhouse.imaging.photos.numbers import codes, readings, size_types
from customhouse.imaging.photos.pieces import Piece, pieces_of, stacks
from customhouse.imaging.photos.voting import SURE

NUMBER = "MSKU9070323"


def at(text: str, x: float, y: float, size: float = 20.0, confidence: float = 0.95) -> Piece:
    """A line of text that begins there, its letters two thirds as wide as high."""
    right, bottom = x + len(text) * size * 0.7, y + size
    return Piece(text, confidence, ((x, y), (right, y), (right, bottom), (x, bottom)))


def best(*pieces: Piece) -> tuple[str, str]:
    found = readings(pieces)
    return (found[0].value, found[0].fault) if found else ("", "")


def test_a_number_in_one_piece_is_read() -> None:
    assert best(at(NUMBER, 0, 0)) == (NUMBER, "")


def test_owner_serial_and_check_digit_may_stand_apart_in_a_row() -> None:
    assert best(at("MSKU", 0, 0), at("907032", 90, 2), at("3", 215, 1)) == (NUMBER, "")


def test_and_in_rows_one_below_another() -> None:
    assert best(at("MSKU", 10, 0), at("907032", 8, 34), at("3", 120, 34), at("22G1", 9, 70)) == (NUMBER, "")


def test_the_number_of_another_container_far_away_is_not_mixed_in() -> None:
    found = readings([at("MSKU", 0, 0), at("907032", 90, 2), at("3", 215, 1), at("CSQU3054383", 0, 900)])

    assert {each.value for each in found if not each.fault} == {NUMBER, "CSQU3054383"}


def test_look_alike_signs_are_told_apart_by_their_place_where_the_check_digit_holds() -> None:
    assert best(at("M5KU9O7O323", 0, 0)) == (NUMBER, "")


def test_look_alikes_cost_confidence() -> None:
    [plain], [changed] = readings([at(NUMBER, 0, 0)]), readings([at("M5KU9O7O323", 0, 0)])

    assert changed.confidence < plain.confidence


def test_a_number_whose_check_digit_does_not_hold_says_so() -> None:
    assert best(at("MSKU9070324", 0, 0)) == ("MSKU9070324", "check_digit")


def test_without_its_check_digit_a_number_is_incomplete() -> None:
    assert best(at("MSKU907032", 0, 0)) == ("MSKU907032", "incomplete")


def test_words_and_masses_beside_the_number_are_no_numbers() -> None:
    assert readings([at("MAXGROSS", 0, 0), at("30480KG", 0, 40), at("TARE2200KG", 0, 80)]) == []


def test_a_category_that_was_guessed_is_read_and_never_with_confidence_enough_to_be_sure() -> None:
    [found] = readings([at("MSKO9070323", 0, 0)])

    assert (found.value, found.confidence < SURE) == (NUMBER, True)


def test_a_number_behind_the_name_of_its_owner_is_found() -> None:
    assert best(*pieces_of([("MAERSK MSKU 907O32 3", 0.9, at("x" * 20, 0, 0).quad)])) == (NUMBER, "")


def test_a_check_digit_in_its_frame_is_read_though_it_looks_like_a_chinese_sign() -> None:
    quads = at("MSKU", 0, 0).quad, at("9070320", 0, 34).quad

    assert best(*pieces_of([("NRLU", 0.99, quads[0]), ("468851回", 0.97, quads[1])])) == ("NRLU4688510", "")
    assert best(*pieces_of([("MSKU 907032 ③", 0.9, at("MSKU9070323", 0, 0).quad)])) == (NUMBER, "")


def test_letters_one_below_another_are_a_stack() -> None:
    letters = [at(sign, 100, 30 * place) for place, sign in enumerate("MSKU907")]
    [stack] = stacks([*letters, at("22G1", 400, 0)])

    assert "".join(piece.text for piece in stack) == "MSKU907"


def test_only_capitals_and_digits_are_kept_of_what_is_read() -> None:
    quad = at("x", 0, 0).quad

    assert [piece.text for piece in pieces_of([("msku 907-032 [3]", 0.9, quad), ("—", 0.9, quad)])] == [NUMBER]


def test_size_type_codes_are_those_of_the_standard() -> None:
    found = size_types([at("22G1", 0, 0), at("4561", 0, 30), at("40HC", 0, 60), at("2022", 0, 90)])

    assert [each.value for each in found] == ["22G1", "45G1"]


def test_what_may_be_a_seal_has_digits_enough() -> None:
    assert [each.value for each in codes([at("ML1234567", 0, 0), at("MAERSK", 0, 30), at("A12", 0, 60)])] == [
        "ML1234567"
    ]
