"""On what terms is money passed on to each provider? Read from the ``provider`` directives of the books."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger import accounts, money

if TYPE_CHECKING:
    import datetime

    from ledger.agreements import Register
    from ledger.claims import Claim
    from ledger.directives import Record

#: Ways to say one thing: an amendment that says it in one of them takes back what an earlier directive said in another.
_INSTEAD = (("fee", "fee-share"), ("result", "result-share"))


@dataclass(frozen=True)
class Provider:
    """A provider of a fund and its terms as last amended; money in pence, shares as fractions.

    As principal the council spends what it passes on; as agent it only hands on what belongs to the provider. *dated* is the
    day from which these terms hold, *since* that of the first ones; *earlier* are the terms before, in the order of days.
    """

    name: str
    fund: str
    is_agent: bool
    agreement: str
    title: str
    since: datetime.date
    dated: datetime.date
    account: str | None
    payee: str | None
    fee: int | None
    fees: dict[str, int]
    fee_share: Fraction | None
    result: int | None
    results: dict[str, int]
    result_share: Fraction | None
    is_on_receipt: bool
    maximum: int | None
    retained: Fraction
    until: datetime.date | None
    success: Fraction | None
    condition: str | None
    place: dict[str, Any] = field(repr=False, compare=False)
    earlier: tuple[Provider, ...] = field(default=(), repr=False, compare=False)

    def on(self, day: datetime.date) -> Provider:
        """Return the terms that hold on *day*; before the first of them, the first."""
        states = (*self.earlier, self)
        return next((one for one in reversed(states) if one.dated <= day), states[0])

    @property
    def retentions(self) -> str:
        """The account of what is kept back; raise :class:`~ledger.accounts.AccountNameError` where the name cannot be part of one."""
        return accounts.build("Liabilities", self.fund, "Retentions", self.name)

    def fee_of(self, register: Register, year: str) -> Fraction:
        """Return the pence for one family attached in *year*: the year's fee, any year's, or a share of the tariff's."""
        if year in self.fees:
            return Fraction(self.fees[year])
        if self.fee is not None:
            return Fraction(self.fee)
        if self.fee_share is not None:
            tariffs = (one for one in register.tariffs if (one.agreement, one.year) == (self.agreement, year))
            return self.fee_share * next((one.attachment_fee for one in tariffs), 0)
        return Fraction(0)

    def result_of(self, claim: Claim, day: datetime.date) -> Fraction:
        """Return the pence that the result of *claim* earns by *day*: on claim, or, where that is agreed, once the council is paid.

        A fixed pay stands as long as the result does, though a part of it is taken back; a share is of what is left of it.
        """
        if not claim.is_live(day):
            return Fraction(0)
        fixed = self.results.get(claim.route, self.result)
        if fixed is None:
            return (self.result_share or Fraction(0)) * (claim.paid(day) if self.is_on_receipt else claim.claimed(day))
        return Fraction(0 if self.is_on_receipt and claim.state(day) != "paid" else fixed)

    def terms(self) -> str:
        """Return the terms in a sentence, as they are printed."""
        parts = [f"{money.spoken(pence)} a family of {year}" for year, pence in sorted(self.fees.items())]
        if self.fee is not None:
            parts.append(f"{money.spoken(self.fee)} a family")
        if self.fee_share is not None:
            parts.append(f"{_per_cent(self.fee_share)} of the attachment fee")
        parts += [f"{money.spoken(pence)} a result of {route}" for route, pence in sorted(self.results.items())]
        if self.result is not None:
            parts.append(f"{money.spoken(self.result)} a result")
        if self.result_share is not None:
            what = "is paid" if self.is_on_receipt else "claims"
            parts.append(f"{_per_cent(self.result_share)} of what the council {what} for a result")
        if self.is_on_receipt and (self.results or self.result is not None):
            parts.append("results once the council is paid for them")
        if self.maximum is not None:
            parts.append(f"at most {money.spoken(self.maximum)}")
        if self.retained:
            parts.append(f"{_per_cent(self.retained)} retained{self._released()}")
        how = "as agent, neither income nor spending" if self.is_agent else "as principal"
        return f"{self.title}, {how}, under {self.agreement}: {'; '.join(parts)}"

    def _released(self) -> str:
        when = [f"until {self.until.day} {self.until:%B %Y}"] if self.until else []
        if self.success is not None:
            when.append(f"until {_per_cent(self.success)} of its families have a result")
        if self.condition:
            when.append(f"in the agreement's words: {self.condition}")
        return " " + ", ".join(when) if when else ""


def _per_cent(share: Fraction) -> str:
    return f"{money.exact(share * 100)} %"


def providers(register: Register) -> tuple[Provider, ...]:
    """Return every provider of the books, in the order of fund and name."""
    found: dict[tuple[str, str], list[Provider]] = {}
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for one in register.records:
        if one.name == "provider":
            key = one.values["provider"], one.values["fund"]
            said[key] = _amended(said.get(key, {}), one.metadata)
            states = found.setdefault(key, [])
            states.append(_provider(replace(one, metadata=said[key]), states[0].since if states else one.date))
    last = (replace(states[-1], earlier=tuple(states[:-1])) for states in found.values())
    return tuple(sorted(last, key=lambda one: (one.fund, one.name)))


def _amended(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """Return the terms after an amendment: what it does not say stays, but for what it says in another way."""
    gone = {other for ways in _INSTEAD for way in ways if way in later for other in ways if other not in later}
    return {**{key: value for key, value in earlier.items() if key not in gone}, **later}


def _provider(record: Record, since: datetime.date) -> Provider:
    meta = record.metadata
    named = ("fee-share", "result-share")
    return Provider(
        name=record.values["provider"],
        fund=record.values["fund"],
        is_agent=record.values["as"] == "agent",
        agreement=meta["agreement"],
        title=meta.get("title", accounts.words(record.values["provider"])),
        since=since,
        dated=record.date,
        account=meta.get("account"),
        payee=meta.get("payee"),
        fee=meta.get("fee"),
        fees={key[4:]: pence for key, pence in meta.items() if key.startswith("fee-") and key not in named},
        fee_share=meta.get("fee-share"),
        result=meta.get("result"),
        results={key[7:]: pence for key, pence in meta.items() if key.startswith("result-") and key not in named},
        result_share=meta.get("result-share"),
        is_on_receipt=meta.get("results-due") == "on-receipt",
        maximum=meta.get("maximum"),
        retained=meta.get("retained", Fraction(0)),
        until=meta.get("until"),
        success=meta.get("success"),
        condition=meta.get("condition"),
        place=record.place,
    )
