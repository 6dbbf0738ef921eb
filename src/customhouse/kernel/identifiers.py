"""Numbers that people, plates and machines write in many ways: containers, seals, waybills, vehicles."""


def bare(identifier: str) -> str:
    """As compared: blanks, hyphens, strokes and small letters do not tell two apart."""
    return "".join(sign for sign in identifier.upper() if sign.isalnum())
