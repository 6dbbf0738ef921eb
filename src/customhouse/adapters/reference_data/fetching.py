"""Fetches a plain file from its publisher: bounded, resumed where it broke off, and never half there."""

from collections.abc import Callable
from pathlib import Path

import httpx

from customhouse.kernel.errors import Invalid, Unavailable

TIMEOUT_S = 30.0
Progress = Callable[[float], None]


def fetch(address: str, target: Path, *, most: int, progress: Progress = lambda _share: None) -> Path:
    """Bring what lies at `address` to `target`, at most so many bytes.

    What is fetched grows beside the target, under its name with `.part`, and is renamed when it is whole: a download
    that broke off goes on where it ended if the publisher's server can do that, and otherwise begins anew.

    Raises `Unavailable` where the address does not answer as it should, `Invalid` for what is too large.
    """
    part = target.with_name(target.name + ".part")
    try:
        with httpx.Client(follow_redirects=True, timeout=TIMEOUT_S) as client:
            _stream(client, address, part, most, progress)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unavailable(f"{address} does not answer ({error or type(error).__name__}): try again later.", retry=True)
    part.replace(target)
    return target


def _stream(client: httpx.Client, address: str, part: Path, most: int, progress: Progress) -> None:
    begun = part.stat().st_size if part.exists() else 0
    # Compressed on the way, a part could not be told from the whole.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={begun}-"} if begun else {})
    with client.stream("GET", address, headers=headers) as answer:
        if answer.status_code == 416:  # what we have is as long as the file, or longer than it is by now
            part.unlink()
            answer.close()
            _stream(client, address, part, most, progress)
            return
        if answer.status_code not in {200, 206}:
            retry = answer.status_code >= 500
            raise Unavailable(f"{address} answers {answer.status_code} {answer.reason_phrase}.", retry=retry)
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Unavailable(f"{address} sends the file packed although it was asked not to.", retry=False)
        goes_on = answer.status_code == 206
        done = begun if goes_on else 0
        whole = done + int(answer.headers.get("content-length", 0))
        _check_size(address, whole, most)
        with part.open("ab" if goes_on else "wb") as sink:
            for chunk in answer.iter_raw():  # as it arrives: what came before a break is kept
                done += len(chunk)
                _check_size(address, done, most)
                sink.write(chunk)
                progress(done / whole if whole else 0.0)
    if whole and done != whole:
        raise Unavailable(f"{address} broke off after {done:,} of {whole:,} bytes: run it again to go on.", retry=True)


def _check_size(address: str, size: int, most: int) -> None:
    if size > most:
        raise Invalid.one(address, "too_large", f"there is more than {most:,} bytes at this address: not fetched")
