"""How are the accounts of a fund named? ``Root:Fund:…``, the fund always second."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

ROOTS = ("Assets", "Liabilities", "Equity", "Income", "Expenses")
UNALLOCATED = "Unallocated"
DEFAULT_HEADINGS = ("Coordination", "Delivery", "Evaluation")

_COMPONENT = re.compile(r"[^\W_](?:[^\W_]|-)*")

#: What an expenses account may be called in second place without being a heading.
NOT_A_HEADING = (UNALLOCATED, "TransferOut", "WriteOffs")

#: The stream of income an account belongs to: one kind of extract posts each (DESIGN.md §4).
INCOME_STREAMS = {
    "AttachmentFees": "grant-income",
    "UpfrontFunding": "grant-income",
    "Grant": "grant-income",
    "ResultsPayments": "results",
    "Contributions": "contributions",
}
#: The stream of what was received before it is income.
ADVANCE_STREAMS = {"ReceiptsInAdvance": "grant-income", "ContributionsInAdvance": "contributions"}


class AccountNameError(ValueError):
    """A text is not an account name of ours, or cannot become part of one."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{text!r} {why}")


@dataclass(frozen=True)
class AccountName:
    """An account taken apart: ``Expenses:EarnedAutonomy:Delivery:Hubs`` is root, fund, and the parts after them."""

    root: str
    fund: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ":".join((self.root, self.fund, *self.parts))

    @property
    def first(self) -> str:
        """The part after the fund, or an empty text: Cash, AttachmentFees, Delivery."""
        return self.parts[0] if self.parts else ""

    @property
    def heading(self) -> str | None:
        """The heading that spending on this account belongs to, or None where it is no spending."""
        if self.root != "Expenses" or not self.parts or self.parts[0] in NOT_A_HEADING:
            return None
        return self.parts[0]

    @property
    def activity(self) -> str:
        """The activity under the heading, deeper parts joined by a colon; empty where the heading has none."""
        return ":".join(self.parts[1:])

    @property
    def counts_families(self) -> bool:
        """Whether families stand here, and no pounds."""
        return self.root in ("Assets", "Equity") and self.first == "Families"

    @property
    def transfer(self) -> tuple[str, str] | None:
        """The funds (from, to) of a transfer between funds that is posted here, None on any other account."""
        match self.root, self.parts:
            case "Expenses", ("TransferOut", other):
                return self.fund, other
            case "Income", ("TransferIn", other):
                return other, self.fund
        return None

    @property
    def stream(self) -> str | None:
        """Which stream of the fund a posting here adds to: spending, grant-income, results, contributions or none.

        Money received in advance is a stream's as its income is: it becomes income without another receipt.
        """
        if self.root == "Expenses" and self.parts and self.first not in ("TransferOut", "WriteOffs"):
            return "spending"
        if self.root == "Income":
            return INCOME_STREAMS.get(self.first)
        if self.root == "Liabilities":
            return ADVANCE_STREAMS.get(self.first)
        return None


@lru_cache(maxsize=65536)
def parse(account: str) -> AccountName:
    """Take an account name apart; raise :class:`AccountNameError` where it names no fund."""
    root, _, rest = account.partition(":")
    if root not in ROOTS or not rest:
        raise AccountNameError(account, "names no fund: an account is Root:Fund:…, the fund always second")
    fund, *parts = rest.split(":")
    return AccountName(root, fund, tuple(parts))


def build(root: str, fund: str, *parts: str) -> str:
    """Return the account ``root:fund:parts``; raise :class:`AccountNameError` for a part beancount would refuse."""
    if root not in ROOTS:
        raise AccountNameError(root, f"is not one of {', '.join(ROOTS)}")
    for part in (fund, *parts):
        if not _COMPONENT.fullmatch(part) or not (part[0].isupper() or part[0].isdigit()):
            raise AccountNameError(part, "cannot be part of an account name; slug() makes one of any text")
    return ":".join((root, fund, *parts))


def slug(name: str) -> str:
    """Return *name* as one part of an account name: "St John's & Co." is ``StJohnsCo``.

    Accents go, apostrophes close up, every other word starts with a capital. Raises :class:`AccountNameError` where
    nothing is left.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    plain = re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}`\N{ACUTE ACCENT}]", "", plain)
    words = re.findall(r"[A-Za-z0-9]+", plain)
    if not words:
        raise AccountNameError(name, "has no letter or digit to name an account by")
    return "".join(word[0].upper() + word[1:] for word in words)


def words(part: str) -> str:
    """Return a part of an account name as a person reads it: ``EarlyHelpHubs`` is "Early Help Hubs", a year stays."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])|(?<=[A-Z])(?=[A-Z][a-z])", " ", part)
    spaced = re.sub(r"(?<![0-9])-|-(?![0-9])", " ", spaced)
    return re.sub(r"(?<= )(And|For|In|Of|The|To|With)(?= )", lambda match: match[0].lower(), spaced)
