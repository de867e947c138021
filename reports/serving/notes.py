"""What must be told before ledgers are shown? That one has errors, or that a way in is open wider than it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.places import shown
from reports.serving.addresses import EVERY_ADDRESS, is_this_machine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.book import Book


def of_ledgers(books: Iterable[Book]) -> Iterator[str]:
    """Yield a sentence for each of *books* with errors: how many, and the first."""
    for book in books:
        if book.errors:
            first, count = book.errors[0], len(book.errors)
            place = shown(first.filename, first.lineno, book.folder) or "the ledger as a whole"
            yield (
                f"{book.path} has {count} error{'s' if count > 1 else ''} and is shown as it is; its statements are not "
                f"printed before they are mended. The first: {first.code} {first.message} ({place})"
            )


def of_address(address: str, allowed_hosts: tuple[str, ...], *, has_passwords: bool) -> Iterator[str]:
    """Yield a sentence for each thing about the *address* that whoever chose it may not have thought of."""
    if is_this_machine(address):
        return
    if address in EVERY_ADDRESS and not allowed_hosts:
        yield (
            "other machines are refused until the name under which they open the books is allowed: --allowed-host "
            "NAME, as in --allowed-host budget.example.gov.uk"
        )
    if has_passwords:
        yield (
            "passwords and books cross the network unencrypted: let a proxy with TLS stand before this, as docs/serving.md "
            "says, and listen on this machine alone"
        )
