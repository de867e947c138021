"""Which entries are new in a period, how they came, and which of them correct what earlier periods hold?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import corrections as naming
from ledger.corrections import MATERIAL, RELATES, REVERSES
from reports.figures import within
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from beancount.core.data import Transaction

    from ledger.book import Book
    from ledger.periods import Period

_NEW = (
    Column("how", "How they came"),
    Column("entries", "Entries", Kind.COUNT),
    Column("amount", "Sum of debits", Kind.MONEY),
)
_CORRECTIONS = (
    Column("date", "Date", Kind.DATE),
    Column("entry", "Entry"),
    Column("reverses", "Takes back", Kind.CODE),
    Column("of", "Entry of", Kind.CODE),
    Column("relates-to", "Relates to", Kind.CODE),
    Column("material", "Prior-year error"),
    Column("amount", "Sum of debits", Kind.MONEY),
    Column("because", "Because", is_wide=True),
)


def entries(book: Book, period: Period) -> Iterator[Table]:
    """Yield the number and the debits of the entries of *period* by how each came, and those that correct others; in pounds."""
    debits = _debits(book, period)
    yield from _new(book, period, debits)
    yield from _corrections(book, period, debits)


def _new(book: Book, period: Period, debits: dict[int, list[int]]) -> Iterator[Table]:
    kinds = {one.name: one.kind for one in book.register.extracts}
    groups: dict[str, list[Transaction]] = defaultdict(list)
    of_group: dict[str, list[int]] = defaultdict(list)
    for txn, lines in debits.items():
        how = _how(book.transactions[txn], kinds)
        groups[how].append(book.transactions[txn])
        of_group[how] += lines
    rows = [Row((how, len(groups[how]), _figure(book, of_group[how]))) for how in sorted(groups)]
    if rows:
        every = [line for lines in debits.values() for line in lines]
        total = Row(("Total", len(debits), _figure(book, every)))
        yield Table("changes-entries", f"Entries new in {period.label}", _NEW, tuple(rows), total)


def _debits(book: Book, period: Period) -> dict[int, list[int]]:
    """Return the positions of the debits in pounds of every entry of *period*, by the entry; none where it has only families."""
    table = within(book.postings, period)
    found: dict[int, list[int]] = {int(txn): [] for txn in table["txn"].unique()}
    own = table[(table["commodity"] == "GBP") & (table["pence"] > 0)]
    for line, txn in zip(own.index.tolist(), own["txn"].tolist(), strict=True):
        found[txn].append(line)
    return found


def _figure(book: Book, lines: Sequence[int]) -> Figure:
    pence = book.postings["pence"].to_numpy()
    return Figure(sum(int(pence[line]) for line in lines), tuple(lines))


def _how(txn: Transaction, kinds: dict[str, str]) -> str:
    if REVERSES in txn.meta:
        return "corrections: entries that take back others"
    if RELATES in txn.meta:
        return "corrections: entries of another year posted in this period"
    if "opening" in txn.meta:
        return "opening balances"
    extract = txn.meta.get("extract")
    return "journals made by people" if extract is None else f"rows of extracts: {kinds.get(str(extract), 'unknown')}"


def _corrections(book: Book, period: Period, debits: dict[int, list[int]]) -> Iterator[Table]:
    """Yield the entries of *period* that take back others, or relate to another year, and which they take back."""
    own = [txn for txn in debits if {REVERSES, RELATES} & book.transactions[txn].meta.keys()]
    if not own:
        return
    wanted = {str(one) for txn in own if (one := book.transactions[txn].meta.get(REVERSES))}
    targets = naming.names(book.transactions, wanted, book.folder)
    rows = tuple(_row(book, book.transactions[txn], targets, _figure(book, debits[txn])) for txn in own)
    yield Table("changes-corrections", f"Corrections posted in {period.label}", _CORRECTIONS, rows)


def _row(book: Book, txn: Transaction, targets: dict[str, Transaction], amount: Figure) -> Row:
    meta = txn.meta
    reverses = str(meta.get(REVERSES, ""))
    target = targets.get(reverses)
    key = book.calendar.of_entry(target.date, target.meta.get("period")) if target else 0
    words = " ".join(filter(None, (txn.payee, txn.narration)))
    return Row(
        (
            txn.date,
            str(meta.get("doc") or words),
            reverses,
            book.calendar.label(key) if key else "",
            str(meta.get(RELATES, "")),
            "yes, material" if meta.get(MATERIAL) is True else "",
            amount,
            str(meta.get("because", "")),
        )
    )
