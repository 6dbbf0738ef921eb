"""Why something was decided: a stable code, its values, and an English sentence for those without a catalogue."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """`params` fill the translated sentence `reason.<code>`; `text` is the same in English, already filled."""

    code: str
    text: str
    params: dict[str, str] = field(default_factory=dict)
