"""How a folder of labelled scans can be laid out."""

from enum import StrEnum


class Form(StrEnum):
    CLASSES = "classes"
    POSITIVE_NEGATIVE = "positive-negative"
    BOXES = "boxes"
