"""The markings in the photos against what is declared: container number, size-type code, seal."""

from collections.abc import Sequence

from customhouse.imaging.comparison.sight import Sight
from customhouse.imaging.model import Declared, Marking, MarkingKind, PhotosRead, Place, Row, Verdict
from customhouse.imaging.photos.voting import differing
from customhouse.kernel.likelihood import in_words
from customhouse.kernel.reasons import Reason
from customhouse.waybills.container_code import plain

NOTHING = "-"
WORTH = 0.5  # confidence below which a reading that has a fault is not told
SEAL_SURE = 0.7
SHORTEST_SEAL = 5  # signs: shorter ones stand in too many texts
NO_OCR = (
    "The photos are kept and not read: the part that reads pictures is not installed on this server "
    "(the extra `ocr`). Look at them yourself."
)
ILLEGIBLE = "No container number is legible in the photos. Look at them yourself, or take one from nearer."


def marked(declared: Declared, sight: Sight) -> list[Row]:
    """Nothing where the scan has no photo."""
    photos = sight.recognition.photos
    if photos is None or not photos.photos:
        return []
    number = _number(declared, sight, photos)
    return [number, *_size_type(declared, sight, photos), *_seals(declared, sight, photos)]


def _number(declared: Declared, sight: Sight, photos: PhotosRead) -> Row:
    own = sight.container_number
    said = [own] if own else [each.number for each in declared.containers]
    if not photos.reader:
        return _told(said, None, Verdict.CANNOT_TELL, Reason("photo_not_read", NO_OCR))
    known = {each.number for each in declared.containers}
    found = [each for each in photos.numbers() if each.sure]
    if found:
        # A photo may show a second container on the same lorry: the one that was said goes first.
        shown = next((each for each in found if each.value in said), found[0])
        several = not own and len({each.value for each in found} & known) > 1
        return _told(said, shown, *(_several(shown.value, known) if several else _judged(shown.value, own, known)))
    doubtful = [each for each in photos.numbers() if each.confidence >= WORTH or _nearest(each.value, said)[0] <= 1]
    if not doubtful:
        return _told(said, None, Verdict.CANNOT_TELL, Reason("photo_illegible", ILLEGIBLE))
    shown = min(doubtful, key=lambda each: _nearest(each.value, said)[0])
    return _told(said, shown, *_unsure(shown, said))


def _several(read: str, known: set[str]) -> tuple[Verdict, Reason]:
    params = {"read": read, "said": NOTHING, "declared": ", ".join(sorted(known))}
    text = "The scan was posted without a container number, and its photos show more than one of the consignment's: "
    text += "it is not told which of them was scanned."
    return Verdict.CANNOT_TELL, Reason("photo_several", text, params)


def _judged(read: str, said: str | None, known: set[str]) -> tuple[Verdict, Reason]:
    """Of a number read surely. `said` by whoever posted the scan or by the scanner; `known`: those declared."""
    params = {"read": read, "said": said or NOTHING, "declared": ", ".join(sorted(known)) or NOTHING}
    if said is None and read in known:
        text = f"The scan was posted without a container number. The photo shows {read}, one of the consignment's: "
        text += "it is compared with the goods of that container."
        return Verdict.AGREES, Reason("photo_number_found", text, params)
    if not known and said in (None, read):
        text = f"The photo shows container {read}; the declaration names no container to hold it against."
        return Verdict.CANNOT_TELL, Reason("photo_nothing_declared", text, params)
    if read not in known and said in (None, read):
        text = f"The photo shows container {read}, which the declaration does not name ({params['declared']})."
        return Verdict.DISAGREES, Reason("photo_not_declared", text, params)
    if said == read:
        return Verdict.AGREES, Reason("photo_as_declared", f"The photo shows container {read}, as declared.", params)
    if differing(read, str(said)) <= 1:
        text = f"The photo shows {read}, one character off {said}: look at the photo."
        return Verdict.DOUBTFUL, Reason("photo_one_off", text, params)
    text = f"The scan is said to be of {said}; the photo shows {read}"
    text += ", another container of the consignment." if read in known else "."
    return Verdict.DISAGREES, Reason("photo_other_container" if read in known else "photo_differs", text, params)


def _unsure(shown: Marking, said: Sequence[str]) -> tuple[Verdict, Reason]:
    """Of a number with a fault or read faintly: it may agree, and never contradicts by itself."""
    off, nearest = _nearest(shown.value, said)
    params = {"read": shown.value, "said": nearest or NOTHING, "off": str(off)}
    if nearest and shown.value == nearest[: len(shown.value)] and len(shown.value) >= len(nearest) - 1:
        text = f"The photo shows {shown.value}, which is {nearest} as far as it is legible."
        return Verdict.AGREES, Reason("photo_as_far_as_legible", text, params)
    if nearest and off == 1:
        text = f"The photo shows {shown.value}, one character off {nearest}: look at the photo."
        return Verdict.DOUBTFUL, Reason("photo_one_off", text, params)
    if shown.fault == "check_digit":
        text = f"The photo shows {shown.value}, whose check digit does not hold: look at the photo."
        return Verdict.DOUBTFUL, Reason("photo_check_digit", text, params)
    text = f"The photo seems to show {shown.value}, not read surely: look at the photo."
    return Verdict.DOUBTFUL, Reason("photo_unsure", text, params)


def _nearest(read: str, said: Sequence[str]) -> tuple[int, str]:
    return min(((differing(read, each), each) for each in said), default=(99, ""))


def _told(said: Sequence[str], shown: Marking | None, verdict: Verdict, reason: Reason) -> Row:
    return _row("container_number", ", ".join(said) or NOTHING, shown, verdict, reason)


def _row(what: str, said: str, shown: Marking | None, verdict: Verdict, reason: Reason) -> Row:
    if shown is None:
        return Row(None, what, said, NOTHING, NOTHING, verdict, reason)
    place = Place(box=shown.box, photo=shown.photo, note=shown.value)
    return Row(None, what, said, shown.value, in_words(shown.confidence), verdict, reason, evidence=(place,))


def _size_type(declared: Declared, sight: Sight, photos: PhotosRead) -> list[Row]:
    """Only beside a number that says whose code it is."""
    here = sight.shows(declared) or (declared.containers[0].number if len(declared.containers) == 1 else None)
    container = next((each for each in declared.containers if each.number == here), None)
    read = [each for each in photos.markings if each.kind is MarkingKind.SIZE_TYPE]
    # A photo may show a second container on the same lorry.
    own = (each for each in read if container is not None and each.value == container.size_type)
    shown = next(own, read[0] if read else None)
    if container is None or not container.size_type or shown is None or here not in photos.sure_numbers():
        return []
    params = {"read": shown.value, "said": container.size_type}
    if shown.value == container.size_type:
        reason = Reason("photo_size_type", f"The photo shows size-type {shown.value}, as declared.", params)
        return [_row("size_type", container.size_type, shown, Verdict.AGREES, reason)]
    text = f"The photo shows size-type {shown.value}; {container.size_type} is declared."
    return [
        _row("size_type", container.size_type, shown, Verdict.DOUBTFUL, Reason("photo_size_type_off", text, params))
    ]


def _seals(declared: Declared, sight: Sight, photos: PhotosRead) -> list[Row]:
    """A seal that is legible speaks for itself; one that is not in the photos says nothing."""
    here = sight.shows(declared)
    seals = [seal for each in declared.containers if here in (None, each.number) for seal in each.seal_numbers]
    legible = [each for each in photos.markings if each.kind is not MarkingKind.SIZE_TYPE]
    rows = []
    for seal in seals:
        wanted = plain(seal) or ""
        gaps = {each: differing(each.value, wanted) for each in legible if each.confidence >= SEAL_SURE}
        shown = min(gaps, key=gaps.__getitem__, default=None)
        if shown is None or gaps[shown] > 1 or len(wanted) < SHORTEST_SEAL:
            continue
        params = {"read": shown.value, "said": seal}
        if gaps[shown] == 0:
            reason = Reason("photo_seal", f"The photo shows seal {seal}, as declared.", params)
            rows.append(_row("seal_number", seal, shown, Verdict.AGREES, reason))
        else:
            text = f"The photo shows seal {shown.value}, one character off {seal}: look at the photo."
            rows.append(_row("seal_number", seal, shown, Verdict.DOUBTFUL, Reason("photo_seal_off", text, params)))
    return rows
