"""Whether a container holds goods at all, declared against seen."""

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances, kg_words
from customhouse.imaging.model import Mass, Recognition, Row, Verdict
from customhouse.kernel.likelihood import in_words, step_of
from customhouse.kernel.reasons import Reason

Said = tuple[Verdict, str, str]
IN_EMPTY = "The container is declared empty, and about {kg} kg are seen in it. That these are goods: {likelihood}."
NOT_SETTLED = Verdict.CANNOT_TELL, "emptiness_not_seen", "The scan does not settle whether the container is empty."


def loaded_or_empty(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    """Declared empty but loaded, or the other way round."""
    container, seen, loaded = part.container, sight.recognition.contents, sight.recognition.loaded
    if container is None or (container.loaded and (seen is None or loaded is None)):
        return []
    if container.loaded:
        said = _declared_loaded(part, seen, sight.recognition, allowed)
    elif seen is None:
        said = _declared_empty_unweighed(sight.recognition)
    else:
        said = _declared_empty(seen, sight.recognition, allowed)
    return [_row(container.number, said, sight.recognition, declared="loaded" if container.loaded else "empty")]


def _declared_loaded(part: Part, seen: Mass | None, recognition: Recognition, allowed: Tolerances) -> Said:
    if not recognition.loaded and seen is not None and seen.high_kg < allowed.empty_max_kg:
        if seen.low_kg <= part.high_kg and 0 < part.low_kg <= seen.high_kg:
            text = "The container is declared loaded. By their look no goods are seen in it, "
            text += "but what little is declared may be in it."
            return Verdict.DOUBTFUL, "as_light_as_declared", text
        return Verdict.DISAGREES, "loaded_but_empty", "The container is declared loaded, and no goods are seen in it."
    if recognition.loaded:
        return Verdict.AGREES, "loaded_as_declared", "The container holds goods, as declared."
    if recognition.goods_probability is None:
        text = "The container is declared loaded, and about {kg} kg are seen in it, which may be no goods."
        return Verdict.DOUBTFUL, "hardly_loaded", text
    text = "The container is declared loaded, and about {kg} kg are seen in it. That these are goods: {likelihood}."
    return Verdict.DOUBTFUL, "perhaps_empty", text


def _declared_empty(seen: Mass, recognition: Recognition, allowed: Tolerances) -> Said:
    """More mass never makes a milder verdict: what is too heavy for pallets contradicts, however it looks."""
    limit = allowed.empty_max_kg if recognition.loaded is not False else allowed.empty_litter_kg
    if seen.low_kg > max(limit, allowed.empty_max_kg):
        text = "The container is declared empty, and about {kg} kg are seen in it."
        return Verdict.DISAGREES, "empty_but_loaded", text
    if seen.low_kg > allowed.empty_max_kg:
        return Verdict.DOUBTFUL, "empty_but_for_litter", IN_EMPTY
    if recognition.loaded is None:
        return NOT_SETTLED
    if recognition.loaded and seen.kg > allowed.empty_max_kg:
        text = "The container is declared empty, and possibly {kg} kg are seen in it."
        return Verdict.DOUBTFUL, "perhaps_not_empty", text
    if recognition.loaded and recognition.goods_probability is not None:
        return Verdict.DOUBTFUL, "little_in_empty", IN_EMPTY
    return Verdict.AGREES, "empty_as_declared", "The container is empty, as declared."


def _declared_empty_unweighed(recognition: Recognition) -> Said:
    if recognition.loaded and recognition.goods_probability is not None:
        text = "The container is declared empty. That goods are in it: {likelihood}. What is seen was not weighed."
        return Verdict.DOUBTFUL, "unweighed_in_empty", text
    return NOT_SETTLED


def _row(number: str, said: Said, recognition: Recognition, *, declared: str) -> Row:
    (verdict, code, text), seen = said, recognition.contents
    shown, range_ = "-", "-"
    if verdict is not Verdict.CANNOT_TELL:
        shown = {True: "loaded", False: "empty", None: "-"}[recognition.loaded]
        range_ = f"{kg_words(seen.low_kg)} – {kg_words(seen.high_kg)} kg" if seen else "-"
    params = {"container": number, "kg": kg_words(seen.kg) if seen else "-"}
    words = params
    if (chance := recognition.goods_probability) is not None:
        params = params | {"likelihood": step_of(chance), "probability": f"{chance:.2f}"}
        words = params | {"likelihood": in_words(chance)}
    return Row(None, "loaded", declared, shown, range_, verdict, Reason(code, text.format_map(words), params))
