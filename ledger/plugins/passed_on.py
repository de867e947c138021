"""A13x: can each provider's terms be carried out, and do the books hold what is owed to it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, money, provider_entries, provider_facts, providers
from ledger.accounts import AccountNameError
from ledger.agreements import is_expense_of
from ledger.findings import Finding, Level, Rule, found
from ledger.provider_terms import Provider
from ledger.provider_terms import providers as known_providers
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from ledger.plugins.view import View
    from ledger.provider_facts import Facts
    from ledger.providers import InBooks, Position

TERMS = Rule(
    "A130",
    Level.ERROR,
    "a provider's terms can be carried out",
    "A provider is one of a fund and an agreement of that fund, its name can be part of an account, and its terms say what a family or "
    "a result earns. As principal it needs the account of the expense; what it retains says until when, by until:, success: or, in the "
    "agreement's own words, condition:.",
)
OWED = Rule(
    "A131",
    Level.WARNING,
    "what is owed to a provider stands in the books",
    "A claim of the council's for a family of a provider, and each family that it takes, make money due to it by its terms. As "
    "principal it is spending, owed under Accruals or Creditors, the retained share under Retentions; as agent it is taken out of "
    "income and held for others, and no entry of its is spending. statement passed-on prints the entry that the books lack, which a "
    "person may put into the journals.",
)
UNKNOWN = Rule(
    "A132",
    Level.ERROR,
    "an entry names a provider of its fund",
    "provider: on an entry says whose families, claim or payment it is. A name that no provider of the fund has would leave it out of "
    'what is owed. Correct the name, or enter the terms with custom "provider".',
)
OVERPAID = Rule(
    "A133",
    Level.WARNING,
    "a provider is paid no more than is due to it",
    "What a provider has earned and is not retained is due, and no more is paid. What was paid on purpose before it is due stands under "
    "Prepayments. Ask the provider for the rest, or move it to Prepayments until it is earned.",
)
RULES = (TERMS, OWED, UNKNOWN, OVERPAID)


def check(view: View) -> list[Finding]:
    """Return what is wrong with the terms of providers; where nothing is, what the books do not hold of what is owed."""
    known = known_providers(view.register)
    wrong = _unknown(view, {(one.fund, one.name) for one in known})
    if not known:
        return wrong
    wrong += [found(TERMS, f"provider {one.name}: {why}", one.place) for one in known for why in _wrong(view, one)]
    wrong += [found(TERMS, f"provider {one.name}: {why}", one.place) for one, why in _of_one_payee(known)]
    if wrong or not view.transactions:
        return wrong
    day = view.transactions[-1].date
    gathered = provider_facts.gather(view.register, view.transactions, known)
    each = (_owed(view, provider, facts, day) for provider, facts in gathered)
    return [one for one in each if one is not None]


def _wrong(view: View, one: Provider) -> list[str]:
    return [*_of_whom(view, one), *_of_what(view, one), *_of_time(view, one), *_of_retention(one)]


def _unknown(view: View, known: set[tuple[str, str]]) -> list[Finding]:
    """Return the entries that name a provider that no fund of theirs has."""
    findings = []
    for txn in view.transactions:
        name = txn.meta.get("provider")
        if name is None:
            continue
        funds = dict.fromkeys(accounts.parse(one.account).fund for one in txn.postings)
        if not any((fund, str(name)) in known for fund in funds):
            of = " or ".join(funds)
            findings.append(found(UNKNOWN, f"the entry names the provider {name!r}, which is none of {of}", txn.meta))
    return findings


def _of_one_payee(known: Iterable[Provider]) -> Iterator[tuple[Provider, str]]:
    """Yield the providers whose payments cannot be told from another's."""
    seen: dict[tuple[str, str, str | None], str] = {}
    for one in known:
        if one.payee:
            other = seen.setdefault((one.fund, bare(one.payee), one.account), one.name)
            if other != one.name:
                why = f"its payments are known by the payee and account of {other} too: leave out payee:, and name provider: on them"
                yield one, why


def _of_whom(view: View, one: Provider) -> Iterator[str]:
    agreement = view.register.agreements.get(one.agreement)
    if one.fund not in view.register.funds:
        yield f"the fund {one.fund} is not in the books"
    if agreement is None:
        yield f"the agreement {one.agreement} is not in the books"
    elif agreement.fund != one.fund:
        yield f"the agreement {one.agreement} is of the fund {agreement.fund}, not of {one.fund}"
    try:
        accounts.build("Liabilities", "Fund", one.name)
    except AccountNameError:
        yield "its name cannot be part of an account: write it as NewCharter, and the full name as title:"
    if any(before.is_agent != one.is_agent for before in one.earlier):
        yield (
            "an amendment cannot turn a principal into an agent, or back, for what was passed on before: enter a provider of "
            "another name"
        )


def _of_what(view: View, one: Provider) -> Iterator[str]:
    if not one.is_agent and one.account is None:
        yield "as principal it needs account:, the expense that is passed on to it"
    if one.account is not None and not is_expense_of(one.account, one.fund):
        yield f"{one.account} is not an expense of the fund {one.fund}"
    elif one.account is not None and one.account not in view.opens:
        yield f"{one.account} is not open: open it in books/accounts.beancount"
    if not (one.fees or one.results) and (one.fee, one.fee_share, one.result, one.result_share) == (None,) * 4:
        yield "its terms say nothing of what it earns: write fee:, fee-share:, result: or result-share:"
    for what, fixed, share in (("fee", one.fee, one.fee_share), ("result", one.result, one.result_share)):
        if fixed is not None and share is not None:
            yield f"it says both {what}: and {what}-share:, so that one does not count: leave out one"


def _of_time(view: View, one: Provider) -> Iterator[str]:
    agreement = view.register.agreements.get(one.agreement)
    is_paid = bool(one.results) or one.result is not None or one.result_share is not None
    if agreement is None or not (one.is_agent and is_paid) or one.is_on_receipt:
        return
    if agreement.results_recognised == "on-receipt":
        yield (
            f"as agent it hands on what came, and results of {one.agreement} are recognised on receipt: write "
            'results-due: "on-receipt"'
        )


def _of_retention(one: Provider) -> Iterator[str]:
    if one.retained and one.until is None and one.success is None and one.condition is None:
        yield "it does not say until when the share is retained: write until:, success: or condition:"
    if one.retained > 1:
        yield "it retains more than all of it"


def _owed(view: View, provider: Provider, facts: Facts, day: datetime.date) -> Finding | None:
    where = providers.position(view.register, provider, facts, day)
    books = providers.in_books(facts, day)
    if not provider_entries.lacking(view.register, provider, where, books):
        return _overpaid(provider, where, books)
    held = "balance held for others" if provider.is_agent else "creditor"
    spent = sum(books.spent.values()) if provider.is_agent else 0
    as_spending = f", and {money.spoken(spent)} as spending, though it is an agent's" if spent else ""
    return found(
        OWED,
        f"at {day} {provider.title} {_stands(where.outstanding)} and {money.spoken(where.retained)} is retained, and the books have a {held} of {money.spoken(books.creditor)} and a retention of {money.spoken(books.retention)}{as_spending}: "
        "see statement passed-on, which prints the entry",
        provider.place,
    )


def _stands(outstanding: int) -> str:
    if outstanding < 0:
        return f"was paid {money.spoken(-outstanding)} more than is due"
    return f"is owed {money.spoken(outstanding)} now"


def _overpaid(provider: Provider, where: Position, books: InBooks) -> Finding | None:
    """Return what was paid and is not due, where the books do not hold it as paid before."""
    before = -min(0, books.due.get(accounts.build("Assets", provider.fund, "Prepayments"), 0))
    pence = -where.outstanding - before
    if pence <= 0:
        return None
    return found(
        OVERPAID,
        f"at {where.day} {money.spoken(pence)} more was paid to {provider.title} than the {money.spoken(where.due)} that is due to it: ask "
        "for it back, or move it to Prepayments until it is earned",
        provider.place,
    )
