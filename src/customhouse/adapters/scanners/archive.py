"""A zip of scan files, unpacked within limits that are checked before anything is written."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from customhouse.imaging.photos.naming import is_photo_name
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

MAGIC = b"PK\x03\x04"
CHUNK = 1 << 20


def is_zip(head: bytes) -> bool:
    return head.startswith(MAGIC)


def unpack(file: ScanFile, folder: Path, limits: Limits) -> list[ScanFile]:
    """Return the archive's files, laid flat in `folder`; names inside are kept as names only, never used as paths."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check(file, members, limits)
            return [
                ScanFile(Path(member.filename).name, _extracted(archive, member, folder / f"{file.path.name}.{index}"))
                for index, member in enumerate(members)
                if not Path(member.filename).name.startswith(".") and "__MACOSX" not in member.filename
            ]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("damaged", f"{file.name} does not unpack ({error}); pack it again, without a password.")


def _check(file: ScanFile, members: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    photo = next((member.filename for member in members if is_photo_name(member.filename)), None)
    if photo is not None:
        raise Unreadable("photo_in_archive", f"{file.name} holds the photo {photo}; post photos beside it, not in it.")
    whole = sum(member.file_size for member in members)
    if len(members) > limits.files:
        raise Unreadable("too_large", f"{file.name} holds {len(members)} files; the limit is {limits.files}.")
    most = min(2 * limits.post_bytes, limits.zip_inflation * file.path.stat().st_size)
    if whole > most:
        raise Unreadable("too_large", f"{file.name} would unpack to {whole:,} bytes, more than an honest scan can.")


def _extracted(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Path:
    left = member.file_size
    with archive.open(member) as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile("a member is longer than the index says")
            sink.write(chunk)
    return target


def sniff(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(CHUNK // 256)
