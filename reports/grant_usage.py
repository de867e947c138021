"""The usage of each grant, for signature: brought forward, received, used, unspent, carried forward, to be paid back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, money
from ledger.in_pools import Use
from ledger.recognition_entries import BY_WHAT
from reports.agreement_figures import Agreements, Places, Told
from reports.corrected_usage import corrected
from reports.figures import plus, turned
from reports.statement import Column, Figure, Kind, Row, Statement, Table
from reports.upfront_carried import how_carried
from reports.upfront_notes import OF_POOLS
from reports.upfront_quarters import SPENDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.agreement_money import Line
    from ledger.agreements import Certificate
    from ledger.book import Book
    from ledger.periods import Period

_USAGE = (
    Column("item", "Item"),
    Column("amount", "Amount", Kind.MONEY),
    Column("remark", "Remark"),
)
_SIGNATURES = (
    Column("role", "Role"),
    Column("name", "Name"),
    Column("signature", "Signature"),
    Column("date", "Date"),
)
_LINE = "\N{LOW LINE}" * 18
#: Ours, where the agreement has no words of its own: no funder is known to ask for these (DOMAIN.md §2).
WORDING = (
    "To the best of our knowledge and belief the figures above are those of the council's books, and the money shown as used was "
    "spent on what the agreement is for"
)


def statement(book: Book, period: Period) -> Statement:
    """Return the usage of every agreement in *period*, each with its certificate and blank lines to sign."""
    known = Agreements.of(book, period)
    places = Places(book)
    tables: list[Table] = []
    notes = [
        "Unsigned until it is signed on paper: names, signatures and dates are left blank.",
        "Used is spending of the fund in entries of the agreement. What was passed to another fund is not used by that alone.",
    ]
    if known.cut.day < period.end:
        notes.append(
            f"The books end on {known.cut.day.day} {known.cut.day:%B %Y}: what came or was used later is not in these figures."
        )
    shown = [one for one in known.told if _has_money(one, period, known)]
    if any(one.money.by_pool(known.cut.key) for one in shown):
        notes.append(OF_POOLS)
    for one in shown:
        tables += [_usage(book, period, known, one, places), _signatures(one, _of_council(book, period))]
    if not shown:
        notes.append("No agreement has money in this period.")
    notes += _whose_words(shown, _of_council(book, period))
    for one in shown:
        notes += _notes(known, one)
    return Statement.of(book, period, "grant-usage", "Usage of grants, for signature", tables, notes)


def _of_council(book: Book, period: Period) -> Certificate | None:
    """Return the council's own certificate, where it holds by the end of *period*."""
    own = book.register.certificate
    return own if own and own.since <= period.end else None


def _whose_words(shown: list[Told], own: Certificate | None) -> list[str]:
    """Return whose wording is printed, and of which agreements it is not known who signs."""
    notes = []
    if general := ", ".join(one.agreement.name for one in shown if not one.agreement.certificate):
        whose = "the council's own for every grant" if own else "ours"
        how = "." if own else ', and custom "certificate" the council\'s for all.'
        notes.append(
            f"The wording is {whose}, not the funder's: {general}. certificate: on the agreement puts its own{how}"
        )
    known = own is not None and own.signatories
    if unsaid := ", ".join(one.agreement.name for one in shown if not (one.agreement.signatories or known)):
        notes.append(f"Who signs is not in the books: {unsaid}. signatories: on the agreement says it.")
    return notes


def _has_money(one: Told, period: Period, known: Agreements) -> bool:
    """Return whether something came or was used in *period*, or was there already."""
    own, until = one.money, known.cut.key
    if own.in_pools(until) != own.in_pools(period.first - 1):
        return True
    return bool(own.of("received", *SPENDING, since=period.first, until=until)) or bool(one.where.unspent)


def _usage(book: Book, period: Period, known: Agreements, one: Told, places: Places) -> Table:
    until = known.cut.key
    start = max(period.first, one.first) if one.first else until + 1
    own = one.money

    def before(*what: str) -> list[Line]:
        return own.of(*what, until=start - 1)

    def during(*what: str) -> list[Line]:
        return own.of(*what, since=start, until=until)

    used = places.figure(during("spent", "late"))
    pools = _by_pool(one, start, until)
    by_pools = sum(pools.values(), Use())
    repaid = _sum(during("repaid"))
    forward = _sum(before("received")) - _sum(before("repaid", *SPENDING)) - own.in_pools(start - 1).used
    rows = [
        Row(("Brought forward", forward, "")),
        Row(("Received", places.figure(during("received")), "")),
        *([Row(("Paid back", -repaid, ""))] if repaid else []),
        Row(("Used", turned(plus(used, Figure(by_pools.eligible + by_pools.late))), "")),
        *_of_it(book, one, used, {pool: use.eligible + use.late for pool, use in pools.items()}),
    ]
    ineligible = places.figure(during("ineligible"))
    if ineligible.lines or by_pools.ineligible:
        item = "Spent on what is not eligible"
        rows.append(Row((item, turned(plus(ineligible, Figure(by_pools.ineligible))), "")))
        rows += _of_it(book, one, ineligible, {pool: use.ineligible for pool, use in pools.items()})
    rows.append(Row(("Unspent", one.where.unspent, ""), is_subtotal=True))
    rows += corrected(book, period, one, used, until, places)
    for fund, lines in _passed_on(book, own.of("passed-on", until=until)):
        rows.append(Row((f"of it passed on to {fund}", places.figure(lines), "not used by that alone")))
    rows += [
        Row((f"of it unspent in {_title(book, pool)}", pence, "not used until the pool spends it"))
        for pool, pence in own.unspent_by_pool(until).items()
        if pence
    ]
    rows += _of_condition(one)
    rows += _settled(known, one)
    reference = f", {one.agreement.reference}" if one.agreement.reference else ""
    caption = f"{one.agreement.title} ({one.agreement.funder}{reference}): usage in {period.label}"
    return Table(f"usage-{one.agreement.name}", caption, _USAGE, tuple(rows))


def _by_pool(one: Told, start: int, until: int) -> dict[str, Use]:
    """Return what each pool spent of the agreement's money from the posting period *start* to *until*."""
    before = one.money.by_pool(start - 1)
    return {pool: use - before[pool] for pool, use in one.money.by_pool(until).items()}


def _of_it(book: Book, one: Told, own: Figure, by_pool: dict[str, int]) -> list[Row]:
    """Return who spent it: the agreement's fund and each pool; nothing where no pool did."""
    rows = []
    for pool, pence in by_pool.items():
        if pence and pool == one.agreement.fund:
            rows.append(Row(("of it met by grants moved in", -pence, "used by the agreements they came from")))
        elif pence:
            rows.append(Row((f"of it by {_title(book, pool)}", -pence, "its part of what the pool spent")))
    return (
        [Row((f"of it by {_title(book, one.agreement.fund)}", turned(own), "")), *rows] if rows and own.lines else rows
    )


def _title(book: Book, fund: str) -> str:
    return book.register.funds[fund].title if fund in book.register.funds else fund


def _of_condition(one: Told) -> list[Row]:
    """Return what met the condition where spending alone does not tell, and what was spent beyond it."""
    if one.terms.route != "condition":
        return []
    rows, where = [], one.where
    if one.terms.release != "spending":
        rows.append(
            Row((f"Condition met by {BY_WHAT[one.terms.release]}, to date", where.income_due, "whatever was spent"))
        )
    if (beyond := where.spent - where.income_due - where.results) > 0:
        rows.append(Row(("Spent beyond what met the condition, to date", beyond, "borne by the council so far")))
    return rows


def _sum(lines: list[Line]) -> int:
    return sum(line.pence for line in lines)


def _passed_on(book: Book, lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Yield the fund that was passed money on, and the lines that did it."""
    by_fund: dict[str, list[Line]] = {}
    for line in lines:
        transfer = accounts.parse(book.transactions[line.txn].postings[line.leg].account).transfer
        by_fund.setdefault(transfer[1] if transfer else "", []).append(line)
    for fund, group in by_fund.items():
        yield _title(book, fund), group


def _settled(known: Agreements, one: Told) -> list[Row]:
    """Return what becomes of the unspent part: carried forward as approved, to be paid back, or neither decided yet."""
    where = one.where
    ended = where.year_ends[-1] if where.year_ends and known.cut.year == where.year_ends[-1].year else None
    rows = []
    if ended is not None and ended.ahead > 0 and one.terms.route == "condition":
        rows.append(Row(("of it received for a later year", ended.ahead, "")))
    if ended is not None:
        approved = f", on {ended.approved_on.day} {ended.approved_on:%B %Y}" if ended.approved_on else ""
        how = f"{how_carried(one, ended)}{approved}"
        if ended.decided:
            rows.append(Row(("Carried forward", ended.carried, how if ended.carried else "")))
        elif ended.left > 0:
            what = "Not decided: no approval to carry it forward" if one.terms.route else "Not decided"
            rows.append(Row((what, ended.left, how)))
    back = where.repayable_due
    if back or ended is not None:
        held = where.repayable_held
        remark = f"{money.spoken(held)} of it is a creditor in the books" if back and held != back else ""
        rows.append(Row(("To be paid back", back, remark)))
    return rows


def _signatures(one: Told, own: Certificate | None) -> Table:
    agreement = one.agreement
    words = agreement.certificate or (own.wording if own else WORDING)
    roles = agreement.signatories or (own.signatories if own else ()) or ("", "")
    rows = tuple(Row((role or _LINE, _LINE, _LINE, _LINE)) for role in roles)
    return Table(f"signatures-{agreement.name}", f"{agreement.title}: {words.rstrip('.')}.", _SIGNATURES, rows)


def _notes(known: Agreements, one: Told) -> list[str]:
    agreement = one.agreement
    notes = []
    if agreement.return_due:
        notes.append(f"{agreement.name}: the return is due {agreement.return_due}.")
    if (pence := known.books.unnamed.get(agreement.fund)) is not None:
        notes.append(
            f"{agreement.name} shares the fund {agreement.fund}, whose spending of {money.spoken(pence)} names no agreement and is "
            "used by none."
        )
    return notes
