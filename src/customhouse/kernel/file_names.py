"""Names of files as they can be written: a file system keeps bytes, and not all of them are UTF-8."""


def readable(name: str) -> str:
    r"""The name with what is no character as `\udce9`: Python holds it as a half character, which no encoding takes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
