"""Which entries lie behind a figure, and how does Fava's journal show them? By a filter that names the figure.

``figure:"allocation/Delivery/spent/2018-19 Q3"`` in Fava's filter leaves exactly the entries of which the figure is the sum. What
else stands in the filter, the account and the time apply to these entries as they always do.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from fava.core import FilteredLedger
from fava.core.filters import FilterError

from ledger.book import UnsoundError
from ledger.periods import PeriodError
from ledger.year_alone import NotTheWholeError
from reports import catalogue
from reports.pages import shelf
from reports.statement import Figure
from reports.tracing import period_of

if TYPE_CHECKING:
    from fava.core import FavaLedger

    from reports.pages.shelf import Shelf

log = logging.getLogger(__name__)

_FIGURE = re.compile(r'figure:"([^"]*)"')
#: What would end the name within the filter, or be read as what stands for it, and what stands for each.
_WRITTEN = (("%", "%25"), ('"', "%22"))


class NoFigureError(FilterError):
    """A filter names no figure: Fava shows the sentence beside the filter."""

    def __init__(self, sentence: str) -> None:
        super().__init__("filter", sentence)


def named(ref: str) -> str:
    """Return the filter that leaves the entries behind the figure *ref*."""
    for sign, written in _WRITTEN:
        ref = ref.replace(sign, written)
    return f'figure:"{ref}"'


def _ref(written: str) -> str:
    """Return the name of the figure of which :func:`named` wrote *written* between the quotation marks."""
    for sign, one in reversed(_WRITTEN):
        written = written.replace(one, sign)
    return written


def let_filters_name_figures(ledger: FavaLedger) -> None:
    """Let the filter of *ledger* name figures too, on every page of Fava's: :func:`behind` is what it then leaves."""
    ledger.get_filtered = lru_cache(maxsize=16)(partial(behind, ledger))


def behind(
    ledger: FavaLedger,
    account: str | None = None,
    filter: str | None = None,  # noqa: A002 - Fava's own name
    time: str | None = None,
) -> FilteredLedger:
    """Return *ledger* filtered as Fava does it, and where *filter* names a figure, to the entries behind it.

    Raises :class:`NoFigureError` where the name is of no figure.
    """
    match = _FIGURE.search(filter or "")
    if match is None:
        return FilteredLedger(ledger, account=account, filter=filter, time=time)
    kept = shelf.of(ledger)
    wanted = {id(kept.book.transactions[number]) for number in _transactions(kept, _ref(match[1]))}
    rest = f"{(filter or '')[: match.start()]} {(filter or '')[match.end() :]}".strip()
    found = FilteredLedger(ledger, account=account, filter=rest, time=time)
    return _Narrowed(found, wanted)


class _Narrowed(FilteredLedger):
    """A filtered ledger of which the entries whose identities are *wanted* are left."""

    def __init__(self, found: FilteredLedger, wanted: set[int]) -> None:
        super().__init__(_Entries(found, wanted))  # type: ignore[arg-type] # all that Fava reads of a ledger there
        self.ledger = found.ledger
        self.date_range = found.date_range


class _Entries:
    """What :class:`FilteredLedger` reads of a ledger, with the wanted entries for all."""

    def __init__(self, found: FilteredLedger, wanted: set[int]) -> None:
        self.all_entries = [entry for entry in found.entries if id(entry) in wanted]


def _transactions(kept: Shelf, ref: str) -> set[int]:
    """Return the positions of the transactions behind the figure *ref*."""
    try:
        figure = figure_of(kept, ref)
    except NoFigureError:
        raise
    except (UnsoundError, PeriodError, NotTheWholeError) as problem:
        raise NoFigureError(str(problem)) from problem
    except Exception as problem:
        log.exception("the statement of %s failed", ref)
        raise NoFigureError(f"the statement of {ref} could not be made ({type(problem).__name__})") from problem
    if not figure.lines:
        raise NoFigureError(f"no line of the books is behind {ref}: it is computed, or stated by directives")
    return {int(one) for one in kept.book.postings["txn"].to_numpy()[list(figure.lines)]}


def figure_of(kept: Shelf, ref: str) -> Figure:
    """Return the figure that *ref* names (``allocation/Delivery/spent/2018-19 Q3``); raise :class:`NoFigureError`.

    Raises what :meth:`~reports.pages.shelf.Shelf.names` does, and :class:`~ledger.periods.PeriodError`.
    """
    name, *parts = ref.split("/")
    if name not in catalogue.STATEMENTS or not parts:
        raise NoFigureError(f"{ref} names no figure: a statement, a row, a column and a period do")
    period, parts = period_of(kept.book, parts)
    spots = kept.names(name, period).find(parts)
    cells = [one.cell for one in spots]
    if len(cells) != 1:
        raise NoFigureError(f"{ref} names {'several figures' if cells else 'no figure'} of statement {name}")
    (cell,) = cells
    return cell if isinstance(cell, Figure) else Figure(0)
