"""What does the text beside an amount say: a total, a balance, or a name that only sounds like one?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

_SPAN = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W*\d{0,4}|\d{4}\W*\d{0,4}|q[1-4].*|(?:period|month|quarter|year|page)\b.*"
_STRONG = re.compile(
    rf"""(?:[*\s]*(?:grand|overall|sub|report|final|page|running|batch|sheet|monthly|quarterly|annual|net|gross|combined|the)\W*)*
    totals?\b[\s:\-–=]*(?:(?:of|for|to|in|as\ at|over|above)\b.*|(?:amount|value|spend|spending|spent|expenditure|payments?|paid|net|gross|debits?|credits?|
    due|gbp|£|all|(?:inc|ex)\w*\ vat|of\ all|transactions|invoices|suppliers|this|{_SPAN})\W*)*[\s.:\-=£*]*""",
    re.IGNORECASE | re.VERBOSE,
)
_WEAK = re.compile(
    r".*\b(?:sub\W?)?totals?\W*|sum\b.*|(?:overall )?result|\*+|balance.*|[bc]/?[fd]|(?:carried|brought) (?:forward|down).*|all (?:suppliers|vendors|payments|spend|expenditure|transactions|rows|items)\W*",
    re.IGNORECASE,
)
#: How a row that has all that rows have may be a total: it is called one, or sounds like one and is counted whatever it is.
CALLED, HINTED = "called", "hinted"
#: Most texts say nothing of the kind: one quick look for all of a row's cells.
_HINTS = ("total", "sum", "balance", "result", "forward", "carried", "brought", "all ", "b/", "c/", "fwd", "*")
_SHORTEST = 4
_BALANCE = re.compile(
    r"(?:(?:opening|closing) )?balances? (?:[bc]/?(?:f|d|fwd)|(?:brought|carried) (?:forward|down|fwd))\b.*"
    r"|(?:opening|closing) balances?\b.*|[bc]/(?:f|d|fwd)\b.*|(?:balances? )?(?:brought|carried) (?:forward|down|fwd)\b.*",
    re.IGNORECASE,
)
_OF_GROUP = re.compile(
    r"(?:(?:sub|group|page|grand|overall|report|final|the)\W*)*totals?\W+(?P<after>.+?)\W*|(?P<before>.+?)\W+(?:sub\W?)?totals?\W*",
    re.IGNORECASE,
)


def strength(label: str) -> str:
    """Return what *label* says: "strong" where it means a total, "weak" where it may, "name" for any other, "" for none."""
    shown = " ".join(label.split())
    if not shown or not hints(shown):
        return "name" if shown else ""
    if _STRONG.fullmatch(shown):
        return "strong"
    return "weak" if _WEAK.fullmatch(shown) else "name"


def hints(label: str) -> bool:
    """Return whether *label* has a word that a total has: most have none."""
    folded = label.casefold()
    return len(folded) < _SHORTEST or any(map(folded.__contains__, _HINTS))


def is_balance(label: str) -> bool:
    """Return whether *label* means a balance that is carried from one page or period to the next."""
    return _BALANCE.fullmatch(" ".join(label.split())) is not None


def calling(cells: Iterable[str], groups: Container[str], above: Iterable[str]) -> tuple[str, str] | None:
    """Return the cell that may call its row a total, and how surely it does: None where no cell does.

    It is sure where it is a label, or names a group, as "Total EH101" does where EH101 is one of *groups* (in small
    letters), another of the row's *cells*, or one of those *above* it.
    """
    shown = list(cells)
    others = {" ".join(one.split()).casefold() for one in (*shown, *above) if one.strip()}
    maybe = None
    for cell in shown:
        if strength(cell) == "strong" or is_balance(cell):
            return cell, CALLED
        if match := _OF_GROUP.fullmatch(" ".join(cell.split())):
            group = (match["after"] or match["before"]).casefold()
            if group in others or group in groups:
                return cell, CALLED
            maybe = maybe or (cell, HINTED)
    return maybe
