"""How is a pack put into one zip, so that the same files give the same bytes and every byte of it can be verified?"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: No clock: the first moment a zip can name.
MOMENT = (1980, 1, 1, 0, 0, 0)
#: Nothing we make is larger; more is a bomb.
MOST_BYTES = 2_000_000_000
MOST_FILES = 20_000
#: The file type of a symbolic link, in a member's Unix attributes.
SYMBOLIC_LINK = 0xA
_END = struct.Struct("<4s4H2LH")
_CENTRAL_FIXED = 46


class ContainerError(Exception):
    """A file is no pack at all, or is not safe to open."""


class DamagedError(Exception):
    """A zip is so damaged that its directory cannot be read."""


def write(files: Mapping[str, bytes]) -> bytes:
    """Return *files* by name as a zip, in the order of their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(_member(name), files[name], compresslevel=6)
    return buffer.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o644 << 16
    return member


def read(content: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files of a zip by name, and what is wrong, by name, with each that is not as :func:`write` makes it.

    Raises :class:`ContainerError` for what is no zip, or one with names or sizes that are not safe to open, and
    :class:`DamagedError` where its directory cannot be read.
    """
    if not content.startswith(b"PK") and b"PK\x05\x06" not in content[-65_600:]:
        raise ContainerError("is no zip, so no pack")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error) as problem:
        raise DamagedError(f"the directory at its end cannot be read ({problem})") from problem
    _refuse_unsafe(members)
    files: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    for member in members:
        try:
            with archive.open(member) as file:
                found = file.read(member.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            struct.error,
        ) as problem:
            problems[member.filename] = f"is damaged ({problem})"
            continue
        files[member.filename] = found
    if not problems:
        problems.update(_not_as_written(content, members))
    return files, problems


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        raise ContainerError("holds more than any pack of ours: it is not opened")
    for member in members:
        name = member.filename
        parts = name.split("/")
        if (
            name.startswith("/")
            or "\\" in name
            or ":" in name
            or ".." in parts
            or "" in parts
            or (member.external_attr >> 28) == SYMBOLIC_LINK
        ):
            raise ContainerError(f"holds the unsafe name {name!r}: it is not opened")


def _not_as_written(content: bytes, members: list[zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    """Say which member's headers differ from what :func:`write` makes, so that no byte of the zip goes unread."""
    place = 0
    for member in members:
        wanted = _member(member.filename)
        wanted.CRC, wanted.compress_size, wanted.file_size = member.CRC, member.compress_size, member.file_size
        header = wanted.FileHeader(zip64=False)
        if member.header_offset != place or content[place : place + len(header)] != header or not _same(member, wanted):
            yield member.filename, "is not stored as a pack stores it"
            return
        place += len(header) + member.compress_size
    size = sum(_CENTRAL_FIXED + len(member.filename.encode()) for member in members)
    count = len(members)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, size, place, 0)
    if content[place + size :] != end:
        yield "the zip's directory", "is not as a pack writes it"


def _same(member: zipfile.ZipInfo, wanted: zipfile.ZipInfo) -> bool:
    fields = (
        "date_time", "compress_type", "comment", "extra", "create_system", "create_version", "extract_version",
        "reserved", "flag_bits", "volume", "internal_attr", "external_attr",
    )  # fmt: skip
    return all(getattr(member, field) == getattr(wanted, field) for field in fields)
