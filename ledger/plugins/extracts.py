"""I1xx: do the books hold what each extract says was posted, once, and by the one kind that posts it?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from ledger import accounts, imported, money
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import PeriodError
from ledger.plugins.view import ExtractSum

if TYPE_CHECKING:
    import datetime

    from ledger.agreements import Extract
    from ledger.plugins.view import View

ROWS = Rule(
    "I101",
    Level.ERROR,
    "rows read = posted + outside + rejected",
    "Every row of an extract is accounted for: posted, already held under an earlier extract, evidence for a stream that "
    "another kind posts, outside the programme, or rejected. The five add up to the rows read.",
)
PENCE = Rule(
    "I102",
    Level.ERROR,
    "pence read = posted + outside + rejected",
    "As I101, for the money: the control totals of the five add up to the total read.",
)
HELD = Rule(
    "I103",
    Level.ERROR,
    "the books hold what the extract posted",
    "The transactions that name the extract are as many, and their first postings add up to as much, as its directive says were "
    "posted, and the reversals of earlier entries likewise as many as were restated. If not, an entry was added, removed or "
    "changed by hand. Import the source again from its archive copy.",
)
KEY_TWICE = Rule(
    "I104",
    Level.ERROR,
    "no document key stands twice",
    "A row's key (system/document/line) is posted once in all the books. Twice means that one row of the finance system "
    "was counted twice.",
)
ONE_KIND = Rule(
    "I105",
    Level.ERROR,
    "one kind of extract posts a stream",
    "The same pound appears in several extracts. For each stream of each fund exactly one kind posts; every other is "
    'evidence and never adds income or spending again. Say which with custom "posts".',
)
NO_EXTRACT = Rule(
    "I106",
    Level.ERROR,
    "an imported entry names an extract of the books",
    'A transaction with extract: belongs to a custom "extract" directive of that name, and no two have one name.',
)
NO_PERIOD = Rule(
    "I107",
    Level.ERROR,
    "every entry has a posting period",
    'period: on a transaction names one posting period of the calendar, such as "2018-19 P13"; without it the date says '
    "it. Correct the period, or add the missing days to calendar.toml.",
)
#: Journals are entries of these books themselves, prepared and approved: no other extract holds them as well.
POSTS_ANYWHERE = ("journals",)
RULES = (ROWS, PENCE, HELD, KEY_TWICE, ONE_KIND, NO_EXTRACT, NO_PERIOD)


def check(view: View) -> list[Finding]:
    """Return what breaks a rule of extracts."""
    sums, findings = summed(view)
    return [*findings, *judged(view, sums)]


def judged(view: View, sums: dict[str, ExtractSum]) -> list[Finding]:
    """Return what breaks a rule of extracts where the books hold *sums* of them, by name."""
    by_name: dict[str, Extract] = {}
    findings = []
    for extract in view.register.extracts:
        if extract.name in by_name:
            findings.append(found(NO_EXTRACT, f"two extracts are called {extract.name}", extract.place))
        by_name[extract.name] = extract
        findings.extend(_adds_up(extract))
    for name, extract in by_name.items():
        findings.extend(_holds(view, extract, sums.get(name, ExtractSum())))
    for name, held in sums.items():
        if name not in by_name:
            findings.append(
                found(
                    NO_EXTRACT,
                    f"{held.rows} transactions name the extract {name!r}, which no directive of the books declares",
                    held.place,
                )
            )
    findings.extend(_two_posters(view))
    return findings


def _adds_up(extract: Extract) -> list[Finding]:
    buckets = ("posted", "held", "evidence", "outside", "rejected")
    rows = sum(extract.rows[bucket] for bucket in buckets)
    pence = sum(extract.pence[bucket] for bucket in buckets)
    findings = []
    if rows != extract.rows["read"]:
        findings.append(
            found(
                ROWS,
                f"extract {extract.name} read {extract.rows['read']:,} rows and accounts for {rows:,}",
                extract.place,
            )
        )
    if pence != extract.pence["read"]:
        message = f"extract {extract.name} read {extract.spoken('read')} and accounts for {extract.said(pence)}"
        findings.append(found(PENCE, message, extract.place))
    return findings


def summed(view: View) -> tuple[dict[str, ExtractSum], list[Finding]]:
    """Return what the transactions of *view* hold of each extract by name, and the keys and periods that are wrong."""
    sums: dict[str, ExtractSum] = defaultdict(ExtractSum)
    keys: dict[str, dict[str, Any]] = {}
    findings = []
    for txn in view.transactions:
        meta = txn.meta
        key = meta.get("doc")
        if key is not None:
            findings.extend(_stands_twice(view, keys, key, meta))
        findings.extend(no_such_period(view, txn.meta.get("period"), txn.date, txn.meta))
        name = meta.get("extract")
        if name is None:
            continue
        held = sums[name]
        rows, pounds = imported.rows_of(txn)
        held.place = held.place or meta
        if "reverses" in meta:
            held.reversed_rows += 1
            held.reversed_pounds += pounds
        else:
            held.rows += rows
            held.pounds += pounds
        date = txn.date
        for posting in txn.postings:
            seen = held.accounts.get(posting.account)
            if seen is None:
                held.accounts[posting.account] = (date, date, meta)
            elif date > seen[1]:
                held.accounts[posting.account] = (seen[0], date, seen[2])
    _sum_directives(view, sums, keys, findings)
    return sums, findings


def _sum_directives(
    view: View, sums: dict[str, ExtractSum], keys: dict[str, dict[str, Any]], findings: list[Finding]
) -> None:
    """Add to *sums* what the directives that import wrote hold of each extract, evidence apart."""
    for record in view.register.records:
        name = record.metadata.get("extract")
        if name is None:
            continue
        key = record.metadata.get("doc")
        if key is not None:
            findings.extend(_stands_twice(view, keys, key, record.place))
        held = sums[name]
        held.place = held.place or record.place
        pounds = money.to_pounds(imported.amount_of(record))
        if "reverses" in record.metadata:
            held.reversed_rows += 1
            held.reversed_pounds -= pounds
        elif record.name == "evidence":
            held.evidence_rows += 1
            held.evidence_pounds += pounds
        else:
            held.rows += 1
            held.pounds += pounds


def _stands_twice(view: View, keys: dict[str, dict[str, Any]], key: str, place: dict[str, Any]) -> list[Finding]:
    if key not in keys:
        keys[key] = place
        return []
    first = keys[key]
    where = f"{view.short(str(first['filename']))}:{first['lineno']}"
    return [found(KEY_TWICE, f"document {key} is posted twice; first at {where}", place)]


def no_such_period(view: View, stated: Any, day: datetime.date, place: dict[str, Any]) -> list[Finding]:
    """Return a finding where what an entry of *day* says of its period, or *day* itself, is none of the calendar."""
    try:
        if stated is None:
            view.calendar.key_of(day)
        else:
            view.calendar.key(str(stated))
    except PeriodError as problem:
        return [found(NO_PERIOD, str(problem), place)]
    return []


def _holds(view: View, extract: Extract, held: ExtractSum) -> list[Finding]:
    findings = []
    sign = -1 if extract.credit_positive else 1
    for bucket, what, rows, pounds in (
        ("posted", "posted", held.rows, held.pounds),
        ("restated", "reversed", held.reversed_rows, held.reversed_pounds),
        ("evidence", "kept as evidence", held.evidence_rows, held.evidence_pounds),
    ):
        pence = round(pounds * 100) * sign
        if (rows, pence) != (extract.rows[bucket], extract.pence[bucket]):
            findings.append(
                found(
                    HELD,
                    f"extract {extract.name} {what} {extract.rows[bucket]:,} rows of {extract.spoken(bucket)}, but the books "
                    f"hold {rows:,} rows of {extract.said(pence)}: import its source again",
                    extract.place,
                )
            )
    if extract.kind in POSTS_ANYWHERE:
        return findings
    for account, (first, last, place) in held.accounts.items():
        try:
            name = accounts.parse(account)
        except accounts.AccountNameError:
            continue
        stream = name.stream
        if stream is None:
            continue
        poster = {view.register.poster(name.fund, stream, day) for day in (first, last)}
        if poster != {extract.kind}:
            other = " and ".join(sorted(poster - {extract.kind}))
            findings.append(
                found(
                    ONE_KIND,
                    f"extract {extract.name}, a {extract.kind} extract, posts to {account}, but {stream} of {name.fund} is "
                    f'posted by {other}: it is evidence there, or custom "posts" says otherwise',
                    place,
                )
            )
    return findings


def _two_posters(view: View) -> list[Finding]:
    seen: dict[tuple[object, ...], str] = {}
    findings = []
    for one in view.register.posts:
        key = (one.fund, one.stream, one.since)
        if seen.setdefault(key, one.kind) != one.kind:
            findings.append(
                found(
                    ONE_KIND,
                    f"from {one.since} both {seen[key]} and {one.kind} would post {one.stream} of {one.fund}: only one may",
                    one.place,
                )
            )
    return findings
