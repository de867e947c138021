"""C130 to C134: was internal audit's sample drawn from all that is claimed, by a seed that nobody knew before?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ledger import sampling
from ledger.findings import Finding, Level, Rule, found
from ledger.texts import bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.directives import Record
    from ledger.plugins.view import View
    from ledger.sampling import Case, Draw, Seal

WHOLE = Rule(
    "C130",
    Level.ERROR,
    "a sealed list of drafts stays as it was",
    "The drafts of a window were sealed with their number and a digest, so that the sample can be drawn again by anyone. A draft dated by the "
    "seal was changed, taken out or added since. Put it back as it was; what is late is dated after the seal.",
)
THERE = Rule(
    "C131",
    Level.WARNING,
    "what is claimed in a sealed window was there to be drawn",
    "A claim of a window whose list was sealed is not on it: it could not be drawn for the sample. Audit it as well, or claim it in the "
    "next window.",
)
DRAWN = Rule(
    "C132",
    Level.ERROR,
    "a list is sealed once, and a sample is drawn from it once, later and by somebody else",
    "The seed of a sample is given after the list was sealed, by somebody who did not seal it, and once: otherwise it could be chosen so that "
    "a case is not drawn. Use ealedger sample, which refuses what this rule finds.",
)
ENOUGH = Rule(
    "C133",
    Level.WARNING,
    "the audit of a window is of its sample",
    "The audit of a window whose sample was drawn says as many cases as were drawn, or more, out of as many as were sealed, and where it says "
    "a seed, the seed of the sample. Correct the audit.",
)
OF_SAMPLE = Rule(
    "C134",
    Level.ERROR,
    "what is tested is in the sample",
    "tested says what the auditor found of a case of the sample: of another it would change the error rate. Correct the case, or take the "
    "directive out; what was looked at besides belongs into the audit's own papers.",
)
RULES = (WHOLE, THERE, DRAWN, ENOUGH, OF_SAMPLE)


def check(view: View) -> list[Finding]:
    """Return what breaks a rule of samples; nothing is looked at where no list was sealed and nothing drawn or tested."""
    records = view.register.records
    own = [one for one in records if one.name in ("window-seal", "sample", "tested")]
    if not own:
        return []
    seals, draws = sampling.seals(records), sampling.draws(records)
    findings = [*_twice(own), *_out_of_turn(seals, draws)]
    for key, seal in seals.items():
        if not seal.is_whole:
            message = (
                f"{seal.number:,} drafts of {seal.agreement} {seal.window} were sealed on {seal.date}, and the {len(seal.cases):,} that "
                "there are now are not the same: put back what was changed"
            )
            findings.append(found(WHOLE, message, seal.place))
        findings += _not_there(view, seal)
        if key in draws:
            findings += _of_audit(view, seal, draws[key])
    findings += _of_tested(view, own, seals, draws)
    return findings


def _twice(own: list[Record]) -> Iterator[Finding]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in own:
        key = one.name, one.values["agreement"], one.values["window"]
        counts[key] += one.name != "tested"
        if counts[key] > 1:
            what = "sealed" if one.name == "window-seal" else "drawn"
            yield found(DRAWN, f"the window {key[2]} of {key[1]} is {what} a second time: take this one out", one.place)


def _out_of_turn(seals: dict[tuple[str, str], Seal], draws: dict[tuple[str, str], Draw]) -> Iterator[Finding]:
    for key, draw in draws.items():
        seal = seals.get(key)
        said = f"the sample of {draw.agreement} {draw.window}"
        if seal is None or draw.date < seal.date:
            yield found(DRAWN, f"{said} was drawn on {draw.date}, before its list was sealed", draw.place)
        elif bare(seal.officer) == bare(draw.auditor):
            yield found(DRAWN, f"{said} was drawn by {draw.auditor}, who sealed the list", draw.place)


def _not_there(view: View, seal: Seal) -> Iterator[Finding]:
    listed = {bare(case.name) for case in seal.cases}
    late = [
        one
        for one in view.history.claims
        if (one.agreement, one.window) == (seal.agreement, seal.window)
        and one.submitted()
        and bare(f"{one.family}/{one.route}") not in listed
    ]
    if late:
        names = ", ".join(f"{one.family} {one.route}" for one in late[:3])
        more = f" and {len(late) - 3:,} more" if len(late) > 3 else ""  # noqa: PLR2004 - as many as are named
        message = f"{names}{more} claimed in {seal.window}: not on the list of {seal.agreement} that was sealed on {seal.date}"
        yield found(THERE, message, late[0].place)


def _sample(view: View, seal: Seal, draw: Draw) -> tuple[Case, ...]:
    share = sampling.share_of(view.register.records, seal.agreement, seal.date)
    return sampling.drawn(seal, draw.seed, share)


def _of_audit(view: View, seal: Seal, draw: Draw) -> Iterator[Finding]:
    number = len(_sample(view, seal, draw))
    for one in view.register.records:
        if one.name != "audit" or (one.values["agreement"], one.values["window"]) != (seal.agreement, seal.window):
            continue
        said = f"the audit of {seal.agreement} {seal.window}"
        if one.metadata["sample"] < number or one.metadata["population"] != seal.number:
            message = f"{said} says {one.metadata['sample']:,} of {one.metadata['population']:,}, and {number:,} of {seal.number:,} were drawn"
            yield found(ENOUGH, f"{message}: correct the audit", one.place)
        elif one.metadata.get("seed", draw.seed) != draw.seed:
            yield found(
                ENOUGH, f"{said} says the seed {one.metadata['seed']!r}, and the sample {draw.seed!r}", one.place
            )


def _of_tested(
    view: View, own: list[Record], seals: dict[tuple[str, str], Seal], draws: dict[tuple[str, str], Draw]
) -> Iterator[Finding]:
    names: dict[tuple[str, str], set[str]] = {}
    for one in own:
        if one.name != "tested":
            continue
        key = one.values["agreement"], one.values["window"]
        if key not in names:
            seal, draw = seals.get(key), draws.get(key)
            sample = _sample(view, seal, draw) if seal and draw else ()
            names[key] = {case.name for case in sample}
        case = f"{one.values['family']}/{one.values['route']}"
        if case not in names[key]:
            yield found(OF_SAMPLE, f"{case} is not in the sample of {key[0]} {key[1]}", one.place)
