"""Several photos of one container: they support each other, or cast doubt."""

from customhouse.imaging.model import Box, Marking, MarkingKind
from customhouse.imaging.photos.voting import differing, voted

NUMBER, OTHER = "MSKU9070323", "CSQU3054383"


def seen(value: str, confidence: float, photo: int = 0, fault: str = "") -> Marking:
    return Marking(MarkingKind.CONTAINER_NUMBER, value, value, confidence, photo, Box(0, 0, 10, 10), fault)


def sure(*markings: Marking) -> list[str]:
    return [each.value for each in voted(markings) if each.sure]


def test_a_clear_reading_is_sure() -> None:
    assert sure(seen(NUMBER, 0.9)) == [NUMBER]


def test_a_faint_one_is_not() -> None:
    assert sure(seen(NUMBER, 0.5)) == []


def test_two_photos_that_say_the_same_are_surer_than_either() -> None:
    assert sure(seen(NUMBER, 0.69), seen(NUMBER, 0.69, photo=1)) == [NUMBER, NUMBER]


def test_the_same_paint_read_twice_in_one_photo_is_no_second_witness() -> None:
    assert sure(seen(NUMBER, 0.69), seen(NUMBER, 0.69)) == []


def test_a_number_whose_check_digit_fails_is_never_sure() -> None:
    assert sure(seen("MSKU9070324", 0.99, fault="check_digit")) == []


def test_two_readings_of_one_number_that_differ_a_little_are_both_unsure() -> None:
    assert sure(seen(NUMBER, 0.9), seen("MSKU9070813", 0.85, photo=1)) == []


def test_two_containers_in_one_photo_are_both_sure() -> None:
    assert sorted(sure(seen(NUMBER, 0.9), seen(OTHER, 0.9))) == [OTHER, NUMBER]


def test_a_missing_sign_is_a_difference() -> None:
    assert (differing("MSKU907032", NUMBER), differing(NUMBER, NUMBER)) == (1, 0)
