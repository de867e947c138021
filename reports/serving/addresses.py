"""Under which names is this server asked for? Its own address, this machine's names, and those that were allowed."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - what a person may type
WEB_PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(r"(?P<name>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/\\?#@\s]+)(?P<rest>[/?][^\s\\]*)?")


class AddressError(ValueError):
    """A host, port or name given on the command line cannot be used."""


class OpenToAllError(Exception):
    """The books would be open to every machine that reaches this one."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"--host {host} would show the books to everybody who reaches this machine: say who may look with "
            "--password-file FILE (made by ealedger password FILE NAME), or with --user-header NAME behind the council's own "
            "sign-on; or leave --host out"
        )


@dataclass(frozen=True)
class Allowed:
    """The names under which the server answers, each with its port; a port of None is the web's own (80 or 443)."""

    names: frozenset[tuple[str, int | None]]

    @classmethod
    def of(cls, host: str, port: int, further: tuple[str, ...] = ()) -> Allowed:
        """Return what a server bound to *host* and *port* answers to; raise :class:`AddressError` on a bad name.

        A further NAME is meant with the web's own port, as behind a proxy, and with the server's; NAME:PORT is meant
        with that port alone.
        """
        names: set[tuple[str, int | None]] = set()
        for name in (*LOCAL_NAMES, as_name(host)):
            names |= _with_port(name, port)
        for text in further:
            found = _AUTHORITY.fullmatch(text.lower())
            if found is None:
                raise AddressError(
                    f"--allowed-host {text!r} is no name: write it as in --allowed-host budget.example.gov.uk, or with "
                    "a port, budget.example.gov.uk:8443"
                )
            name, given = found["name"], found["port"]
            names |= _with_port(name, int(given)) if given else {(name, None), *_with_port(name, port)}
        return cls(frozenset(names))

    def is_host(self, header: str) -> bool:
        """Whether a Host header names this server."""
        found = _AUTHORITY.fullmatch(header.lower())
        if found is None:
            return False
        port = int(found["port"]) if found["port"] else None
        return (found["name"], None if port in WEB_PORTS.values() else port) in self.names

    def is_origin(self, header: str) -> bool:
        """Whether an Origin header, or the address of a page, is of this server's own pages."""
        found = _ORIGIN.fullmatch(header)
        return found is not None and self.is_host(found["authority"])


def _with_port(name: str, port: int) -> set[tuple[str, int | None]]:
    return {(name, None if port in WEB_PORTS.values() else port)}


def as_name(host: str) -> str:
    """Return *host* as it stands in an address: an IPv6 address in brackets."""
    return f"[{host.lower()}]" if ":" in host else host.lower()


def bound(host: str) -> str:
    """Return the address to listen on for *host*; raise :class:`AddressError` where it is none of this machine's world.

    ``localhost`` is 127.0.0.1: a browser tries that last and finds it always.
    """
    if host.lower() == "localhost":
        return "127.0.0.1"
    try:
        socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        host_shown = host or "(empty)"
        raise AddressError(
            f"--host {host_shown} is no address that this machine knows: leave it out to serve this machine alone, or give "
            "one of its own addresses"
        ) from None
    return host


def is_this_machine(host: str) -> bool:
    """Whether listening on *host* reaches this machine alone: every address it stands for is a loopback one."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return all(ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_loopback for one in found)


def plain_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address of a peer, IPv4 where it is written as a mapped IPv6 one; None where it is none."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
