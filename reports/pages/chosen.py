"""What does the address of a page choose: which period, fund, heading and partner? And what is there to choose from?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.book import Book
    from ledger.periods import Period

#: What an address says for all the books at once.
WHOLE = "all"
#: The parts of an address that are ours, so that links keep them.
KEPT = ("period", "fund", "heading")


class Choice(NamedTuple):
    """Something to choose: what the address says, what people read, and whether it is chosen."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Chosen:
    """What an address chose of *book*; what it names and is not there is a sentence in *problems*, and is not chosen."""

    book: Book
    period: Period
    period_text: str
    fund: str
    heading: str
    problems: tuple[str, ...]

    @property
    def kept(self) -> dict[str, str]:
        """What links to other pages of ours keep."""
        return {
            name: text for name in KEPT if (text := str(getattr(self, "period_text" if name == "period" else name)))
        }

    @property
    def remark(self) -> str:
        """What to know of a period that is one, and of which the books have nothing; empty where they have its year."""
        years = _years(self.book)
        asked = range(self.period.first // 100, self.period.last // 100 + 1)
        if not years or any(year_label(one) in years for one in asked):
            return ""
        known = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
        return f"The books have no entry in {self.period.label}: they are of {known}."

    def periods(self) -> dict[str, list[Choice]]:
        """Return the periods to choose from: by financial year, the latest first, the year and its quarters."""
        years = _years(self.book)
        every: dict[str, list[Choice]] = {}
        for year in reversed(years):
            quarters = [f"{year} Q{number}" for number in (1, 2, 3, 4) if _is_period(self.book, f"{year} Q{number}")]
            every[year] = [Choice(one, one, one == self.period_text) for one in (year, *quarters)]
        listed = {one.value for group in every.values() for one in group}
        if self.period_text not in listed and self.period_text != WHOLE:
            every["From the address"] = [Choice(self.period_text, self.period.label, is_chosen=True)]
        return every

    def whole(self) -> Choice:
        """Return the choice of all the books."""
        return Choice(WHOLE, "All the books", self.period_text == WHOLE)

    def funds(self) -> list[Choice]:
        """Return the funds to choose from, all of them first."""
        funds = self.book.register.funds
        named = [Choice(name, one.title, name == self.fund) for name, one in funds.items()]
        return [Choice("", "All funds", not self.fund), *named]

    def headings(self) -> list[Choice]:
        """Return the headings to choose from, all of them first."""
        return [Choice("", "All headings", not self.heading)] + [
            Choice(name, name, name == self.heading) for name in headings(self.book)
        ]


def chosen(book: Book, address: Mapping[str, str]) -> Chosen:
    """Return what *address* chooses of *book*: by default the quarter of the last day that the books know, and everything in it.

    Raises :class:`~ledger.book.UnsoundError` where our checks did not read the books.
    """
    problems = []
    text = " ".join(address.get("period", "").split())
    period = None
    try:
        period = book.period(None if text.lower() == WHOLE else text or None) if text else None
    except PeriodError as problem:
        problems.append(f"{problem}. Shown is the latest quarter.")
    if period is None:
        text, period = _latest(book)
    elif text.lower() == WHOLE:
        text = WHOLE
    else:
        text = period.label
    fund = _one_of(address.get("fund", ""), book.register.funds, "fund", problems)
    heading = _one_of(address.get("heading", ""), headings(book), "heading", problems)
    return Chosen(book, period, text, fund, heading, tuple(problems))


def headings(book: Book) -> list[str]:
    """Return the headings that accounts of the books have, as spending is put under them."""
    parts = (name.split(":") for name in book.accounts)
    return sorted({one[2] for one in parts if one[0] == "Expenses" and len(one) > 3})  # noqa: PLR2004 - Expenses:Fund:Heading:Activity


def _one_of(text: str, known: object, what: str, problems: list[str]) -> str:
    names = list(known)  # type: ignore[call-overload] # of a mapping, its names
    if text and text not in names:
        problems.append(f"There is no {what} {text}; there are {', '.join(names) or 'none'}. All are shown.")
        return ""
    return text


def _latest(book: Book) -> tuple[str, Period]:
    """Return the quarter of the last day that the books know, as an address says it; all the books where it has none."""
    try:
        year = year_label(book.calendar.key_of(book.last_day) // 100)
        for number in (1, 2, 3, 4):
            quarter = book.calendar.parse(f"{year} Q{number}")
            if quarter.start <= book.last_day <= quarter.end:
                return quarter.label, quarter
    except PeriodError:
        pass
    return WHOLE, book.period(None)


def _years(book: Book) -> list[str]:
    """Return the financial years from the first to the last day that the books know of."""
    # Beancount's order is that of days.
    first_day = next((txn.date for txn in book.transactions), book.last_day)
    try:
        first, last = (book.calendar.key_of(day) // 100 for day in (first_day, book.last_day))
    except PeriodError:
        return []
    return [year_label(one) for one in range(first, last + 1)]


def _is_period(book: Book, text: str) -> bool:
    try:
        book.calendar.parse(text)
    except PeriodError:
        return False
    return True
