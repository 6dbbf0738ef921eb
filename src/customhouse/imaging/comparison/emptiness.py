"""Whether a container holds goods at all, declared against seen."""

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances, kg_words
from customhouse.imaging.model import Mass, Row, Verdict
from customhouse.kernel.reasons import Reason


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
    shown = "loaded" if loaded else "empty"
    if not container.loaded:
        verdict, reason = _declared_empty(seen, allowed, params)
    elif not loaded and seen.high_kg < allowed.empty_max_kg:
        text = "The container is declared loaded, and no goods are seen in it."
        verdict, reason = Verdict.DISAGREES, Reason("loaded_but_empty", text, params)
    else:
        verdict, reason = (
            Verdict.AGREES,
            Reason("loaded_as_declared", "The container holds goods, as declared.", params),
        )
    range_ = f"{kg_words(seen.low_kg)} – {kg_words(seen.high_kg)} kg"
    return [Row(None, "loaded", said, shown, range_, verdict, reason)]


def _declared_empty(seen: Mass, allowed: Tolerances, params: dict[str, str]) -> tuple[Verdict, Reason]:
    if seen.low_kg > allowed.empty_max_kg:
        text = f"The container is declared empty, and about {params['kg']} kg of goods are seen in it."
        return Verdict.DISAGREES, Reason("empty_but_loaded", text, params)
    if seen.kg > allowed.empty_max_kg:
        text = f"The container is declared empty, and possibly {params['kg']} kg are seen in it."
        return Verdict.DOUBTFUL, Reason("perhaps_not_empty", text, params)
    return Verdict.AGREES, Reason("empty_as_declared", "The container is empty, as declared.", params)
