"""What did each partner agree to give, and what became of it: due, invoiced, received, disputed, given up, outstanding, how old?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import contribution_entries, inherited, pool_money, pools, recognition
from ledger.closing import Closed
from ledger.invoices import AGES, OLDEST, Invoice, invoices
from ledger.pooling import now
from ledger.promised import promises
from ledger.proposed import text
from reports.agreement_figures import Places
from reports.figures import figure, total_of
from reports.pooled_partner import named
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import datetime

    from ledger.book import Book
    from ledger.periods import Period
    from ledger.pool_money import PoolMoney
    from ledger.pools import Partner, Pool, Promise
    from ledger.recognition import Cut

_PARTNERS = (
    Column("partner", "Partner"),
    Column("agreed", "Agreed", Kind.MONEY),
    Column("due", "Due", Kind.MONEY),
    Column("invoiced", "Invoiced", Kind.MONEY),
    Column("not-invoiced", "Not invoiced", Kind.MONEY),
    Column("accrued", "Accrued", Kind.MONEY),
    Column("received", "Received", Kind.MONEY),
    Column("written-off", "Written off", Kind.MONEY),
    Column("moved", "Moved", Kind.MONEY),
    Column("outstanding", "Outstanding", Kind.MONEY),
)
_AGES = (
    Column("partner", "Partner"),
    *(Column(words.replace(" ", "-"), words.capitalize(), Kind.MONEY) for words in (*(one for _, one in AGES), OLDEST)),
    Column("outstanding", "Outstanding", Kind.MONEY),
    Column("disputed", "In dispute", Kind.MONEY),
)
_INVOICES = (
    Column("invoice", "Invoice", Kind.CODE),
    Column("partner", "Partner"),
    Column("date", "Date", Kind.DATE, is_wide=True),
    Column("due", "Due", Kind.DATE),
    Column("invoiced", "Invoiced", Kind.MONEY),
    Column("received", "Received", Kind.MONEY),
    Column("outstanding", "Owed", Kind.MONEY),
    Column("state", "State"),
    Column("why", "Why", is_wide=True),
)
_IN_KIND = (
    Column("partner", "Partner"),
    Column("agreed", "Agreed in kind", Kind.MONEY),
    Column("given", "Given in kind", Kind.MONEY),
)
_CONTROL = (Column("what", "What"), Column("pounds", "Amount", Kind.MONEY))
_ENTRY = (Column("entry", "Entry", Kind.LEDGER),)
_NOTES = (
    "Due is what was agreed and falls due by the last day; not invoiced is due less invoiced, where that is more than nothing.",
    "What a partner that was succeeded had not been asked for is agreed with its successor. Accrued is owed, and on no invoice yet.",
    "Moved is what was handed on to a successor, or is to be paid back. A contribution paid without an invoice is invoiced and received.",
    "Debts are as old as the days since their due date, or since the invoice's date where it has none.",
)


def statement(book: Book, period: Period, partner: str | None = None) -> Statement:
    """Return the contributions of every pool as they stand at the end of *period*, all years together, in pounds.

    With *partner*, by its name in accounts, its own alone. Raises :class:`~reports.pooled_partner.PartnerError` where it is none.
    """
    known = pools.partners(book.register.records)
    partner = None if partner is None else named(partner, known)
    cut = recognition.as_far_as(book.agreement_money, book.calendar, period)
    places = Places(book)
    tables: list[Table] = []
    agreed = promises(book.register, period.end)
    by_pool = pools.pools(book.register)
    for name, own in pool_money.sort_out(book.transactions, by_pool, book.calendar).items():
        each = [
            one
            for one in invoices(own, book.transactions, book.register.records, cut.key, period.end)
            if partner in (None, one.partner)
        ]
        promised = [one for one in agreed if one.pool == name]
        shown = _Shown(book, by_pool[name], own, cut, known, places, partner)
        tables += shown.tables(promised, each)
    notes = _NOTES if tables else ("Nothing was agreed or contributed by the end of the period.",)
    if partner is None:
        return Statement.of(book, period, "contributions", "Contributions", tables, notes)
    title = f"Contributions: {known[partner].title}"
    return Statement("contributions", title, book.authority, period, tuple(tables), notes, (), book.disclosures(period))


class _Shown:
    """The tables of one pool."""

    def __init__(
        self,
        book: Book,
        pool: Pool,
        own: PoolMoney,
        cut: Cut,
        known: dict[str, Partner],
        places: Places,
        alone: str | None,
    ) -> None:
        self._book, self._pool, self._own, self._cut = book, pool, own, cut
        self._known, self._places, self._alone = known, places, alone
        self._day: datetime.date = cut.day
        self._passed = pools.successions(book.register.records)

    def tables(self, promised: list[Promise], each: list[Invoice]) -> list[Table]:
        """Return what there is to show of *promised* and of the invoices in *each*."""
        cash = [one for one in promised if not one.is_in_kind]
        owing = inherited.owing(cash, self._own, self._passed, self._cut.key, self._day)
        of = {one.partner for one in promised} | {one.partner for one in each} | {*owing}
        names = sorted(one for one in of if self._alone in (None, one))
        if not names:
            return []
        found = [self._partners(names, owing, each), self._ages(names, each), self._invoices(each)]
        found += self._in_kind(names, promised)
        if self._alone is None:
            found += [self._control(each), *self._entries(cash)]
        return [one for one in found if one.rows]

    def _title(self, name: str) -> str:
        return self._known[name].title if name in self._known else name

    def _partners(self, names: list[str], owing: dict[str, inherited.Owing], each: list[Invoice]) -> Table:
        rows = []
        every = inherited.asked_for(self._own, self._cut.key)
        for name in names:
            own = [one for one in each if one.partner == name]
            owed = owing.get(name, inherited.Owing())
            due = sum(one.pence for one in owed.promises if one.due <= self._day)
            asked = every.get(name, 0)
            direct = asked - sum(one.pence("invoiced") for one in own if one.number)
            rows.append(
                Row(
                    (
                        self._title(name),
                        sum(one.pence for one in owed.promises),
                        due,
                        asked,
                        max(0, due - owed.asked),
                        sum(one.pence("invoiced") for one in own if not one.number),
                        -sum(one.pence("received") for one in own) + direct,
                        -sum(one.pence("written-off") for one in own),
                        -sum(one.pence("handed-on", "moved") for one in own),
                        self._places.figure(line for one in own for line in one.every_line),
                    )
                )
            )
        caption = f"{self._pool.title}: contributions in cash, to {self._day.day} {self._day:%B %Y}"
        return Table(f"partners-{self._pool.name}", caption, _PARTNERS, tuple(rows), self._total(rows))

    def _total(self, rows: list[Row]) -> Row | None:
        return total_of("Total", rows) if self._alone is None else None

    def _ages(self, names: list[str], each: list[Invoice]) -> Table:
        ages = [*(words for _, words in AGES), OLDEST]
        rows = []
        for name in names:
            own = [one for one in each if one.partner == name and one.outstanding]
            if own:
                by_age = [sum(one.outstanding for one in own if one.age(self._day) == age) for age in ages]
                disputed = sum(one.outstanding for one in own if one.state == "in dispute")
                rows.append(Row((self._title(name), *by_age, sum(by_age), disputed)))
        caption = f"{self._pool.title}: how old the debts are on {self._day.day} {self._day:%B %Y}"
        return Table(f"ages-{self._pool.name}", caption, _AGES, tuple(rows), self._total(rows))

    def _invoices(self, each: list[Invoice]) -> Table:
        rows = [
            Row(
                (
                    one.number,
                    self._title(one.partner),
                    one.since,
                    one.due,
                    self._places.figure(one.lines["invoiced"]),
                    self._places.figure(one.lines["received"], -1),
                    self._places.figure(one.every_line),
                    one.state,
                    one.disputed,
                )
            )
            for one in each
        ]
        return Table(f"invoices-{self._pool.name}", f"{self._pool.title}: invoices", _INVOICES, tuple(rows))

    def _in_kind(self, names: list[str], promised: list[Promise]) -> list[Table]:
        lines = self._own.of("in-kind", until=self._cut.key)
        rows = []
        for name in sorted({*names, *(one.who for one in lines if self._alone in (None, one.who))}):
            agreed = sum(one.pence for one in promised if one.partner == name and one.is_in_kind)
            given = [one for one in lines if one.who == name]
            if agreed or given:
                rows.append(Row((self._title(name), agreed, self._places.figure(given, -1))))
        caption = f"{self._pool.title}: work, rooms and staff given in kind, in no total of pounds"
        return [Table(f"in-kind-{self._pool.name}", caption, _IN_KIND, tuple(rows), self._total(rows))]

    def _control(self, each: list[Invoice]) -> Table:
        table = self._book.postings
        own = table[
            (table["fund"] == self._pool.name) & (table["commodity"] == "GBP") & (table["period"] <= self._cut.key)
        ]
        held = figure(own[own["account"].astype(str).str.contains(":ContributionsReceivable:", regex=False)])
        listed = sum(one.outstanding for one in each)
        rows = (
            Row(("Outstanding by invoice", listed)),
            Row(("Contributions receivable in the trial balance", held)),
            Row(("Difference", listed - held.pence)),
        )
        caption = f"{self._pool.title}: agreement with the trial balance"
        return Table(f"control-{self._pool.name}", caption, _CONTROL, rows)

    def _entries(self, promised: list[Promise]) -> list[Table]:
        book = self._book
        end = now(book.transactions, book.calendar)
        first = contribution_entries.first_period(self._pool.name, promised, self._own, book.calendar)
        if end is None or not first:
            return []
        every = recognition.years_over(book.register.records, book.calendar, first, max(end.key, self._cut.key))
        over = [one for one in every if one.key <= self._cut.key and one.day <= self._cut.day]
        lacking = contribution_entries.entries(
            self._pool.name, promised, self._own, self._passed, over, self._cut, book.calendar
        )
        closed = Closed(book.register.records, book.calendar)
        opened = {name: first for name, (first, _) in book.accounts.items()}
        rows = tuple(Row((text(one, closed, opened, book.calendar, self._pool.since),)) for one in lacking)
        caption = f"{self._pool.title}: entries that the books lack. Accept one by putting it into the journals, with preparer: and approver:"
        return [Table(f"entries-{self._pool.name}", caption, _ENTRY, rows)]
