"""Whether a container holds goods at all, declared against seen."""

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances, kg_words
from customhouse.imaging.model import Mass, Recognition, Row, Verdict
from customhouse.kernel.reasons import Reason

FAR_ABOVE = 2  # limits of an empty container that whatever lies in it contradicts, however it looks
Said = tuple[Verdict, str, str]


def loaded_or_empty(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    """Declared empty but loaded, or the other way round."""
    container = part.container
    if container is None:
        return []
    seen, loaded = sight.recognition.contents, sight.recognition.loaded
    said = "loaded" if container.loaded else "empty"
    if seen is None or loaded is None:
        if not container.loaded:
            reason = Reason("emptiness_not_seen", "The scan does not settle whether the container is empty.")
            return [Row(None, "loaded", said, "-", "-", Verdict.CANNOT_TELL, reason)]
        return []
    params = {"kg": kg_words(seen.kg), "limit": kg_words(allowed.empty_max_kg), "container": container.number}
    judge = _declared_loaded if container.loaded else _declared_empty
    verdict, code, text = judge(seen, sight.recognition, allowed.empty_max_kg)
    range_ = f"{kg_words(seen.low_kg)} – {kg_words(seen.high_kg)} kg"
    shown = "loaded" if loaded else "empty"
    return [Row(None, "loaded", said, shown, range_, verdict, Reason(code, text.format_map(params), params))]


def _declared_loaded(seen: Mass, recognition: Recognition, limit: float) -> Said:
    if recognition.loaded:
        return Verdict.AGREES, "loaded_as_declared", "The container holds goods, as declared."
    if seen.high_kg < limit:
        return Verdict.DISAGREES, "loaded_but_empty", "The container is declared loaded, and no goods are seen in it."
    text = "The container is declared loaded, and what is seen in it, about {kg} kg, does not look like goods."
    return Verdict.DOUBTFUL, "perhaps_empty", text


def _declared_empty(seen: Mass, recognition: Recognition, limit: float) -> Said:
    """Pallets and dunnage may weigh more than the limit, but not by far; a little that looks like goods weighs less."""
    if seen.low_kg > (limit if recognition.loaded else FAR_ABOVE * limit):
        text = "The container is declared empty, and about {kg} kg are seen in it."
        return Verdict.DISAGREES, "empty_but_loaded", text
    if seen.low_kg > limit:
        text = "The container is declared empty, and about {kg} kg are seen in it that do not look like goods."
        return Verdict.DOUBTFUL, "empty_but_for_litter", text
    if seen.kg > limit and recognition.loaded:
        text = "The container is declared empty, and possibly {kg} kg are seen in it."
        return Verdict.DOUBTFUL, "perhaps_not_empty", text
    if recognition.loaded and recognition.goods_probability is not None:
        text = "The container is declared empty, and a little that looks like goods is seen in it: about {kg} kg."
        return Verdict.DOUBTFUL, "little_in_empty", text
    return Verdict.AGREES, "empty_as_declared", "The container is empty, as declared."
