"""Who asks? Somebody whose password is right, or whom the council's own sign-on names through its proxy."""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import secrets
import threading
from typing import TYPE_CHECKING

from werkzeug.security import check_password_hash

from reports.serving import passwords
from reports.serving.addresses import AddressError, plain_address
from reports.serving.guard import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from wsgiref.types import WSGIEnvironment

THIS_MACHINE = ("127.0.0.0/8", "::1/128")
LONGEST = 1024  # characters of a name and a password together
WAIT_SECONDS = 5.0
_REALM = 'Basic realm="Programme ledger", charset="UTF-8"'
_CLOSED_HEADERS = frozenset({"host", "origin", "cookie", "authorization", "referer", "content-length", "content-type"})


class UnclearError(Exception):
    """What was said about who may look contradicts itself."""


def chosen(password_file: Path | None, user_header: str | None, proxies: tuple[str, ...]) -> Passwords | Proxy | None:
    """Return who lets people in, None where anybody on this machine may look.

    Raises :class:`UnclearError`, :class:`AddressError` and :class:`reports.serving.passwords.PasswordError`.
    """
    if proxies and user_header is None:
        raise UnclearError(
            "--trusted-proxy says where --user-header may come from: name that header too, or leave both out"
        )
    if password_file is not None and user_header is not None:
        raise UnclearError("--password-file and --user-header are two ways to say who may look: choose one")
    if password_file is not None:
        return Passwords(password_file)
    return None if user_header is None else Proxy(user_header, proxies)


class Passwords:
    """Names and passwords of a file, asked for by HTTP Basic.

    A password that was right once is known again by a digest under a key of this run alone; a changed file is read
    again, and what was known is forgotten. One hash is computed at a time, so that guessing neither takes the machine
    nor goes fast, and a name that is not there costs the same as a wrong password.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state: tuple[int, ...] | None = None
        self._hashes: dict[str, str] = {}
        self._key = secrets.token_bytes(32)
        self._known: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._hashing = threading.Lock()
        self._refresh()

    def __call__(self, environ: WSGIEnvironment) -> str | Refusal:
        """Return the name of who asks, or why he is not let in."""
        try:
            hashes = self._refresh()
        except passwords.PasswordError:
            return Refusal("503 Service Unavailable", "Nobody can sign on: the password file cannot be read any more.")
        given = _given(environ.get("HTTP_AUTHORIZATION", ""))
        if given is None:
            return self._asks("Sign on with your name and password.")
        name, password = given
        digest = hashlib.blake2b(f"{name}\0{password}".encode(), key=self._key).digest()
        if secrets.compare_digest(self._known.get(name, b""), digest):
            return name
        if not self._hashing.acquire(timeout=WAIT_SECONDS):
            return Refusal(
                "503 Service Unavailable", "Too many are signing on at once: try again.", (("Retry-After", "5"),)
            )
        try:
            hashed = hashes.get(name)
            is_right = check_password_hash(hashed or next(iter(hashes.values())), password)
        finally:
            self._hashing.release()
        if hashed is None or not is_right:
            return self._asks("The name or the password is not right.")
        with self._lock:
            if self._hashes.get(name) == hashed:
                self._known[name] = digest
        return name

    def _refresh(self) -> dict[str, str]:
        """Return the hashes as the file has them now."""
        try:
            found = self.path.stat()
            state = (found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode)
        except OSError as problem:
            self._forget()
            raise passwords.PasswordError(f"{self.path} cannot be read ({problem.strerror})") from problem
        with self._lock:
            if state != self._state:
                self._state, self._hashes, self._known = None, {}, {}
                self._hashes = passwords.read(self.path)
                self._state = state
            return self._hashes

    def _forget(self) -> None:
        with self._lock:
            self._state, self._hashes, self._known = None, {}, {}

    @staticmethod
    def _asks(sentence: str) -> Refusal:
        return Refusal("401 Unauthorized", sentence, (("WWW-Authenticate", _REALM),))


def _given(header: str) -> tuple[str, str] | None:
    """Return name and password of an Authorization header, None where it has none that can be read."""
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic" or len(text) > 2 * LONGEST:
        return None
    try:
        content = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        name, colon, password = content.decode("utf-8").partition(":")
    except UnicodeDecodeError:
        name, colon, password = content.decode("latin-1").partition(":")
    return (name, password) if colon and len(name) + len(password) <= LONGEST else None


class Proxy:
    """The header that the council's sign-on sets, believed from the addresses of its proxy alone."""

    def __init__(self, header: str, trusted: Iterable[str] = ()) -> None:
        """Raise :class:`AddressError` where *header* is no header for a name, or one of *trusted* no address."""
        plain = header.strip().lower()
        if not plain or not plain.isascii() or not plain.replace("-", "").isalnum() or plain in _CLOSED_HEADERS:
            raise AddressError(
                f"--user-header {header!r} is no header that can name a user: write it as the sign-on proxy sets it, as in "
                "--user-header X-Remote-User, with hyphens and without underscores"
            )
        self.header = f"HTTP_{plain.upper().replace('-', '_')}"
        self.trusted = [_network(text) for text in tuple(trusted) or THIS_MACHINE]

    def __call__(self, environ: WSGIEnvironment) -> str | Refusal:
        """Return the name of who asks, or why he is not let in."""
        address = plain_address(environ.get("REMOTE_ADDR", ""))
        if address is None or not any(address in network for network in self.trusted):
            return Refusal(
                "403 Forbidden", "The books are shown through the council's own sign-on alone: open them there."
            )
        name = str(environ.get(self.header, "")).strip()
        if not name:
            return Refusal("401 Unauthorized", "The council's sign-on does not say who you are: sign on there first.")
        if not name.isprintable() or "," in name:
            return Refusal("403 Forbidden", "The council's sign-on says more than one name, or none that can be read.")
        return name


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text.strip("[]"))
    except ValueError:
        raise AddressError(
            f"--trusted-proxy {text!r} is no address: write the proxy's own, as in --trusted-proxy 10.1.2.3"
        ) from None
