"""Which tables have a chart of Fava's own beside them, and of which of their figures?

Fava draws numbers of its own kind, which are no exact amounts; the table beside the chart says every one of them to the penny.
"""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ledger import money
from ledger.periods import PeriodError
from reports.statement import value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.periods import Calendar
    from reports.statement import Row, Statement, Table

    #: Yields the charts of a table, each as Fava's component takes it.
    Draws = Callable[[Statement, Table, Calendar], Iterator[dict[str, Any]]]

_POUNDS = "GBP"
#: Fava's component: it is drawn by its script, so that without one there is the table alone. Nothing in it can end the element.
_COMPONENT = '<svelte-component type="charts"><script type="application/json">{}</script></svelte-component>'
_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def of(statement: Statement, table: Table, calendar: Calendar) -> Markup:
    """Return the chart of *table* as Fava's component, or nothing where it is not one that is drawn, or has nothing to draw."""
    drawn: list[dict[str, Any]] = []
    for (name, beginning), draws in _DRAWN.items():
        if statement.name == name and table.name.startswith(beginning):
            drawn.extend(draws(statement, table, calendar))
    if not drawn:
        return Markup("")
    return Markup(_COMPONENT.format(json.dumps(drawn, ensure_ascii=True).translate(_SAFE)))  # noqa: S704 - escaped as above


def _by_period(statement: Statement, table: Table, calendar: Calendar) -> Iterator[dict[str, Any]]:
    """Yield the actual of each posting period as a bar, with the profile as Fava's mark of a budget."""
    year = statement.period.label[:7]
    bars = []
    for row in table.rows:
        start = calendar.parse(f"{year} {_text(table, row, 'period')}").start
        bars.append(_bar(start, _pence(table, row, "actual"), _pence(table, row, "profile")))
    if any(bar["balance"] or bar["budgets"] for bar in bars):
        yield {"type": "bar", "label": "Actual by posting period, the mark is the profile", "data": bars}


def _by_window(statement: Statement, table: Table, _: Calendar) -> Iterator[dict[str, Any]]:
    """Yield what was paid of each window's claims as a bar on its closing day, with what was claimed as Fava's mark of a budget."""
    closes = {
        _text(one, row, "window"): _value(one, row, "closes")
        for one in statement.tables
        if one.name == table.name.replace("claims-", "windows-")
        for row in one.rows
    }
    sums: dict[datetime.date, list[int]] = {}
    for row in table.rows:
        day = closes.get(_text(table, row, "window"))
        if isinstance(day, datetime.date) and not row.is_subtotal:
            paid, claimed = sums.setdefault(day, [0, 0])
            sums[day] = [paid + _pence(table, row, "paid"), claimed + _pence(table, row, "claimed")]
    if sums:
        bars = [_bar(day, paid, claimed) for day, (paid, claimed) in sorted(sums.items())]
        yield {"type": "bar", "label": "Paid by claim window, the mark is what was claimed", "data": bars}


def _by_quarter(_: Statement, table: Table, calendar: Calendar) -> Iterator[dict[str, Any]]:
    """Yield what was spent in each quarter as a bar, with what was received as Fava's mark of a budget; and what was unspent as a line."""
    quarters = []
    for row in table.rows:
        try:
            quarters.append((calendar.parse(_text(table, row, "quarter")), row))
        except PeriodError:  # what stood before the books begin has no day
            continue
    if not quarters:
        return
    bars = [_bar(one.start, _pence(table, row, "spent"), _pence(table, row, "received")) for one, row in quarters]
    yield {"type": "bar", "label": "Spent by quarter, the mark is what was received", "data": bars}
    line = [{"date": one.end.isoformat(), "balance": _amount(_pence(table, row, "unspent"))} for one, row in quarters]
    yield {"type": "balances", "label": "Unspent at the end of each quarter", "data": line}


def _by_heading(statement: Statement, table: Table, _: Calendar) -> Iterator[dict[str, Any]]:
    """Yield spending by heading and activity as a tree of areas."""
    column = "spent" if statement.name == "allocation" else "gross"
    headings: dict[str, dict[str, int]] = {}
    for row in table.rows:
        pence = _pence(table, row, column)
        if not row.is_subtotal and pence > 0:
            heading = _text(table, row, "heading") or "Other"
            activities = headings.setdefault(heading, {})
            activity = _text(table, row, "activity") or heading
            activities[activity] = activities.get(activity, 0) + pence
    if headings:
        children = [
            _node(name, [_node(f"{name}:{one}", [], pence) for one, pence in own.items()], sum(own.values()))
            for name, own in headings.items()
        ]
        every = sum(pence for own in headings.values() for pence in own.values())
        yield {"type": "hierarchy", "label": "Spending by heading and activity", "data": _node("", children, every)}


def _by_partner(statement: Statement, table: Table, _: Calendar) -> Iterator[dict[str, Any]]:
    """Yield what each partner contributed as an area."""
    del statement
    parts = [
        (_text(table, row, "partner"), _pence(table, row, "contributed")) for row in table.rows if not row.is_subtotal
    ]
    children = [_node(name, [], pence) for name, pence in parts if pence > 0]
    if children:
        yield {
            "type": "hierarchy",
            "label": "Contributed by partner",
            "data": _node("", children, sum(pence for _, pence in parts if pence > 0)),
        }


_DRAWN: dict[tuple[str, str], Draws] = {
    ("budget", "periods-"): _by_period,
    ("claims", "claims-"): _by_window,
    ("upfront", "quarters-"): _by_quarter,
    ("allocation", "headings-"): _by_heading,
    ("pooled", "headings-"): _by_heading,
    ("pooled", "partners-"): _by_partner,
}


def _bar(day: datetime.date, pence: int, mark: int) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "balance": _amount(pence),
        "budgets": _amount(mark),
        "account_balances": {},
    }


def _node(account: str, children: list[dict[str, Any]], pence: int) -> dict[str, Any]:
    """Return a node of Fava's tree of accounts."""
    return {
        "account": account, "balance": _amount(0 if children else pence), "balance_children": _amount(pence), "children": children,
        "cost": None, "cost_children": None, "has_txns": not children,
    }  # fmt: skip


def _amount(pence: int) -> dict[str, Any]:
    """Return *pence* as Fava's charts take an amount: a JSON number of pounds, none for zero."""
    return {_POUNDS: json.loads(money.plain(pence))} if pence else {}


def _value(table: Table, row: Row, name: str) -> Any:
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.name == name:
            return value(cell)
    return None


def _text(table: Table, row: Row, name: str) -> str:
    return str(_value(table, row, name) or "")


def _pence(table: Table, row: Row, name: str) -> int:
    content = _value(table, row, name)
    return content if isinstance(content, int) else 0
