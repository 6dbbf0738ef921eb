"""The number in the photo against the one declared and the one the scan was posted for."""

from dataclasses import replace

from customhouse.imaging.comparison import Sight, compare
from customhouse.imaging.model import (
    Box,
    Comparison,
    Declared,
    DeclaredContainer,
    DeclaredItem,
    Marking,
    MarkingKind,
    Modality,
    PhotoFacts,
    PhotosRead,
    Verdict,
)
from customhouse.imaging.photos.voting import voted
from tests.imaging.comparison.sights import ALLOWED, BOX, OTHER_BOX, about, declared, recognition, row

PHOTO = (PhotoFacts("gate.jpg", 800, 600),)
PLACE = Box(100, 50, 300, 40)


def seen(value: str, kind: MarkingKind = MarkingKind.CONTAINER_NUMBER, fault: str = "") -> Marking:
    return Marking(kind, value, value, 0.95, 0, PLACE, fault)


def photos(*markings: Marking, reader: str = "test") -> PhotosRead:
    return PhotosRead(reader, PHOTO, voted(markings))


def compared(read: PhotosRead | None, number: str | None = BOX, said: Declared | None = None) -> Comparison:
    recognised = replace(recognition(about(3000)), photos=read)
    return compare(said or declared(3000), Sight(Modality.RADIOGRAPH, recognised, number), ALLOWED)[0]


def told(read: PhotosRead | None, number: str | None = BOX, said: Declared | None = None) -> tuple[Verdict, str]:
    found = row(compared(read, number, said), "container_number")
    return found.verdict, found.reason.code


def two_containers(first_kg: float = 3000, second_kg: float = 9000) -> Declared:
    items = (
        DeclaredItem(1, "690721", "tiles", first_kg, (BOX,)),
        DeclaredItem(2, "690721", "tiles", second_kg, (OTHER_BOX,)),
    )
    return Declared(items, (DeclaredContainer(BOX, "22G1"), DeclaredContainer(OTHER_BOX, "22G1")))


def test_without_photos_nothing_is_said_of_them() -> None:
    assert [each.what for each in compared(None).rows if each.what == "container_number"] == []


def test_the_declared_number_in_the_photo_agrees_and_shows_where() -> None:
    comparison = compared(photos(seen(BOX)))
    found = row(comparison, "container_number")

    assert (found.verdict, found.reason.code, found.seen) == (Verdict.AGREES, "photo_as_declared", BOX)
    assert [(place.photo, place.box) for place in found.evidence] == [(0, PLACE)]


def test_another_number_disagrees_and_so_does_the_whole() -> None:
    comparison = compared(photos(seen(OTHER_BOX)))

    assert row(comparison, "container_number").reason.code == "photo_differs"
    assert comparison.verdict is Verdict.DISAGREES


def test_of_two_containers_on_a_lorry_the_one_that_was_said_counts() -> None:
    assert told(photos(seen(OTHER_BOX), seen(BOX))) == (Verdict.AGREES, "photo_as_declared")


def test_another_container_of_the_same_consignment_is_called_so() -> None:
    read = photos(seen(OTHER_BOX))

    assert told(read, BOX, two_containers()) == (Verdict.DISAGREES, "photo_other_container")


def test_a_failing_check_digit_is_doubtful_and_one_character_off_too() -> None:
    assert told(photos(seen("TGHU1234560", fault="check_digit"))) == (Verdict.DOUBTFUL, "photo_check_digit")
    assert told(photos(seen("CSQU3054388", fault="check_digit"))) == (Verdict.DOUBTFUL, "photo_one_off")


def test_a_number_without_its_check_digit_agrees_as_far_as_it_is_legible() -> None:
    assert told(photos(seen(BOX[:10], fault="incomplete"))) == (Verdict.AGREES, "photo_as_far_as_legible")


def test_nothing_legible_and_nothing_installed_settle_nothing() -> None:
    assert told(photos()) == (Verdict.CANNOT_TELL, "photo_illegible")
    assert told(photos(reader="")) == (Verdict.CANNOT_TELL, "photo_not_read")


def test_a_scan_posted_without_a_number_is_compared_with_the_container_in_the_photo() -> None:
    comparison = compared(photos(seen(BOX)), None, two_containers(3000, 90_000))

    assert row(comparison, "container_number").reason.code == "photo_number_found"
    assert row(comparison, "gross_mass_kg").verdict is Verdict.AGREES
    assert [item.item for item in comparison.items] == [1]


def test_where_photos_show_two_of_the_consignments_containers_it_is_not_told_which_was_scanned() -> None:
    comparison = compared(photos(seen(BOX), seen(OTHER_BOX)), None, two_containers())
    number = row(comparison, "container_number")

    assert (number.verdict, number.reason.code) == (Verdict.CANNOT_TELL, "photo_several")


def test_a_number_read_surely_that_nobody_declared_disagrees() -> None:
    assert told(photos(seen("TGHU1234561")), None) == (Verdict.DISAGREES, "photo_not_declared")


def test_where_no_container_is_declared_there_is_nothing_to_hold_it_against() -> None:
    loose = Declared((DeclaredItem(1, "690721", "tiles", 3000),))

    assert told(photos(seen(BOX)), None, loose) == (Verdict.CANNOT_TELL, "photo_nothing_declared")


def test_the_size_type_is_told_beside_a_number_that_is_sure() -> None:
    right = compared(photos(seen(BOX), seen("22G1", MarkingKind.SIZE_TYPE)))
    wrong = compared(photos(seen(BOX), seen("45R1", MarkingKind.SIZE_TYPE)))

    assert row(right, "size_type").verdict is Verdict.AGREES
    assert row(wrong, "size_type").verdict is Verdict.DOUBTFUL


def test_the_size_type_of_another_container_on_the_lorry_is_not_held_against_it() -> None:
    codes = [seen(code, MarkingKind.SIZE_TYPE) for code in ("45G1", "22G1")]

    assert row(compared(photos(seen(BOX), *codes)), "size_type").verdict is Verdict.AGREES


def test_a_declared_seal_that_is_legible_agrees_and_one_sign_off_is_doubtful() -> None:
    said = replace(declared(3000), containers=(DeclaredContainer(BOX, "22G1", seal_numbers=("ML-CN 1234567",)),))
    right = compared(photos(seen("MLCN1234567", MarkingKind.CODE)), BOX, said)
    wrong = compared(photos(seen("MLCN1234567"[:-1] + "9", MarkingKind.CODE)), BOX, said)

    assert row(right, "seal_number").verdict is Verdict.AGREES
    assert row(wrong, "seal_number").verdict is Verdict.DOUBTFUL
