"""What must be told before ledgers are shown? That one has errors, or that a way in is open wider than it looks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledger.book import findings_of
from ledger.findings import Level
from ledger.places import shown
from reports.serving.addresses import EVERY_ADDRESS, is_this_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


def of_ledgers(app: Flask) -> Iterator[str]:
    """Yield a sentence for each ledger with errors: how many, and the first."""
    for _, ledger in app.config["LEDGERS"].items():  # noqa: PERF102 - it is no dict, and has no values()
        path = Path(ledger.beancount_file_path)
        errors = [
            one for one in findings_of(path, list(ledger.errors), dict(ledger.options)) if one.level is Level.ERROR
        ]
        if errors:
            place = shown(errors[0].filename, errors[0].lineno, path.parent) or "the ledger as a whole"
            yield (
                f"{path} has {len(errors)} error{'s' if len(errors) > 1 else ''} and is shown as it is; its statements are not "
                f"printed before they are mended. The first: {errors[0].code} {errors[0].message} ({place})"
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
