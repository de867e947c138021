"""A zip that says of every one of its bytes whether it is as it was written."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile

import pytest

from reports import container
from reports.container import ContainerError, DamagedError

FILES = {
    "index.html": b"<h1>Audit pack</h1>\n" * 20,
    "csv/grants/grants.csv": b"agreement,awarded\nEA,5400000.00\n" * 9,
    "csv/caf\u00e9.csv": random.Random(2).randbytes(80),  # noqa: S311 - bytes that do not compress
    "empty.txt": b"",
}
CONTENT = container.write(FILES)


def problems(content):
    files, damaged = container.read(content)
    return damaged or container.not_as_written(content) or ({} if files == FILES else {"files": "differ"})


def test_what_was_written_is_read():
    files, damaged = container.read(CONTENT)
    assert (files, damaged, container.not_as_written(CONTENT)) == (FILES, {}, {})


def test_the_order_of_the_files_and_the_clock_make_no_difference():
    again = container.write(dict(reversed(FILES.items())))
    assert again == CONTENT
    with zipfile.ZipFile(io.BytesIO(CONTENT)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


@pytest.mark.parametrize("mask", [0xFF, 0x01, 0x20, 0x80])
def test_no_byte_can_change_unseen(mask):
    """Every byte of the zip: headers, compressed bytes and the bits that fill up their last one, directory, end."""
    for place in range(len(CONTENT)):
        changed = bytearray(CONTENT)
        changed[place] ^= mask
        try:
            found = problems(bytes(changed))
        except DamagedError:
            continue
        assert found, place


def test_no_byte_can_be_added_or_taken_away_unseen():
    for place in range(0, len(CONTENT) + 1, 7):
        for changed in (CONTENT[:place] + b"\0" + CONTENT[place:], CONTENT[:place] + CONTENT[place + 1 :]):
            if changed == CONTENT:
                continue
            try:
                found = problems(changed)
            except DamagedError:
                continue
            assert found, place


@pytest.mark.parametrize("length", [0, 1, 10, 100, len(CONTENT) - 30, len(CONTENT) - 1])
def test_a_zip_cut_short(length):
    with pytest.raises((ContainerError, DamagedError)):
        container.read(CONTENT[:length])


def test_what_is_no_zip():
    with pytest.raises(ContainerError, match="is no zip, so no pack"):
        container.read(b"%PDF-1.7 and so on")


def zipped(*members, **options):
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of a name that is there twice
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/passwd", "C:/up.txt", "a\\up.txt", "a//b.txt", "d/"]
)
def test_unsafe_names_are_not_opened(name):
    member = zipfile.ZipInfo("placeholder")
    member.filename = name
    with pytest.raises(ContainerError, match="unsafe name"):
        container.read(zipped((member, b"x")))


def test_a_symbolic_link_is_not_opened():
    member = zipfile.ZipInfo("link")
    member.create_system = 3
    member.external_attr = 0o120777 << 16
    with pytest.raises(ContainerError, match="unsafe name 'link'"):
        container.read(zipped((member, b"/etc/passwd")))


def test_a_bomb_is_not_opened(monkeypatch):
    monkeypatch.setattr(container, "MOST_BYTES", 1_000_000)
    with pytest.raises(ContainerError, match="holds more than any pack of ours"):
        container.read(zipped(("bomb", b"\0" * 1_000_001)))


def test_sizes_that_are_declared_huge_are_not_opened():
    content = bytearray(zipped(("bomb", b"\0" * 1000)))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<L", content, 22, 0xFFFFFFF0)
    struct.pack_into("<L", content, directory + 24, 0xFFFFFFF0)
    with pytest.raises(ContainerError, match="holds more than any pack of ours"):
        container.read(bytes(content))


def test_a_size_declared_too_small_is_damage():
    content = bytearray(zipped(("bomb", b"\0" * 1_000_000)))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<L", content, 22, 10)
    struct.pack_into("<L", content, directory + 24, 10)
    files, damaged = container.read(bytes(content))
    assert (files, list(damaged)) == ({}, ["bomb"])


def test_too_many_files_are_not_opened(monkeypatch):
    monkeypatch.setattr(container, "MOST_FILES", 3)
    with pytest.raises(ContainerError, match="holds more than any pack of ours"):
        container.read(CONTENT)


def test_a_name_that_is_there_twice_is_named():
    content = zipped(("a.txt", b"the one that is seen"), ("a.txt", b"the other"))
    files, damaged = container.read(content)
    assert damaged == {}
    assert container.not_as_written(content) != {}
    same = container.write({"a.txt": b"x"})
    directory = same.index(b"PK\x01\x02")
    member, entry = same[:directory], same[directory:-22]
    second = bytearray(entry)
    struct.pack_into("<L", second, 42, len(member))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, 2 * len(entry), 2 * len(member), 0)
    crafted = member + member + entry + bytes(second) + end
    files, damaged = container.read(crafted)
    assert (files, damaged) == ({"a.txt": b"x"}, {})
    assert container.not_as_written(crafted) == {"a.txt": "is there twice, or out of its order"}


def test_the_same_files_zipped_by_another_program_are_not_as_written():
    content = zipped(*sorted(FILES.items()))
    files, damaged = container.read(content)
    assert (files, damaged) == (FILES, {})
    assert container.not_as_written(content) == {"csv/caf\u00e9.csv": "is not stored as a pack stores it"}


def test_an_encrypted_member_is_damage():
    content = bytearray(CONTENT)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    _, damaged = container.read(bytes(content))
    assert list(damaged) == ["csv/caf\u00e9.csv"]
