"""Who may look, by a file of names and hashed passwords? Read whole or not at all; written by ``ealedger password``."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from werkzeug.security import generate_password_hash

from ledger import store

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST = 12
_HASH = re.compile(
    r"(?:scrypt:[1-9][0-9]{0,8}:[1-9][0-9]{0,3}:[1-9][0-9]{0,3}|pbkdf2:sha(?:1|224|256|384|512):[1-9][0-9]{0,8})\$[^$:\s]+\$[0-9a-f]{40,128}"
)
_OTHERS_READ = 0o027  # others at all, or the group writing: a service's own group may read


class PasswordError(Exception):
    """The password file, or what was to be put into it, cannot be used."""


def read(path: Path) -> dict[str, str]:
    """Return the hash of each name in the file at *path*; raise :class:`PasswordError` where any line is not right.

    Blank lines and lines that begin with ``#`` say nothing.
    """
    hashes = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, hashed = line.partition(":")
        if not colon or not _is_name(name) or not _HASH.fullmatch(hashed.strip()):
            raise PasswordError(
                f"{path} line {number} is not a name, a colon and a hash: take it out, and write it again with "
                f"ealedger password {path} NAME"
            )
        if name in hashes:
            raise PasswordError(f"{path} line {number} names {name} a second time: take one of the two lines out")
        hashes[name] = hashed.strip()
    if not hashes:
        raise PasswordError(f"{path} names nobody, so nobody could sign on: add one with ealedger password {path} NAME")
    return hashes


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            if os.name == "posix" and (mode := os.fstat(file.fileno()).st_mode) & _OTHERS_READ:
                raise PasswordError(
                    f"{path} can be read or changed by others on this machine (its mode is {mode & 0o777:o}): "
                    f"run chmod 600 {path}"
                )
            return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PasswordError(f"{path} is not a text in UTF-8: make it with ealedger password {path} NAME") from None
    except OSError as problem:
        raise PasswordError(f"{path} cannot be read ({problem.strerror})") from problem


def _is_name(name: str) -> bool:
    return bool(name) and name.isprintable() and name == name.strip() and ":" not in name and not name.startswith("#")


def put(path: Path, name: str, password: str) -> bool:
    """Write the *password* of *name* into the file at *path*, hashed; return whether it replaces one.

    Every other line stays as it is. The file is replaced whole, under the lock of its folder, and is nobody else's to
    read. Raises :class:`PasswordError` and what :mod:`ledger.store` does.
    """
    if not _is_name(name):
        raise PasswordError(
            f"{name!r} is no name to sign on with: it has no colon, no line break, and no space around it"
        )
    if len(password) < SHORTEST:
        raise PasswordError(
            f"the password is too short: {SHORTEST} characters or more, three words that have nothing to do with each other"
        )
    if not password.isprintable():
        raise PasswordError("the password has a character in it that cannot be typed into a browser: choose another")
    line = f"{name}:{generate_password_hash(password)}"
    with store.locked(path.resolve().parent):
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            lines = []
        except UnicodeDecodeError:
            raise PasswordError(f"{path} is not a text in UTF-8, so no password file: name another") from None
        if any(one.strip() and not one.startswith("#") and ":" not in one for one in lines):
            raise PasswordError(f"{path} has lines that are no name and hash, so it is no password file: name another")
        others = [one for one in lines if one.startswith("#") or one.partition(":")[0] != name]
        store.replace(path, "".join(f"{one}\n" for one in (*others, line)).encode(), is_secret=True)
    return len(others) < len(lines)
