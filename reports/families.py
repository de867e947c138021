"""The families statement: how many stand in each stage, by year of attachment and by district."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import accounts, canonical, money
from ledger.claim_steps import families_of
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.periods import Period
    from reports.statement import Cell

_STAGES = (
    Column("stage", "Stage"),
    Column("families", "Families", Kind.COUNT),
)
_YEARS = (
    Column("year", "Attached in"),
    Column("funded", "Funded", Kind.COUNT),
    Column("attached", "Attached", Kind.COUNT),
    Column("claimed", "Claimed", Kind.COUNT),
    Column("closed", "Closed", Kind.COUNT),
    Column("working", "Still worked with", Kind.COUNT),
    Column("claimed-share", "Claimed %", Kind.PERCENT),
)
#: Where a family stands, in the order in which it gets there.
STAGES = ("Estimated", "Identified", "Attached", "Claimed", "Closed")
_SAYS = {
    "Estimated": "Estimated, not yet identified",
    "Identified": "Identified, not yet attached",
    "Attached": "Attached, still worked with",
    "Claimed": "Claimed as a result",
    "Closed": "Closed without a result",
}
ONE = 100
_NOT_STATED = "not stated"


def statement(book: Book, period: Period) -> Statement:
    """Return the families of each fund at the end of *period*: by stage, by year of attachment, by district where known."""
    tables: list[Table] = []
    notes: list[str] = []
    for fund, counted in _counted(book, period).items():
        title = book.register.funds[fund].title if fund in book.register.funds else fund
        agreements = [one for one in book.register.agreements.values() if one.fund == fund]
        tables.append(counted.stages(title))
        if counted.years:
            tables.append(counted.by_year(title, _funded(book, agreements)))
        tables += counted.by_district(title)
        notes += [note for one in agreements for note in _explained(book, one, counted.total)]
    notes.append(
        "Every family stands in one stage; attached in a year are those still worked with, claimed and closed."
    )
    return Statement.of(book, period, "families", "Families", tables, notes)


class _Counted:
    """The families of one fund, in hundredths: by stage, year and stage, district and stage, district and the source's word."""

    def __init__(self, fund: str) -> None:
        self.fund = fund
        self.by_stage: dict[str, int] = defaultdict(int)
        self.years: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.districts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.words: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    @property
    def total(self) -> int:
        """All families of the fund, whatever their stage, in hundredths."""
        return sum(self.by_stage.values())

    def stages(self, title: str) -> Table:
        """Return how many families stand in each stage."""
        rows = tuple(Row((_SAYS[stage], self.by_stage[stage] // ONE)) for stage in STAGES if self.by_stage.get(stage))
        total = Row(("Total", self.total // ONE))
        return Table(f"stages-{self.fund}", f"{title}: families by stage", _STAGES, rows, total)

    def by_year(self, title: str, funded: dict[str, int]) -> Table:
        """Return the families attached by year; what the agreements fund stands beside them."""
        years = sorted(self.years)
        rows = tuple(Row((year, funded.get(year, 0), *_of_year(self.years[year]))) for year in years)
        every: dict[str, int] = defaultdict(int)
        for one in self.years.values():
            for stage, number in one.items():
                every[stage] += number
        total = Row(("Total", sum(funded.get(year, 0) for year in years), *_of_year(every)))
        return Table(f"years-{self.fund}", f"{title}: families by year of attachment", _YEARS, rows, total)

    def by_district(self, title: str) -> list[Table]:
        """Return the families by district, in our stages, and in the words of the source where it has others; none without districts."""
        if set(self.districts) <= {_NOT_STATED}:
            return []
        stages = [stage for stage in STAGES if self.by_stage.get(stage)]
        tables = [_grid(f"districts-{self.fund}", f"{title}: families by district", self.districts, stages)]
        words = list(dict.fromkeys(word for said in self.words.values() for word in said))
        if words:
            caption = f"{title}: families by district, in the words of the source"
            tables.append(_grid(f"districts-as-printed-{self.fund}", caption, self.words, words))
        return tables


def _of_year(stages: dict[str, int]) -> tuple[Cell, ...]:
    working, claimed, closed = (stages.get(stage, 0) // ONE for stage in ("Attached", "Claimed", "Closed"))
    attached = working + claimed + closed
    return attached, claimed, closed, working, money.per_cent(claimed, attached)


def _grid(name: str, caption: str, counts: dict[str, dict[str, int]], wanted: list[str]) -> Table:
    columns = (
        Column("district", "District"),
        *(Column(accounts.slug(one).lower(), one[0].upper() + one[1:], Kind.COUNT) for one in wanted),
        Column("total", "Total", Kind.COUNT),
    )
    rows = tuple(
        Row((district, *(said.get(one, 0) // ONE for one in wanted), sum(said.get(one, 0) for one in wanted) // ONE))
        for district, said in sorted(counts.items(), key=lambda one: (one[0] == _NOT_STATED, one[0]))
    )
    sums = [sum(said.get(one, 0) for said in counts.values()) // ONE for one in wanted]
    return Table(name, caption, columns, rows, Row(("Total", *sums, sum(sums))))


def _counted(book: Book, period: Period) -> dict[str, _Counted]:
    """Return the families of each fund, counted in one pass over the entries up to the end of *period*."""
    counted: dict[str, _Counted] = {}
    district_of: dict[tuple[str, str], str] = {}
    for txn, account, number in families_of(_moving(book)):
        stated = txn.meta.get("period")
        posted = book.calendar.key_of(txn.date) if stated is None else book.calendar.key(str(stated))
        name = accounts.parse(account)
        if posted > period.last or name.root != "Assets" or name.first != "Families":
            continue
        fund = counted.setdefault(name.fund, _Counted(name.fund))
        family = (name.fund, str(txn.meta.get("family", "")))
        if "district" in txn.meta:
            district_of[family] = str(txn.meta["district"])
        district = str(txn.meta.get("district") or district_of.get(family, _NOT_STATED))
        stage = name.parts[-1]
        fund.by_stage[stage] += number
        fund.districts[district][stage] += number
        if len(name.parts) > 2:  # noqa: PLR2004 - Families, the year, the stage
            fund.years[name.parts[1]][stage] += number
        word = txn.meta.get("stage")
        # A step counts for the stage that it leads to: its first posting.
        if word and txn.postings[0].account == account:
            fund.words[district][str(word)] += number
    return counted


def _funded(book: Book, agreements: list[Agreement]) -> dict[str, int]:
    funded: dict[str, int] = defaultdict(int)
    for one in agreements:
        for tariff in book.register.of_agreement(one.name)[0]:
            funded[tariff.year] += tariff.families
    return funded


def _explained(book: Book, agreement: Agreement, total: int) -> list[str]:
    """Return why the families of the books are not those that *agreement* funds."""
    tariffs, _ = book.register.of_agreement(agreement.name)
    funded = sum(one.families for one in tariffs)
    eligible = agreement.eligible_families
    if not tariffs or total // ONE == funded or eligible is None:
        return []
    families = money.families(total)
    share = agreement.funded_share
    rule = "" if share is None else f", {share} of the {eligible:,} that are eligible, to the nearest family"
    more = total // ONE - funded
    said = f"{more:,} more than are funded" if more > 0 else f"{-more:,} fewer than are funded"
    estimate = (
        "; the eligible are an estimate, of which the agreement pays for a share" if total // ONE == eligible else ""
    )
    return [f"{agreement.title}: the books count {families}, and {funded:,} are funded{rule}: {said}{estimate}."]


def _moving(book: Book) -> list[Transaction]:
    """Return the entries that move families, in the order of the books."""
    table = book.postings
    return [
        book.transactions[place]
        for place in sorted(set(table.loc[table["commodity"] == canonical.FAMILY, "txn"].tolist()))
    ]
