"""Which columns does an extract of each kind have, and what does the kind do with its rows?

The plain layout of a kind, its template and its page in docs/kinds.md all say what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Column(NamedTuple):
    """A column: what it holds (its role), its header in the plain layout, and what stands in it.

    One without a header is understood and not in the plain layout.
    """

    role: str
    header: str
    says: str
    is_needed: bool = True


@dataclass(frozen=True)
class KindColumns:
    """What is written of a kind: a title, what becomes of its rows, its columns, and what a ``[[map]]`` rule names.

    *unused* are columns that other kinds have and this one could only ignore.
    """

    title: str
    becomes: str
    columns: tuple[Column, ...]
    target: str = ""
    #: Of each group of roles a profile names one at least.
    needs: tuple[tuple[str, ...], ...] = ()
    #: What its rows may be, with the words for each; a file has others where ``[types]`` says so.
    types: dict[str, tuple[str, ...]] = field(default_factory=dict)

    unused: frozenset[str] = frozenset()

    @property
    def roles(self) -> frozenset[str]:
        """Every role that a profile of the kind may name a column for."""
        return frozenset(one.role for one in self.columns) | (_EVERYWHERE - self.unused)

    @property
    def plain(self) -> tuple[Column, ...]:
        """The columns of the plain layout, in its order."""
        return tuple(one for one in self.columns if one.header)


#: Money in its shapes, and what any row may say of itself.
_EVERYWHERE = frozenset(
    {"amount", "debit", "credit", "net", "vat", "gross", "sign", "document", "line", "document-date", "period"}
    | {"supplier", "description"}
)
_CODES = (
    Column("cost-centre", "", "the cost centre, where the profile maps codes", is_needed=False),
    Column("subjective", "", "the subjective (account) code, where the profile maps codes", is_needed=False),
)
_CAPITAL = Column("capital-or-revenue", "", "R or C; capital rows lie outside", is_needed=False)
_PERIOD = Column("period", "", "the posting period, where the date does not say it", is_needed=False)

KIND_COLUMNS: dict[str, KindColumns] = {
    "general-ledger": KindColumns(
        "General ledger",
        "Each row posts to the account that it names or its codes map to, against cash or the contra of its document type. It "
        "posts spending; a row of income that another kind posts is evidence.",
        (
            Column("date", "Date", "the posting date"),
            Column("document", "Document", "the finance system's document number", is_needed=False),
            Column("line", "Line", "the line of the document", is_needed=False),
            Column("supplier", "Supplier", "who was paid", is_needed=False),
            Column("description", "Description", "what for", is_needed=False),
            Column("account", "Account", "the account of the books; blank for a row outside the programme"),
            Column("amount", "Amount", "net of recoverable VAT; spending positive, income negative"),
            Column("document-type", "", "chooses the contra", is_needed=False),
            Column("document-date", "", "the date on the document", is_needed=False),
            _PERIOD,
            *_CODES,
            _CAPITAL,
        ),
        target="account",
        needs=(("account", "map"),),
    ),
    "supplier-payments": KindColumns(
        "Supplier payments",
        "Evidence for spending: each payment is matched to the row that the general ledger posted, and listed where it matches "
        "none. Where `posts` says that supplier-payments posts spending, it posts as a general ledger does.",
        (
            Column("date", "Date paid", "the day of the payment"),
            Column("document", "Payment", "the payment's own number", is_needed=False),
            Column("line", "Line", "its line", is_needed=False),
            Column("invoice", "Invoice", "the document number of the invoice in the ledger", is_needed=False),
            Column("supplier", "Supplier", "who was paid", is_needed=False),
            Column("description", "Description", "what for", is_needed=False),
            Column("account", "Account", "the account of the books; blank for a row outside the programme"),
            Column("amount", "Amount", "net of recoverable VAT"),
            Column("document-type", "", "chooses the contra", is_needed=False),
            _PERIOD,
            *_CODES,
            _CAPITAL,
        ),
        target="account",
        needs=(("account", "map"),),
    ),
    "grant-remittance": KindColumns(
        "Grant remittance",
        "Each row is money received under an instalment: it posts grant income, or receipts in advance where the agreement has "
        "conditions. Money for results that claims returns post clears what was claimed, and is not counted again; below zero it "
        "settles what was clawed back. A line below zero that names AGREEMENT/repayment settles what the books owe back.",
        (
            Column("date", "Date paid", "the day the money came"),
            Column("remittance", "Remittance", "the number of the advice or the bank credit"),
            Column("line", "Line", "the line of the advice", is_needed=False),
            Column("supplier", "Payer", "who paid", is_needed=False),
            Column("description", "Description", "what the advice says", is_needed=False),
            Column(
                "instalment",
                "Instalment",
                "AGREEMENT/YEAR/NUMBER, such as TF1/2018-19/1; TF1/repayment for what goes back of TF1",
            ),
            Column("amount", "Amount", "what was received, positive; what goes back, such as a clawback, negative"),
            Column(
                "window", "", "the claim window that is paid, where the instalment does not say it", is_needed=False
            ),
            Column("claim", "", "the claim that is paid, by its number or name", is_needed=False),
            Column("reference", "", "the funder's reference, which the profile maps to an instalment", is_needed=False),
        ),
        target="instalment",
        needs=(("instalment", "reference"),),
        unused=frozenset({"document"}),
    ),
    "contributions": KindColumns(
        "Partner contributions: invoices and receipts",
        "An invoice or credit note posts the partner's contribution to a pool and what it owes; a receipt or refund clears what "
        "it owes. It posts contributions; where another kind does, every row is evidence. What stands under Type is Invoice or "
        "INV, Credit note, CRN or CN, Receipt, Payment, REC or RCT, Refund or RFD, or what `[types]` in a profile says: "
        '`receipt = ["Cash", "BACS"]`. `receipts = "negative"` under `[amounts]` is for a listing that prints receipts with a '
        "minus, and refunds without. A partner is a `partner` of the books from its day on, by either of its names.",
        (
            Column("date", "Date", "the day of the invoice or receipt"),
            Column("document", "Document", "the debtors' system's own number of the row", is_needed=False),
            Column("line", "Line", "its line; with both, a row that changes is seen", is_needed=False),
            Column("type", "Type", "invoice, credit note, receipt or refund"),
            Column("pool", "Pool", "the fund of the pool, as the books name it"),
            Column("partner", "Partner", "the partner, as the books name it or by its full name"),
            Column("invoice", "Invoice", "the invoice that the row is, credits or pays"),
            Column("due", "Due", "when an invoice is to be paid; kept with invoices and credit notes", is_needed=False),
            Column("description", "Description", "what for", is_needed=False),
            Column("amount", "Amount", "net of VAT; credit notes and refunds negative"),
            Column("reference", "", "the customer's number, which the profile maps to a partner", is_needed=False),
            _PERIOD,
        ),
        target="partner",
        needs=(("type",), ("partner", "reference"), ("pool",), ("invoice",)),
        types={
            "invoice": ("INV", "Invoice"),
            "credit-note": ("CRN", "CN", "Credit note"),
            "receipt": ("REC", "RCT", "Receipt", "Payment"),
            "refund": ("RFD", "Refund"),
        },
    ),
    "results-claims": KindColumns(
        "Results claims",
        "Each row is a step in the life of a claim. Submitted (no event, or that one), the family moves from attached to claimed (not "
        "where the route tops up another), and the money is owed where the agreement recognises results on claim or on achievement; on "
        "receipt the claim says what is asked for, whoever posts the money. A draft becomes a `draft`, and moves nothing. What was "
        "rejected or withdrawn gives back the family and takes back income and debtor; what was clawed back after it was paid becomes "
        "owed to the funder. A part that is taken back leaves the family claimed. It posts results; where another kind does, other than on receipt, the rows are evidence, and no family "
        "moves.",
        (
            Column(
                "date", "Date", "the day of the step; recognised on achievement, where no column says it, of the result"
            ),
            Column("document", "Claim", "the claim's own number, or the number of the form it is on", is_needed=False),
            Column("agreement", "Agreement", "the agreement, as the books name it"),
            Column("window", "Window", "the claim window", is_needed=False),
            Column("family", "Family", "the family's reference: a pseudonym, never a name"),
            Column("attached", "Attached", "the year in which the family was attached, such as 2012-13"),
            Column("route", "Route", "the result, as the tariff names it"),
            Column(
                "event",
                "Event",
                "drafted, submitted, rejected, withdrawn or clawed back, or the words that `[types]` gives for them; without "
                "it, submitted",
                is_needed=False,
            ),
            Column(
                "achieved",
                "Achieved",
                "the day of the result, where the row is dated otherwise: recognised on achievement, it decides the year",
                is_needed=False,
            ),
            Column("evidence", "Evidence", "where the evidence is kept", is_needed=False),
            Column("provider", "", "the provider that took the family, as the books name it", is_needed=False),
            Column(
                "amount",
                "Amount",
                "what the tariff of the year of attachment pays for the route; negative for what ends a claim, or a part of it",
            ),
            _PERIOD,
        ),
        needs=(("agreement",), ("family",), ("attached",), ("route",)),
        unused=frozenset({"line"}),
        types={
            "drafted": ("drafted", "draft"),
            "submitted": ("submitted", "claimed"),
            "rejected": ("rejected",),
            "withdrawn": ("withdrawn",),
            "clawed-back": ("clawed back", "clawed-back", "clawback"),
        },
    ),
    "families-attached": KindColumns(
        "Families identified, attached and closed",
        "Each row moves families from the cohort to identified, from there to attached, and to closed if they leave without a "
        "result, in the commodity FAMILY; no money moves. A number below zero takes families back. A grid with a column for each stage is "
        "read where the profile names those columns in `spread`: it says where each family stands, so that all come from the cohort. "
        "Families that are estimated and not found yet may be counted apart.",
        (
            Column("date", "Date", "the day of the step"),
            Column("agreement", "Agreement", "the agreement, as the books name it"),
            Column("family", "Family", "the family's reference: a pseudonym, never a name", is_needed=False),
            Column(
                "stage",
                "Stage",
                "estimated, identified, attached or closed, or the words that `[types]` gives for them",
            ),
            Column(
                "year",
                "Year",
                "the year of attachment; of families attached, by default that of the date",
                is_needed=False,
            ),
            Column("district", "District", "the district", is_needed=False),
            Column("provider", "", "the provider that took the family, as the books name it", is_needed=False),
            Column(
                "amount", "Families", "how many, 0 for none; in a profile without the column each row is one family"
            ),
            _PERIOD,
        ),
        needs=(("agreement",), ("stage",)),
        types={
            "estimated": ("estimated",),
            "identified": ("identified",),
            "attached": ("attached",),
            "closed": ("closed",),
        },
    ),
    "allocations": KindColumns(
        "Allocations and virements",
        "A row allocates money of an agreement to an account, or, where it says where to, moves an allocation. It becomes an "
        "`allocation` or a `virement`. The same allocation again on a later day amends it; two of one agreement may not cover the "
        "same account on the same day, and a virement stays in its fund.",
        (
            Column("date", "Date", "the day of the approval"),
            Column("document", "Reference", "the decision's own number", is_needed=False),
            Column("agreement", "Agreement", "the agreement; blank for a virement", is_needed=False),
            Column("account", "Account", "the heading or activity, such as Expenses:TroubledFamilies:Delivery"),
            Column("moved-to", "Moved to", "for a virement: the account that takes the money", is_needed=False),
            Column("starts", "Starts", "the first day of an allocation; blank for a virement", is_needed=False),
            Column("ends", "Ends", "its last day; blank for a virement", is_needed=False),
            Column("amount", "Amount", "the pounds, above zero"),
            Column("approval", "Approval", "who approved it, and where it is minuted"),
            Column("description", "Note", "a note", is_needed=False),
            *_CODES,
        ),
        target="account",
        needs=(("account", "map"), ("approval",)),
        unused=frozenset({"supplier"}),
    ),
    "commitments": KindColumns(
        "Purchase-order commitments",
        "Each row says that an order was raised, reduced or cancelled, and becomes a `commitment`. No more is taken off an order than "
        "was raised until that day.",
        (
            Column("date", "Date", "the day of the event"),
            Column("document", "Order", "the order's number"),
            Column("line", "Line", "the number of the event within the order", is_needed=False),
            Column("event", "Event", "raised, reduced or cancelled, or the words that `[types]` gives for them"),
            Column("supplier", "Supplier", "whom the order is with", is_needed=False),
            Column("account", "Account", "the account of the books; blank for an order outside the programme"),
            Column("amount", "Amount", "the pounds of the event, above zero"),
            *_CODES,
        ),
        target="account",
        needs=(("account", "map"), ("document",), ("event",)),
        types={
            "raised": ("raised", "increased"),
            "reduced": ("reduced", "decreased"),
            "cancelled": ("cancelled", "canceled"),
        },
    ),
    "forecasts": KindColumns(
        "Forecasts",
        "Each row is what an account is expected to come to by the end of the year, with its method, and becomes a `forecast`; a "
        "later one amends an earlier.",
        (
            Column("date", "Date", "the day of the forecast"),
            Column("year", "Year", "the financial year, such as 2018-19"),
            Column("account", "Account", "the heading or activity"),
            Column("amount", "Amount", "the pounds of the whole year; spending positive"),
            Column("method", "Method", "how it was made, and by which officer"),
            *_CODES,
        ),
        target="account",
        needs=(("account", "map"), ("year",), ("method",)),
        unused=frozenset({"document", "line", "supplier", "description"}),
    ),
    "gl-balance": KindColumns(
        "Balances of the finance system",
        "Each row is what the finance system itself holds on a code to the end of a period, and becomes a `gl-balance`, which "
        "`statement gl-reconciliation` holds against the books.",
        (
            Column("period", "Period", "the posting period with its year, such as 2018-19 P03 or 201803"),
            Column("cost-centre", "Cost centre", "the cost centre"),
            Column("subjective", "Subjective", "the subjective (account) code"),
            Column("amount", "Balance", "the balance of the year to the end of the period; debits positive"),
            Column("date", "", "a day of the period, where it is not named by its year", is_needed=False),
        ),
        needs=(("period", "date"), ("cost-centre",), ("subjective",)),
        unused=frozenset({"document", "line", "supplier", "description"}),
    ),
    "journals": KindColumns(
        "Manual journals of these books",
        "Rows of one journal number make one entry, wherever they stand. It balances in every fund, has a narrative, and was prepared "
        "and approved by two people. Where one of its rows is rejected, all are. It posts to any account: money between funds by "
        "`TransferOut` and `TransferIn`; an account of `InKind` is in pounds in kind. For journals made here; those of the finance "
        "system are in its ledger extract.",
        (
            Column("date", "Date", "the day of the journal, the same in all its rows"),
            Column("document", "Journal", "the journal's number"),
            Column(
                "line",
                "Line",
                "the row's number in the journal; tells rows that are alike from copies",
                is_needed=False,
            ),
            Column("account", "Account", "the account of the books"),
            Column("debit", "Debit", "pounds, or blank"),
            Column("credit", "Credit", "pounds, or blank"),
            Column("description", "Narrative", "why the journal is made; others of the same journal are put after it"),
            Column("preparer", "Prepared by", "who prepared it"),
            Column("approver", "Approved by", "who approved it: another person"),
            Column(
                "cost-centre",
                "",
                "the cost centre of the finance system that the row is on; then `gl-reconciliation` names it",
                is_needed=False,
            ),
            Column("subjective", "", "the subjective (account) code, with it", is_needed=False),
            _PERIOD,
            Column("evidence", "", "where its evidence is kept", is_needed=False),
        ),
        needs=(("document",), ("account",), ("description",), ("preparer",), ("approver",)),
        unused=frozenset({"supplier"}),
    ),
    "cost-savings": KindColumns(
        "Results of a cost-savings calculator",
        "Each row is a figure of a programme's value for money in a year, as its source prints it, and becomes a `saving`: what the "
        "service costs, what other services would have cost instead, or what is saved, for a family or for all of them, by one agency "
        "or all. It posts no money. A later figure of the same name amends an earlier; `statement value` shows them with the families "
        "behind them.",
        (
            Column("date", "Date", "the day of the calculation, or of the paper that prints it"),
            Column("fund", "Fund", "the fund, or the programme that agreements name"),
            Column("year", "Year", "the financial year that the figure is of, such as 2013-14"),
            Column("measure", "Measure", "cost, cost avoided or benefit, or the words that `[types]` gives for them"),
            Column(
                "agency", "Agency", "the agency; all, or blank, for a figure of all of them together", is_needed=False
            ),
            Column(
                "basis", "Of", "per family or all families: whether the figure is an average or a total, or `[types]`"
            ),
            Column("amount", "Amount", "the pounds; what is lost, not saved, is negative"),
            Column(
                "families", "Families", "how many families it is of; blank where that is not known", is_needed=False
            ),
            Column("printed-ratio", "Printed ratio", "the ratio that the source prints, such as 0.39", is_needed=False),
            Column("description", "Source", "where it is printed", is_needed=False),
            Column(
                "rounded-to",
                "",
                "the pounds that it is rounded to; by default 1 where it has no pence, else a penny",
                is_needed=False,
            ),
        ),
        needs=(("fund",), ("year",), ("measure",), ("basis",)),
        types={
            "cost": ("cost",),
            "displaced": ("cost avoided", "displaced"),
            "benefit": ("benefit",),
            "per-family": ("per family",),
            "total": ("all families",),
        },
        unused=frozenset({"document", "line", "supplier", "document-date"}),
    ),
}
