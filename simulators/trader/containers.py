"""Container numbers as ISO 6346 has them."""

# The standard leaves out 11, 22 and 33: multiples of the modulus would hide a wrong letter.
VALUES = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True))


def container_number(owner: str, serial: int) -> str:
    """Owner's code with its category (like `WSCU`), six digits, and the check digit."""
    body = f"{owner}{serial:06d}"
    total = sum((VALUES[sign] if sign.isalpha() else int(sign)) * 2**place for place, sign in enumerate(body))
    return f"{body}{total % 11 % 10}"
