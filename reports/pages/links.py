"""Where does each link of our pages lead? Addresses within Fava, which leave its own filters behind."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fava.application import url_for

from ledger.places import split
from reports.pages.lines import named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Our pages, in the order in which an officer reads them; Fava's own list has them by name.
PAGES = ("Overview", "Allocation", "Agreements", "Claims", "Upfront", "Pools", "Budget", "Findings", "Trace")
#: Fava's filters of the present page, which would hide some of what a link of ours promises.
_NO_FILTERS: dict[str, None] = {"time": None, "account": None, "filter": None, "conversion": None, "interval": None}


def page(name: str, kept: Mapping[str, str]) -> str:
    """Return the address of our page *name* with what its address keeps."""
    return _address("extension_report", extension_name=name, **kept)


def lines(ref: str, account: str) -> str:
    """Return the address of Fava's journal, filtered to the lines behind the figure *ref*: that of *account* where it is of one.

    The journal of an account shows what each line adds to it, so that the last balance is the figure.
    """
    if account:
        return _address("account", name=account, filter=named(ref))
    return _address("report", report_name="journal", filter=named(ref))


def trace(ref: str) -> str:
    """Return the address of the trail behind *ref*."""
    return page("Trace", {"ref": ref})


def download(name: str, statement: str, form: str, kept: Mapping[str, str]) -> str:
    """Return the address under our page *name* that gives *statement* as a file of the format *form*."""
    asked = {"statement": statement, "form": form, **kept}
    return f"{page(name, {})}download?{urlencode(asked)}"


def source(place: str, folder: Path) -> str:
    """Return the address of a *place* of the books (``books/2018-19/journals.beancount:12``) in Fava's editor; empty for no place."""
    name, line = split(place)
    path = folder / name
    if not line or not name.endswith(".beancount") or not path.is_file():
        return ""
    return _address("report", report_name="editor", file_path=str(path), line=str(line))


def _address(endpoint: str, **values: str) -> str:
    return str(url_for(endpoint, **{**_NO_FILTERS, **values}))  # type: ignore[arg-type] # None leaves a filter out
