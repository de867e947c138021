"""Which financial year does a row name?"""

from __future__ import annotations

from importers.meaning import RowError
from ledger.periods import PeriodError, year_label, year_start


def financial_year(text: str) -> str:
    """Return the year that *text* names as the books write it, 2018-19; raise :class:`RowError` where it is none."""
    try:
        return year_label(year_start(text))
    except PeriodError as problem:
        raise RowError(f"the year {problem}: correct the row" if text else "the year is blank") from problem
