"""How is a pack put into one zip, so that the same files give the same bytes and every byte of it can be verified?"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No clock: the first moment a zip can name.
MOMENT = (1980, 1, 1, 0, 0, 0)
MOMENT_OF_DOS = 0x21
#: Nothing we make is larger; more is a bomb.
MOST_BYTES = 2_000_000_000
MOST_FILES = 20_000
#: A file of more than this many bytes that is this many times as large as it is stored is a bomb too: a listing of ours is some 20 times.
MOST_AT_ONCE, MOST_TIMES = 10_000_000, 200
#: The file type of a symbolic link, in a member's Unix attributes.
SYMBOLIC_LINK = 0xA
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_SIZES_FOLLOW = 0x8
_UTF_8 = 0x800


class ContainerError(Exception):
    """A file is no pack at all, or is not safe to open."""


class DamagedError(Exception):
    """A zip is so damaged that its directory cannot be read."""


def write(files: Mapping[str, bytes]) -> bytes:
    """Return *files* by name as a zip, in the order of their names.

    Each member's comment is the sha256 of its compressed bytes: some bits of these change nothing when unpacked.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            member = _member(name)
            archive.writestr(member, files[name], compresslevel=6)
            place = buffer.tell() - member.compress_size
            member.comment = _digest(bytes(buffer.getbuffer()[place:]))
    return buffer.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o644 << 16
    return member


def _digest(stored: bytes) -> bytes:
    return hashlib.sha256(stored).hexdigest().encode()


def read(content: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files of a zip by name, and what is wrong, by name, with each that cannot be read.

    Raises :class:`ContainerError` for what is no zip, or one with names or sizes that are not safe to open, and
    :class:`DamagedError` where its directory cannot be read.
    """
    archive = _open(content)
    files: dict[str, bytes] = {}
    damaged: dict[str, str] = {}
    agreed = []
    for member in archive.infolist():
        if _agrees(content, member):
            agreed.append(member)
        else:
            damaged[member.filename] = "is damaged (its header and the directory differ)"
    _refuse_unsafe(agreed)
    for member in agreed:
        try:
            with archive.open(member) as file:
                files[member.filename] = file.read(member.file_size + 1)
        except Exception as problem:  # noqa: BLE001 - whatever zipfile makes of damage, it is damage
            damaged[member.filename] = f"is damaged ({problem})"
    return files, damaged


def _open(content: bytes) -> zipfile.ZipFile:
    if not content.startswith(b"PK") and b"PK\x05\x06" not in content[-65_600:]:
        raise ContainerError("is no zip, so no pack")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as problem:
        raise DamagedError(f"the directory at its end cannot be read ({problem})") from problem
    members = archive.infolist()
    *_, listed, _, _, _ = _END.unpack(content[-_END.size :])
    if any(member.header_offset < 0 for member in members) or (not archive.comment and listed != len(members)):
        raise DamagedError("the directory at its end is not what it says that it is")
    return archive


def _agrees(content: bytes, member: zipfile.ZipInfo) -> bool:
    """Return whether the header before *member*'s bytes gives the name, sizes and method that the directory gives."""
    header = content[member.header_offset : member.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size:
        return False
    _, _, flags, method, _, _, _, stored, size, length, _ = _LOCAL.unpack(header)
    name = content[member.header_offset + _LOCAL.size :][:length]
    has_sizes = not flags & _SIZES_FOLLOW
    return (
        method == member.compress_type
        and name == member.orig_filename.encode("utf-8" if flags & _UTF_8 else "cp437", "replace")
        and (not has_sizes or (stored, size) == (member.compress_size, member.file_size))
    )


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        raise ContainerError("holds more than any pack of ours: it is not opened")
    if any(member.file_size > max(MOST_AT_ONCE, MOST_TIMES * member.compress_size) for member in members):
        raise ContainerError("holds a file that would swell beyond any of ours: it is not opened")
    for member in members:
        name = member.filename
        parts = name.split("/")
        if (
            name.startswith("/")
            or "\\" in name
            or not name.isprintable()
            or ":" in name
            or ".." in parts
            or "" in parts
            or (member.external_attr >> 28) == SYMBOLIC_LINK
        ):
            raise ContainerError(f"holds the unsafe name {name!r}: it is not opened")


def not_as_written(content: bytes) -> dict[str, str]:
    """Say what in a zip that can be read differs from what :func:`write` makes, so that no byte of it goes unread."""
    members = _open(content).infolist()
    place = 0
    last = ""
    entries = []
    for member in members:
        wanted = _member(member.filename)
        wanted.CRC, wanted.compress_size, wanted.file_size = member.CRC, member.compress_size, member.file_size
        header = wanted.FileHeader(zip64=False)
        begin = place + len(header)
        if content[place:begin] != header:
            return {member.filename: "is not stored as a pack stores it"}
        if last >= member.filename:
            return {member.filename: "is there twice, or out of its order"}
        last = member.filename
        wanted.header_offset, place = place, begin + member.compress_size
        wanted.comment = _digest(content[begin:place])
        if member.comment != wanted.comment:
            return {member.filename: "was changed: its stored bytes are not those that were packed"}
        entries.append(_entry(wanted))
    size = sum(len(entry) for entry in entries)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), size, place, 0)
    for member, entry in zip(members, entries, strict=True):
        if content[place : place + len(entry)] != entry:
            return {member.filename: "is not listed as a pack lists it"}
        place += len(entry)
    return {} if content[place:] == end else {"the zip's directory": "is not as a pack writes it"}


def _entry(member: zipfile.ZipInfo) -> bytes:
    """Return *member*'s entry in the directory."""
    name, flags = member.filename.encode(), 0 if member.filename.isascii() else _UTF_8
    fixed = _CENTRAL.pack(
        b"PK\x01\x02", member.create_version, member.create_system, member.extract_version, 0, flags,
        member.compress_type, 0, MOMENT_OF_DOS, member.CRC, member.compress_size, member.file_size,
        len(name), 0, len(member.comment), 0, 0, member.external_attr, member.header_offset,
    )  # fmt: skip
    return fixed + name + member.comment
