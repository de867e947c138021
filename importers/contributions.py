"""Partner contributions: what a pool's partners were invoiced and credited, and what was received from and refunded to them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from importers.base import ExtractImporter, Mapped
from importers.meaning import Cells, Evidence, Posting, RowError
from importers.typed import NotUnderstoodError
from ledger import accounts, money, pools
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from importers.meaning import Targets
    from importers.profile import Profile
    from ledger.canonical import Value
    from ledger.directives import Record

_STREAM = "contributions"
_INVOICED = ("invoice", "credit-note")
#: What moves money the other way: a credit note takes back an invoice, a refund a receipt.
_OPPOSITE = {"invoice": "credit-note", "credit-note": "invoice", "receipt": "refund", "refund": "receipt"}


class Contributions(ExtractImporter):
    """Rows of a debtors' listing, each of one partner of one pool."""

    kind: ClassVar[str] = "contributions"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._rules = Mapped(profile, ("reference",))
        self._types = profile.types_by_text
        self._partners = Partners(targets.register.records)
        self._receipts_negative = profile.amounts.receipts == "negative"

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the row's document, or else its invoice, with its type; and its line.

        An invoice and its receipt may share a number, a day and an amount: the type keeps one from being taken for the
        other. Without lines, part payments that are alike are told apart by how many there are.
        """
        return f"{_document(cells)}/{self._type(cells['type'])}", cells["line"]

    def meaning(self, cells: Cells, day: datetime.date) -> Posting | Evidence:
        """Return what the partner owes against the pool's income, or what was received against what it owes."""
        type_ = self._type(cells["type"])
        self._check_sign(type_, cells.pence)
        pool = self._pool(cells["pool"], day)
        partner, rule = self._partner(cells, day, is_asked=type_ in _INVOICED)
        metadata = self._references(type_, partner, cells)
        account, contra = self._accounts(type_, pool, partner)
        poster = self.targets.register.poster(pool, _STREAM, day)
        if poster != self.kind:
            said: tuple[str, Value] = ("document", _document(cells))
            return Evidence(pool, _STREAM, poster, account, (said, *metadata), rule)
        return Posting(account, contra, "*", metadata, rule)

    def _type(self, text: str) -> str:
        """Return what the row is: invoice, credit-note, receipt or refund."""
        type_ = self._types.get(bare(text))
        if type_ is not None:
            return type_
        if not text:
            raise RowError("the row does not say what it is: write invoice, credit note, receipt or refund as its type")
        raise RowError(
            f"the type {text!r} is not known: correct it, or name it under [types] in profile {self.profile.name}"
        )

    def _check_sign(self, type_: str, pence: int) -> None:
        """Raise where the amount has the sign of another type; nil has either."""
        is_turned = self._receipts_negative and type_ not in _INVOICED
        wants_negative = (type_ in ("credit-note", "refund")) != is_turned
        if not pence or (pence < 0) == wants_negative:
            return
        what, other = _spoken(type_), _spoken(_OPPOSITE[type_])
        sign, wanted = ("positive", "negative") if wants_negative else ("negative", "positive")
        cure = f"correct the amount, or the type where the row is {other}"
        if type_ not in _INVOICED:
            said = "positive" if self._receipts_negative else "negative"
            cure += f'; where all receipts are printed so, say receipts = "{said}" under [amounts] in profile {self.profile.name}'
        raise RowError(f"{what} of {money.plain(pence)} is {sign}, and should be {wanted}: {cure}")

    def _pool(self, name: str, day: datetime.date) -> str:
        """Return the pool *name*, a fund that is open on *day*."""
        funds = self.targets.register.funds
        fund = funds.get(name)
        if fund is None:
            pools = ", ".join(one.name for one in funds.values() if one.kind == "pool")
            said = f"{name!r} is no fund of the books" if name else "the row names no pool"
            raise RowError(
                f'{said}; pools are {pools or "none"}: correct the row, or add custom "fund" to books/agreements.beancount'
            )
        if fund.kind != "pool":
            raise RowError(f"{name} is the fund of a grant, and partners contribute to pools: name the pool")
        if fund.since > day:
            raise RowError(f"the pool {name} opens on {fund.since}, and the row is of {day}: correct one of the dates")
        return fund.name

    def _partner(self, cells: Cells, day: datetime.date, *, is_asked: bool) -> tuple[str, str]:
        """Return the row's partner as accounts name it, and what says so; *is_asked* where the row asks it for money."""
        if cells["partner"]:
            return self._partners.find(cells["partner"], day, is_asked=is_asked), "partner column"
        rule = self._rules.rule(cells) if cells["reference"] else None
        if rule is None:
            said = (
                f"the reference {cells['reference']!r} maps to no partner"
                if cells["reference"]
                else "the row names no partner"
            )
            cure = "add a [[map]] rule to" if cells["reference"] else "correct the row, or"
            raise RowError(f"{said}: {cure} profile {self.profile.name}")
        return self._partners.find(str(rule.partner), day, is_asked=is_asked), self._rules.name(rule)

    def _references(self, type_: str, partner: str, cells: Cells) -> tuple[tuple[str, Value], ...]:
        """Return what the entry says of the row: its invoice, its partner, and when an invoice is due."""
        if not cells["invoice"]:
            raise RowError(f"{_spoken(type_)} names no invoice: write the number of the invoice in its row")
        found: list[tuple[str, Value]] = [("invoice", cells["invoice"]), ("partner", partner)]
        if cells["due"] and type_ in _INVOICED:
            try:
                found.append(("due", self.date("due", cells)))
            except NotUnderstoodError as problem:
                raise RowError(f"it cannot be told when the invoice is due: {problem}") from problem
        return tuple(found)

    def _accounts(self, type_: str, pool: str, partner: str) -> tuple[str, str]:
        """Return the account that carries the amount as it is printed, and its contra."""
        owed = accounts.build("Assets", pool, "ContributionsReceivable", partner)
        if type_ in _INVOICED:
            return owed, accounts.build("Income", pool, "Contributions", partner)
        cash = accounts.build("Assets", pool, "Cash")
        return (owed, cash) if self._receipts_negative else (cash, owed)


class Partners:
    """The partners of the books by each name that a row may give them: that in accounts, and the full one."""

    def __init__(self, records: Iterable[Record]) -> None:
        records = list(records)
        self._known = pools.partners(records)
        self._passed = pools.successions(records)
        self._named: dict[str, set[str]] = defaultdict(set)
        for record in records:
            if record.name == "partner":
                partner = record.values["partner"]
                for name in (partner, record.values["name"]):
                    self._named[bare(name)].add(partner)

    def find(self, name: str, day: datetime.date, *, is_asked: bool) -> str:
        """Return the partner that *name* means on *day*, as accounts name it; one that has ended is asked for nothing more.

        Raises :class:`~importers.meaning.RowError` where it is none, or one of several.
        """
        found = sorted(self._named.get(bare(name), ()))
        if not found:
            raise RowError(
                f'{name!r} is no partner of the books: add custom "partner" to books/agreements.beancount, or correct the row'
            )
        if len(found) > 1:
            found = [one for one in found if self._known[one].exists_on(day)] or found
        if len(found) > 1:
            raise RowError(f"{name!r} may be any of {', '.join(found)}: write the partner as accounts name it")
        (partner,) = found
        life = self._known[partner]
        if life.since > day:
            raise RowError(
                f"{partner} is a partner from {life.since}, and the row is of {day}: correct the row, or the date of "
                'its custom "partner"'
            )
        if is_asked and not life.exists_on(day):
            heirs = [one for one in pools.heirs(partner, self._passed, day) if one != partner]
            cure = (
                f"name its successor {' or '.join(heirs)}"
                if heirs
                else 'correct the row, or ends: of its custom "partner"'
            )
            raise RowError(f"{partner} is a partner to {life.ends}, and the row is of {day}: {cure}")
        try:
            accounts.build("Income", partner)
        except accounts.AccountNameError as problem:
            raise RowError(f'{problem}: correct its custom "partner"') from problem
        return partner


def _document(cells: Cells) -> str:
    """Return the number that the row goes by: its own, or else its invoice's."""
    return cells["document"] or cells["invoice"]


def _spoken(type_: str) -> str:
    return f"{'an' if type_ == 'invoice' else 'a'} {type_.replace('-', ' ')}"
