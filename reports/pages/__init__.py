"""Which pages of ours does Fava show? Fava takes every extension class that it finds here, in the order of their names."""

from __future__ import annotations

from reports.pages import base, findings, lines, trace


class Overview(base.Page):
    """Every agreement at a glance: where an officer begins."""

    report_title = "Overview"
    statements = ("overview",)
    #: Its script sets the language of every page.
    has_js_module = True

    def after_load_file(self) -> None:
        """Let Fava's filter name figures, as the links of all our pages do."""
        lines.let_filters_name_figures(self.ledger)


class Allocation(base.Page):
    """Approved, spent and remaining by heading, against funding."""

    report_title = "Allocation"
    statements = ("allocation",)
    has_headings = True


class Agreements(base.Page):
    """What is due and what came, by agreement, and the register behind it."""

    report_title = "Agreements"
    statements = ("reconciliation", "agreements")


class Claims(base.Page):
    """Results claimed and paid by window, and families by stage."""

    report_title = "Claims"
    statements = ("claims", "families")


class Upfront(base.Page):
    """Upfront money: received, released, unspent."""

    report_title = "Upfront"
    statements = ("upfront",)


class Pools(base.Page):
    """Pooled budgets: the memorandum account and what partners owe."""

    report_title = "Pools"
    statements = ("pooled", "contributions")


class Budget(base.Page):
    """Profile, actual, commitments, forecast."""

    report_title = "Budget"
    statements = ("budget",)
    has_headings = True


class Findings(findings.FindingsPage):
    """What the checks found, each with its cure and its line."""

    report_title = "Findings"


class Trace(trace.TracePage):
    """From a figure to its rows, from a row to every figure."""

    report_title = "Trace"
