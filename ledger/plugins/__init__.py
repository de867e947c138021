"""Do the books keep our rules? ``plugin "ledger.plugins"`` runs every check of ours, and this line is the only one.

Each module here holds the rules of one letter (DESIGN.md §5): its ``RULES`` and one pure function from the shared
:class:`~ledger.plugins.view.View` to findings. Errors become beancount's errors, so ``bean-check`` and Fava show
them; warnings are left in ``options_map`` with the record of which checks ran, where ``Book`` looks for both.
"""

from __future__ import annotations

import gc
import traceback
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ledger import settled
from ledger.findings import BookError, Finding, Level, Rule, found
from ledger.plugins import (
    agreed,
    archive,
    balances,
    budgeted,
    claimed,
    contributed,
    due,
    evidence,
    extracts,
    funds,
    partners,
    passed_on,
    personal,
    pooled,
    recognised,
    references,
    sampled,
    sealed,
    setup,
    years,
)
from ledger.plugins.view import View, look

if TYPE_CHECKING:
    from collections.abc import Callable

    from beancount.core.data import Directives

__plugins__ = ("run",)

KEY = "ealedger"

CHECKS: dict[str, Callable[[View], list[Finding]]] = {
    "setup": setup.check,
    "years": years.check,
    "funds": funds.check,
    "agreements": agreed.check,
    "references": references.check,
    "budgets": budgeted.check,
    "recognised": recognised.check,
    "due": due.check,
    "extracts": extracts.check,
    "evidence": evidence.check,
    "claims": claimed.check,
    "samples": sampled.check,
    "balances": balances.check,
    "passed-on": passed_on.check,
    "partners": partners.check,
    "pools": pooled.check,
    "contributions": contributed.check,
    "archive": archive.check,
    "sealed": sealed.check,
    "personal": personal.check,
}
#: What a ledger of one year alone is judged by; every other check needs the years before, and does not run there.
ALONE = ("setup", "years", "funds", "extracts", "personal")
#: What the other checks judge, in words.
IN_WORDS = {
    "agreements": "agreements",
    "references": "references",
    "budgets": "budgets",
    "recognised": "recognition",
    "due": "entitlement",
    "evidence": "evidence",
    "claims": "the life of claims",
    "samples": "audit samples",
    "balances": "the finance system's balances",
    "passed-on": "money passed on",
    "partners": "partners",
    "pools": "pools",
    "contributions": "contributions",
    "archive": "archived sources",
    "sealed": "seals",
}
RULES: dict[str, Rule] = {
    rule.code: rule
    for module in (
        setup,
        years,
        funds,
        agreed,
        references,
        budgeted,
        recognised,
        due,
        extracts,
        evidence,
        claimed,
        sampled,
        balances,
        passed_on,
        partners,
        pooled,
        contributed,
        archive,
        sealed,
        personal,
        settled,
    )
    for rule in module.RULES
}


@dataclass(frozen=True)
class Ran:
    """The record that our checks leave behind: which came to an end, all they found, and which a year alone is not judged by."""

    checks: tuple[str, ...]
    findings: tuple[Finding, ...]
    view: View

    @property
    def not_judged(self) -> tuple[str, ...]:
        """The checks that did not run because the ledger is one year alone."""
        return tuple(name for name in CHECKS if name not in ALONE) if self.view.alone else ()

    def __str__(self) -> str:
        left_out = f"; not judged here: {', '.join(self.not_judged)}" if self.not_judged else ""
        return f"checks that ran: {', '.join(self.checks)}; findings: {len(self.findings)}{left_out}"


def run(entries: Directives, options_map: dict[str, Any]) -> tuple[Directives, list[BookError]]:
    """Run every check over *entries*; return them unchanged, with the findings that are errors."""
    resting = gc.isenabled()
    gc.disable()
    try:
        view, findings, ended = _checked(entries, options_map)
    finally:
        if resting:
            gc.enable()
    # Without the options, which hold this record: a ring of references would keep every entry until the process ends.
    options_map[KEY] = Ran(tuple(ended), tuple(findings), replace(view, options={}))
    return entries, [
        BookError(
            {"filename": one.filename or options_map["filename"], "lineno": one.lineno},
            f"{one.code} {one.message}",
            None,
        )
        for one in findings
        if one.level is Level.ERROR
    ]


def _checked(entries: Directives, options_map: dict[str, Any]) -> tuple[View, list[Finding], list[str]]:
    """Return what was looked at, all findings and the checks that ended; one that fails is a finding."""
    try:
        view = look(entries, options_map)
    except Exception:  # noqa: BLE001 - as below
        return View(options_map), [found(setup.NOT_RUN, f"no check ran: {traceback.format_exc(limit=-3)}")], []
    findings: list[Finding] = []
    ended = []
    for name, check in CHECKS.items():
        if view.alone and name not in ALONE:
            continue
        try:
            findings.extend(check(view))
        except Exception:  # noqa: BLE001 - a check that fails must be a finding, never a ledger without checks
            findings.append(found(setup.NOT_RUN, f"the check {name!r} failed: {traceback.format_exc(limit=-3)}"))
        else:
            ended.append(name)
    try:
        # Last, as it is about what the others found.
        findings = settled.applied(view.register.records, findings, RULES)
    except Exception:  # noqa: BLE001 - as above
        findings.append(found(setup.NOT_RUN, f"the settlements could not be read: {traceback.format_exc(limit=-3)}"))
    return view, findings, ended
