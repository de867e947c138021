"""Every entry that a person made and no extract brought, or that came as a journal: who prepared it, who approved it, and why."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import accounts
from ledger.places import short
from ledger.texts import bare
from reports.figures import within
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ledger.book import Book
    from ledger.periods import Period

_COLUMNS = (
    Column("date", "Date", Kind.DATE),
    Column("narration", "Narration"),
    Column("document", "Document", Kind.CODE, is_wide=True),
    Column("amount", "Amount", Kind.MONEY),
    Column("preparer", "Prepared by"),
    Column("approver", "Approved by"),
    Column("evidence", "Evidence", is_wide=True),
    Column("what", "To be asked"),
    Column("place", "Place", Kind.CODE, is_wide=True),
)
_SUMMARY = (
    Column("what", "What"),
    Column("entries", "Entries", Kind.COUNT),
    Column("amount", "Amount", Kind.MONEY),
)
_FINE = "prepared and approved by two persons"
_NOTES = (
    "A journal is an entry in pounds that no extract brought, or that an extract of the kind journals brought. Its amount is the sum of its debits.",
    "An entry of several funds is listed in each, with its debits there, and counted once.",
    "What is to be asked is flagged and not judged: nobody named, or one person who did both.",
)


def statement(book: Book, period: Period) -> Statement:
    """Return the journals of *period* by fund, with the total of each answer to who prepared and approved them; in pounds."""
    kinds = {one.name: one.kind for one in book.register.extracts}
    table = within(book.postings, period)
    table = table[table["commodity"] == "GBP"]
    debits: dict[int, list[int]] = defaultdict(list)
    of_fund: dict[str, dict[int, None]] = defaultdict(dict)
    for line, txn, fund, pence in zip(table.index, table["txn"], table["fund"], table["pence"], strict=True):
        if _is_journal(book.transactions[txn], kinds):
            of_fund[str(fund)][int(txn)] = None
            if pence > 0:
                debits[int(txn)].append(int(line))
    pence_of = book.postings["pence"]
    answers: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    tables = []
    for fund in sorted(of_fund):
        rows = []
        for txn in of_fund[fund]:
            own = [line for line in debits[txn] if accounts.parse(str(book.postings["account"].iat[line])).fund == fund]
            figure = Figure(int(pence_of.iloc[own].sum()), tuple(own))
            rows.append(_row(book, book.transactions[txn], figure))
            answers[_asked(book.transactions[txn]) or _FINE][txn] += figure.pence
        title = book.register.funds[fund].title if fund in book.register.funds else fund
        tables.append(Table(f"journals-{fund}", f"{title}: journals", _COLUMNS, tuple(rows)))
    summary = tuple(Row((what, len(each), sum(each.values()))) for what, each in sorted(answers.items()))
    total = (
        Row(("Total", sum(map(len, answers.values())), sum(sum(each.values()) for each in answers.values())))
        if summary
        else None
    )
    caption = f"Journals of {period.label}, by who prepared and approved them"
    tables.insert(0, Table("summary", caption, _SUMMARY, summary, total))
    return Statement.of(book, period, "journals", "Journals", tables, _NOTES)


def _is_journal(txn: Transaction, kinds: dict[str, str]) -> bool:
    extract = txn.meta.get("extract")
    return extract is None or kinds.get(str(extract)) == "journals"


def _row(book: Book, txn: Transaction, figure: Figure) -> Row:
    meta = txn.meta
    return Row(
        (
            txn.date,
            " ".join(filter(None, (txn.payee, txn.narration))),
            str(meta.get("doc", "")),
            figure,
            str(meta.get("preparer", "")),
            str(meta.get("approver", "")),
            str(meta.get("evidence", "")),
            _asked(txn),
            f"{short(meta['filename'], book.folder)}:{meta['lineno']}",
        )
    )


def _asked(txn: Transaction) -> str:
    """Return what is to be asked about an entry; nothing where two persons stand behind it."""
    preparer, approver = (bare(str(txn.meta.get(key, ""))) for key in ("preparer", "approver"))
    if not preparer and not approver:
        return "nobody is named"
    if not preparer:
        return "who prepared it"
    if not approver:
        return "who approved it"
    return "one person did both" if preparer == approver else ""
