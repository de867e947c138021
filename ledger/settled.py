"""Which findings did a person settle, and what became of those that stood when a period was closed?

A ``settled`` names one warning by its code and by words of its message, and says how it was explained, and who says so. Errors are
mended, never explained: no words settle one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger import chain
from ledger.findings import Finding, Level, Rule, found
from ledger.money import MINUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger.directives import Record

SETTLED = "settled"
NOT_A_WARNING = Rule(
    "S114",
    Level.ERROR,
    "a settlement names a rule that warns",
    "A settled directive explains a warning that stands: its first value is the code of the warning, such as A122. An error is mended, "
    "and no words settle it; a code that no rule has settles nothing. Take the directive out, or name the code that ealedger check prints.",
)
NOT_ONE = Rule(
    "S115",
    Level.WARNING,
    "a settlement fits one finding",
    "The words of a settled directive stand in the messages of several findings of its code, so that nobody can tell which of them was "
    "explained, and a new one would be settled before anybody saw it. None is. Give words that one message alone has, such as its "
    "reference or amount, and one directive for each.",
)
RULES = (NOT_A_WARNING, NOT_ONE)
#: Under which key a close keeps how many warnings stood, and under which each of them.
COUNT = "warnings"
_KEPT = re.compile(r"warning-\d+")


@dataclass(frozen=True)
class Stood:
    """A warning that closes kept: its code and message, the first close and the last that kept it."""

    code: str
    message: str
    first: Record
    last: Record


def applied(records: Iterable[Record], findings: Sequence[Finding], rules: Mapping[str, Rule]) -> list[Finding]:
    """Return *findings*, each that a settlement fits with how it was settled, and what is wrong with settlements; *rules* by code."""
    settlements = [one for one in records if one.name == SETTLED]
    how: dict[tuple[str, str], str] = {}
    wrong: list[Finding] = []
    for one in settlements:
        code = _code(one)
        if code not in rules:
            wrong.append(found(NOT_A_WARNING, f"no rule has the code {code}, so that it settles nothing", one.place))
        elif rules[code].level is Level.ERROR:
            wrong.append(found(NOT_A_WARNING, f"{code} is an error: mend it, no words settle it", one.place))
        else:
            messages = sorted({each.message for each in fitting(one, findings)})
            if len(messages) > 1:
                wrong.append(
                    found(
                        NOT_ONE,
                        f"“{one.values['words']}” fits {len(messages)} findings of {code}, and settles none: give words of one alone",
                        one.place,
                    )
                )
            elif messages:
                how[code, messages[0]] = told(one)
    settled = [
        replace(one, settled=how[one.code, one.message]) if (one.code, one.message) in how else one for one in findings
    ]
    return [*settled, *wrong]


def fitting(settlement: Record, findings: Iterable[Finding]) -> list[Finding]:
    """Return which of *findings* have the code of *settlement* and its words in their message."""
    return [one for one in findings if fits(settlement, one.code, one.message)]


def fits(settlement: Record, code: str, message: str) -> bool:
    """Return whether *settlement* is of the rule *code* and its words stand in *message*, as whole words and whole amounts."""
    return (
        code == _code(settlement)
        and _whole(_squeezed(settlement.values["words"])).search(_squeezed(message)) is not None
    )


def told(settlement: Record) -> str:
    """Return when, by whom and how: what stands beside a finding that was settled."""
    values = settlement.values
    return f"on {settlement.date} by {values['officer']}: {values['why']}"


def gone(records: Iterable[Record], findings: Sequence[Finding]) -> list[Record]:
    """Return the settlements that fit none of *findings* any more."""
    return [one for one in records if one.name == SETTLED and not fitting(one, findings)]


def kept(warnings: Sequence[Finding]) -> dict[str, str | int]:
    """Return what a close keeps of the *warnings* that stood: how many, and each on a line."""
    lines = dict.fromkeys(f"{one.code} {_squeezed(one.message)}" for one in warnings)
    return {COUNT: len(lines), **{f"warning-{number}": line for number, line in enumerate(lines, start=1)}}


def at_closes(records: Iterable[Record]) -> list[Stood]:
    """Return every warning that a close among *records* kept, in the order in which it was first kept."""
    standing: dict[tuple[str, str], Stood] = {}
    for one in chain.events(records):
        for key, line in one.metadata.items():
            if _KEPT.fullmatch(key):
                code, _, message = str(line).partition(" ")
                first = standing[code, message].first if (code, message) in standing else one
                standing[code, message] = Stood(code, message, first, one)
    return list(standing.values())


def stands(one: Stood, findings: Iterable[Finding]) -> Finding | None:
    """Return the finding of now that says what *one* said, None where there is none."""
    return next((each for each in findings if each.code == one.code and _squeezed(each.message) == one.message), None)


def _code(one: Record) -> str:
    return str(one.values["finding"]).strip().upper()


def _whole(words: str) -> re.Pattern[str]:
    """Return what finds *words* where no word or figure goes on beyond them: £1,200 is no part of £1,200.50, nor of minus that."""
    before = rf"(?<!\w)(?<!\d[.,])(?<!{MINUS})(?<!{MINUS}£)" if words[:1].isalnum() or words[:1] == "£" else ""
    after = r"(?!\w|[.,]\d|\s?%)" if words[-1:].isalnum() else ""
    return re.compile(before + re.escape(words) + after)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
