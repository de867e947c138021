"""L1xx: is everything in closed periods as it was sealed, and does every correction say what it corrects?"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import chain, entry_lines, places, seals
from ledger.closing import Closed
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import PeriodError
from ledger.plugins import corrected

if TYPE_CHECKING:
    from ledger.directives import Record
    from ledger.plugins.view import View
    from ledger.seals import Difference

CHANGED = Rule(
    "L101",
    Level.ERROR,
    "no entry of a closed period is changed",
    "What was sealed by ealedger close stays as it is: any date, flag, payee, narration, amount, account, tag, link, metadata or "
    "directive counts; order, comments, line numbers and which file it stands in do not. Put the entry back. What was wrong is "
    "corrected by a reversal in the open period (ealedger correct), an agreement by a later directive of its name; or the period is "
    "reopened, with a reason that every later pack says (ealedger reopen).",
)
ADDED = Rule(
    "L102",
    Level.ERROR,
    "nothing is added to a closed period",
    "An entry stands in a closed period that was not there when it was sealed. Date it, or its period:, in the open period; where it "
    "belongs to an earlier year, relates-to: says so. Or reopen the period (ealedger reopen).",
)
REMOVED = Rule(
    "L103",
    Level.ERROR,
    "nothing is taken out of a closed period",
    "An entry that was sealed is no longer there, or no longer in that period; the finding says what it was. Put it back, from the "
    "lines of the seal or a backup, and reverse it in the open period where it was wrong (ealedger correct).",
)
SEAL = Rule(
    "L104",
    Level.ERROR,
    "seals are there, unedited, and chained",
    "Each period-close states the sha256 of its seal, the file books/YEAR/PERIOD.sealed, and of itself, and names the close or reopen "
    "before it. Where one of these does not fit, nobody can tell what was closed. Restore the file or the directive from a backup or a "
    "pack.",
)
UNSEALED = Rule(
    "L105",
    Level.WARNING,
    "periods are closed and reopened by command",
    "A period-close that was written by hand keeps imports out of the period, but sealed nothing: no change of its entries would be "
    "noticed. Run ealedger close for the period, which seals it. A period-reopen by hand could be taken out again unseen: run ealedger "
    "reopen with the reason, which chains it.",
)
LEFT = Rule(
    "L106",
    Level.WARNING,
    "every seal belongs to a close",
    "A .sealed file in books/ that no period-close names is what a close left that was stopped in the middle, or its directive was "
    "taken out. The period is not closed by it. Run ealedger close again, or restore the directive.",
)
RULES = (CHANGED, ADDED, REMOVED, SEAL, UNSEALED, LEFT, *corrected.RULES)
_SHOWN = 3
#: Where a seal may stand: the directive of a ledger from elsewhere names no other file of this machine.
_SEALED = re.compile(r"books/\d{4}-\d\d/[^/\\]+\.sealed")


def check(view: View) -> list[Finding]:
    """Return what differs from what was sealed, and seals and corrections that are not as they should be."""
    findings = [*_left(view), *corrected.check(view)]
    records = [one for one in view.register.records if one.name in (chain.CLOSE, chain.REOPEN)]
    if not records:
        return findings
    try:
        closed = Closed(records, view.calendar)
    except PeriodError as problem:
        first = next(one for one in records if not _is_period(view, one))
        return [*findings, found(SEAL, f"a {first.name} names no period: {problem}", first.place)]
    for one, why in chain.broken(records):
        findings.append(found(SEAL, f"the {one.name} of {one.values['period']} on {one.date} {why}", one.place))
    contents = {}
    for span, one in closed.closes():
        if "seal" in one.metadata:
            content = _content(view, one)
            if isinstance(content, bytes):
                contents[id(one)] = content
            else:
                findings.append(found(SEAL, f"the seal of {span.label}, {content}", one.place))
        elif any(closed.by(key) is one for key in range(span.first, span.last + 1)):
            findings.append(
                found(UNSEALED, f"{span.label} was closed by hand: run ealedger close to seal it", one.place)
            )
    findings += _by_hand(closed, records)
    return [*findings, *_changes(view, closed, contents)]


def _by_hand(closed: Closed, records: list[Record]) -> list[Finding]:
    """Return what was sealed and is open by a reopening that nothing chains."""
    spans = [span for span, one in closed.closes() if "seal" in one.metadata]
    opened = {id(one) for span in spans for key in range(span.first, span.last + 1) if (one := closed.by_hand(key))}
    return [
        found(
            UNSEALED,
            f"{one.values['period']} was reopened by hand: run ealedger reopen for it, with the reason",
            one.place,
        )
        for one in records
        if id(one) in opened
    ]


def _is_period(view: View, one: Record) -> bool:
    try:
        view.calendar.parse(one.values["period"])
    except PeriodError:
        return False
    return True


def _content(view: View, one: Record) -> bytes | str:
    """Return the seal that *one* names, or what is wrong with it."""
    name = str(one.metadata.get("sealed", ""))
    path = view.top.parent / name
    if not _SEALED.fullmatch(name) or not path.is_file():
        return f"{name or 'which its period-close does not name'}, is missing: restore it from a backup or a pack"
    content: bytes = path.read_bytes()
    if chain.sha256(content) != one.values["digest"]:
        return f"{name}, was edited: its sha256 is not the one that its period-close states; restore it"
    return content


def _left(view: View) -> list[Finding]:
    folder = view.top.parent
    named = {str(one.metadata.get("sealed", "")) for one in view.register.records if one.name == chain.CLOSE}
    return [
        found(
            LEFT, f"{name} belongs to no period-close: run ealedger close again", {"filename": str(path), "lineno": 1}
        )
        for path in sorted(folder.glob(f"books/*/*{seals.SUFFIX}"))
        if (name := places.short(path, folder)) not in named
    ]


def _changes(view: View, closed: Closed, contents: dict[int, bytes]) -> list[Finding]:
    """Return what was changed, added or removed in the periods whose seals, *contents*, can be trusted."""
    sealed = {
        id(one): (one, {key for key in range(span.first, span.last + 1) if closed.by(key) is one})
        for span, one in closed.closes()
        if id(one) in contents
    }
    in_force = {key: place for place, (_, keys) in sealed.items() for key in keys}
    if not in_force:
        return []
    held = _held(view, in_force)
    folder, texts = view.top.parent, view.texts
    labels, differences = {}, []
    for place, (one, keys) in sealed.items():
        for each in seals.compared(one, keys, held[place], contents[place], view.calendar, folder, texts):
            differences.append(each)
            labels[id(each.now or each.before)] = one
    return [
        _found(view, one, labels[id(one.before or one.now)])
        for one in (seals.paired(differences) if differences else ())
    ]


def _held(view: View, in_force: dict[int, int]) -> dict[int, seals.Held]:
    """Return the entries of closed periods by close and file, in one pass."""
    held: dict[int, seals.Held] = defaultdict(seals.Held)
    calendar = view.calendar
    for entry in view.entries:
        key = entry_lines.period_of(entry, calendar)
        place = in_force.get(key)
        if place is not None and not seals.is_chained(entry):
            held[place].by_file[entry.meta["filename"]].append((key, entry))
    return held


def _found(view: View, one: Difference, close: Record) -> Finding:
    when = f"after {close.values['period']} was closed on {close.date}"
    place = one.entry.meta if one.entry is not None else close.place
    if one.now is None:
        old = one.before or {}
        return found(
            REMOVED, f"{entry_lines.name_of(old)} was removed {when}: put it back{_elsewhere(view, old)}", place
        )
    if one.before is None:
        message = f"{entry_lines.name_of(one.now)} was added {when}: date it in the open period, or reopen that one"
        return found(ADDED, message, place)
    what = entry_lines.differences(one.now, one.before)
    more = f" and {len(what) - _SHOWN} more" if len(what) > _SHOWN else ""
    message = f"{entry_lines.name_of(one.before)} was changed {when}: {'; '.join(what[:_SHOWN])}{more}; put it back"
    return found(CHANGED, message, place)


def _elsewhere(view: View, old: entry_lines.Said) -> str:
    """Return where an entry of the same document stands now, in another period."""
    document = old["meta"].get("doc", "").strip('"')
    if not document:
        return ""
    now = next((txn for txn in view.transactions if txn.meta.get("doc") == document), None)
    return (
        ""
        if now is None
        else f"; it stands in {places.shown(now.meta['filename'], now.meta['lineno'], view.top.parent)}"
    )
