"""Which claims does internal audit look at, what did it find, and what would that mean for the window?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ledger import drawing, money, sampling
from ledger.sampling import QUESTIONS
from reports.figures import total_of
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.sampling import Case, Draw, Seal, Tested

_SEALS = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("window", "Window", Kind.CODE),
    Column("sealed", "Sealed", Kind.DATE),
    Column("officer", "By"),
    Column("drafts", "Drafts", Kind.COUNT),
    Column("drawn", "Drawn", Kind.DATE),
    Column("auditor", "By"),
    Column("sample", "Sample", Kind.COUNT),
    Column("seed", "Seed", is_wide=True),
    Column("digest", "Digest of the list", Kind.CODE, is_wide=True),
)
_STRATA = (
    Column("route", "Route"),
    Column("drafts", "Drafts", Kind.COUNT),
    Column("claimed", "Drafted", Kind.MONEY),
    Column("sample", "Sample", Kind.COUNT),
    Column("sampled", "In the sample", Kind.MONEY),
    Column("tested", "Tested", Kind.COUNT),
    Column("errors", "Errors", Kind.COUNT),
    Column("wrong", "Wrong", Kind.MONEY),
)
_CASES = (
    Column("number", "No.", Kind.COUNT),
    Column("family", "Family", Kind.CODE),
    Column("route", "Route"),
    Column("attached", "Attached"),
    Column("amount", "Amount", Kind.MONEY),
    Column("eligible", "Eligible?"),
    Column("approach", "Approach evidenced?"),
    Column("evidenced", "Claim evidenced?"),
    Column("by", "Tested by"),
    Column("note", "Note", is_wide=True),
    Column("hash", "Drawn by", Kind.CODE, is_wide=True),
)
_BLANK = "____"
_AGAIN = (
    "To draw a sample again: of each case take the sha256 of the digest, the seed and family/route, each on a line of its own (no end of "
    "line after the last); of each route the lowest come first."
)
_HOW = (
    _AGAIN,
    "A sample is its share of the list rounded up, and divided between the routes by largest remainder, one of each at least.",
)


def statement(book: Book, period: Period) -> Statement:
    """Return the lists of drafts sealed by the end of *period*, the samples drawn from them and what was found."""
    records = [one for one in book.register.records if one.date <= period.end]
    seals = sampling.seals(records)
    draws = sampling.draws(records)
    answers = sampling.tested(records)
    tables = [_sealed(book, seals, draws)]
    notes = []
    for key, draw in draws.items():
        if key not in seals:
            continue
        seal = seals[key]
        sample = drawing.sample_of(book, seal, draw)
        of_window = {case.name: answers[(*key, case.name)] for case in sample if (*key, case.name) in answers}
        tables += [_strata(seal, sample, of_window), _cases(seal, draw, sample, of_window)]
        notes += _notes(seal, sample, of_window)
    if seals:
        notes += _HOW
    else:
        notes.append("No list of drafts was sealed by the end of the period: ealedger sample AGREEMENT WINDOW --seal")
    return Statement.of(book, period, "audit-sample", "Sample for internal audit", tables, notes)


def _sealed(book: Book, seals: dict[tuple[str, str], Seal], draws: dict[tuple[str, str], Draw]) -> Table:
    rows = []
    for key, seal in seals.items():
        draw = draws.get(key)
        sample = len(drawing.sample_of(book, seal, draw)) if draw else None
        drawn = (draw.date, draw.auditor, sample, draw.seed) if draw else (None, "", None, "")
        rows.append(Row((seal.agreement, seal.window, seal.date, seal.officer, seal.number, *drawn, seal.digest)))
    return Table("sealed", "Lists of drafts that were sealed, and samples drawn from them", _SEALS, tuple(rows))


def _strata(seal: Seal, sample: tuple[Case, ...], answers: dict[str, Tested]) -> Table:
    listed, drawn = Counter(one.route for one in seal.cases), Counter(one.route for one in sample)
    wrong = {name for name, one in answers.items() if one.is_error}
    rows = tuple(
        Row(
            (
                route,
                listed[route],
                sum(one.pence for one in seal.cases if one.route == route),
                drawn[route],
                sum(one.pence for one in sample if one.route == route),
                sum(one.name in answers for one in sample if one.route == route),
                sum(one.name in wrong for one in sample if one.route == route),
                sum(one.pence for one in sample if one.route == route and one.name in wrong),
            )
        )
        for route in sorted(listed)
    )
    caption = f"{seal.agreement}, window {seal.window}: list, sample and errors by route"
    return Table(f"strata-{seal.agreement}-{seal.window}", caption, _STRATA, rows, total_of("Total", rows))


def _cases(seal: Seal, draw: Draw, sample: tuple[Case, ...], answers: dict[str, Tested]) -> Table:
    rows = []
    for number, case in enumerate(sample, start=1):
        found = answers.get(case.name)
        said = tuple("Yes" if one else "No" for one in found.answers) if found else (_BLANK,) * len(QUESTIONS)
        rows.append(
            Row(
                (
                    number,
                    case.family,
                    case.route,
                    case.attached,
                    case.pence,
                    *said,
                    found.by if found else "",
                    found.note if found else "",
                    sampling.rank(seal.digest, draw.seed, case),
                )
            )
        )
    caption = f"{seal.agreement}, window {seal.window}: the sample, with the three questions of a spot check"
    return Table(f"sample-{seal.agreement}-{seal.window}", caption, _CASES, tuple(rows))


def _notes(seal: Seal, sample: tuple[Case, ...], answers: dict[str, Tested]) -> list[str]:
    said = f"{seal.agreement}, window {seal.window}"
    if len(answers) < len(sample):
        left = len(sample) - len(answers)
        return [f"{said}: {left:,} of {len(sample):,} cases are not tested yet, so no error rate is given."]
    wrong = [name for name, one in answers.items() if one.is_error]
    rate = money.per_cent(len(wrong), len(sample))
    projected = sampling.extrapolated(seal.cases, sample, wrong)
    whole = sum(one.pence for one in seal.cases)
    found = f"{said}: {len(wrong):,} of {len(sample):,} cases have an error ({rate} %)"
    meant = f"{money.spoken(projected)} of the {money.spoken(whole)} on the list would be wrong"
    return [f"{found}. At the rate of each route, by pence, {meant}."]
