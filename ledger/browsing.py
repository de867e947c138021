"""What does Fava show of a ledger when it is opened? Its options, our pages, and the questions that officers ask again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

#: The extension with our pages; Fava shows each beside its own.
PAGES = "reports.pages"

#: A line of ``budget.beancount`` each, after its date; comments stand as they are.
OPTIONS = (
    ';; Financial years run to the 31st of "month 15": the March of the next year.',
    'custom "fava-option" "fiscal-year-end" "15-31"',
    ";; Our pages beside Fava's own: overview, allocation, agreements, claims, upfront, pools, budget, findings, trace.",
    f'custom "fava-extension" "{PAGES}"',
    'custom "fava-option" "default-page" "extension/Overview/"',
    ";; English, whatever the browser asks for; and a page that is open is made anew when the books change.",
    'custom "fava-option" "language" "en"',
    'custom "fava-option" "auto-reload" "true"',
    'custom "fava-sidebar-link" "This financial year" "/jump?time=fiscal_year"',
    'custom "fava-sidebar-link" "Last financial year" "/jump?time=fiscal_year-1"',
    'custom "fava-sidebar-link" "All the books" "/jump?time="',
)

#: The questions by name, in beancount's query language; Fava lists them on its page *Query*, and exports what they answer.
QUERIES = {
    "spending-by-activity": (
        "SELECT account, sum(position) AS spent WHERE account ~ '^Expenses:' AND currency = 'GBP' GROUP BY account ORDER BY account"
    ),
    "spending-by-month": (
        "SELECT year, month, sum(position) AS spent WHERE account ~ '^Expenses:' AND currency = 'GBP' GROUP BY year, month "
        "ORDER BY year, month"
    ),
    "largest-suppliers": (
        "SELECT payee, sum(position) AS spent, count(*) AS entries WHERE account ~ '^Expenses:' AND currency = 'GBP' GROUP BY payee "
        "ORDER BY spent DESC LIMIT 50"
    ),
    "spending-by-cost-centre": (
        "SELECT entry_meta('cost-centre') AS cost_centre, entry_meta('subjective') AS subjective, sum(position) AS spent "
        "WHERE account ~ '^Expenses:' AND currency = 'GBP' GROUP BY cost_centre, subjective ORDER BY cost_centre, subjective"
    ),
    "journals-and-approvers": (
        "SELECT DISTINCT date, narration, entry_meta('preparer') AS preparer, entry_meta('approver') AS approver "
        "WHERE entry_meta('extract') IS NULL ORDER BY date DESC"
    ),
    "rows-without-a-rule": "SELECT date, payee, narration, account, position WHERE account ~ ':Unallocated$' ORDER BY date",
    "claims-by-route": (
        "SELECT entry_meta('route') AS route, entry_meta('attached') AS attached, sum(number) AS families "
        "WHERE account ~ ':Families:.*:Claimed$' GROUP BY route, attached ORDER BY route, attached"
    ),
    "income": (
        "SELECT date, payee, narration, account, entry_meta('instalment') AS instalment, position "
        "WHERE account ~ '^Income:' AND currency = 'GBP' ORDER BY date DESC"
    ),
}


def options(start: datetime.date) -> str:
    """Return the lines for ``budget.beancount``, in force from *start*."""
    return "".join(f"{line}\n" if line.startswith(";") else f"{start} {line}\n" for line in OPTIONS)


def queries(start: datetime.date) -> str:
    """Return ``books/queries.beancount``, in force from *start*."""
    lines = [
        ";; Questions that Fava lists on its page Query, to run and to export. For statutory figures print a statement: a filter of",
        ";; Fava's leaves postings out.",
        *(f'{start} query "{name}" "{text}"' for name, text in QUERIES.items()),
    ]
    return "\n".join(lines) + "\n"
