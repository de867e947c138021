"""What is the shape of each ``custom`` directive of ours?

A directive is read once, here, into a :class:`Record`: named values and metadata of the right types, or a sentence
that says what is wrong with it.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from beancount.core.amount import Amount

from ledger import money

if TYPE_CHECKING:
    from beancount.core.data import Custom

#: The kinds of extract there are; each either posts a stream of a fund or is evidence for it (DESIGN.md §4).
EXTRACT_KINDS = (
    "general-ledger",
    "supplier-payments",
    "grant-remittance",
    "contributions",
    "results-claims",
    "families-attached",
    "allocations",
    "commitments",
    "forecasts",
    "gl-balance",
    "journals",
    "cost-savings",
)
#: What the control totals of an extract are in.
TOTALLED = ("GBP", "FAMILY")
#: What a calculation of costs and benefits measures, and of what: each family on average, or all of them.
MEASURES = ("cost", "displaced", "benefit")
BASES = ("per-family", "total")
STREAMS = ("spending", "grant-income", "results", "contributions")

#: Metadata any directive may carry: why a figure is as it is, where it stands, that it is not a published one.
COMMON_METADATA = ("because", "source", "illustrative")

#: Metadata of a directive that import wrote: the row of an extract that it came from, as on a transaction.
OF_A_ROW = {
    "extract": "text",
    "row": "count",
    "doc": "text",
    "period": "text",
    "restates": "text",
    "reverses": "text",
    "row-date": "date",
    "posting-date": "date",
    "document-date": "date",
}

#: ``custom`` directives that belong to Fava.
OF_FAVA = ("budget", "fava-extension", "fava-option", "fava-sidebar-link")


@dataclass(frozen=True)
class Field:
    """One value of a directive: its name, what kind it is of, and the words it may be where it is one of a few."""

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Shape:
    """The values a directive has in order, its metadata by key, and a pattern of further keys of one kind."""

    values: tuple[Field, ...]
    metadata: tuple[Field, ...] = ()
    further: str = ""
    further_kind: str = ""


@dataclass(frozen=True)
class Record:
    """A directive read: its name, date, values and metadata by name, and where it stands (beancount's metadata)."""

    name: str
    date: datetime.date
    values: dict[str, Any]
    metadata: dict[str, Any]
    place: dict[str, Any] = field(repr=False, compare=False)


class DirectiveError(ValueError):
    """A directive is not of its shape."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f'custom "{name}": {why}')


def _optional(*fields: Field) -> tuple[Field, ...]:
    return tuple(Field(one.name, one.kind, one.choices, required=False) for one in fields)


_ROWS = tuple(
    Field(f"{what}-{which}", kind, required=which in ("read", "posted", "outside", "rejected"))
    for which in ("read", "posted", "held", "evidence", "outside", "rejected")
    for what, kind in (("rows", "count"), ("total", "total"))
)

#: What a row that is evidence says of itself, in words and references.
EVIDENCE_TEXTS = (
    "account",
    "payee",
    "narration",
    "document",
    "invoice",
    "cost-centre",
    "subjective",
    "agreement",
    "instalment",
    "remittance",
    "partner",
    "claim",
    "family",
    "attached",
    "route",
    "window",
    "evidence",
    "event",
    "provider",
)

SHAPES: dict[str, Shape] = {
    "fund": Shape(
        (Field("fund"), Field("kind", choices=("grant", "pool"))),
        _optional(
            Field("title"),
            Field("host"),
            Field("reference"),
            Field("legal-basis", choices=("s75", "local-partnership")),
            Field("host-role", choices=("principal", "joint-operation", "agent")),
            Field("surplus", choices=("carry-forward", "ring-fence", "return")),
            Field("apportioned-by", choices=("shares", "families")),
            Field("shares-of", "fraction"),
        ),
    ),
    "posts": Shape(
        (Field("fund"), Field("stream", choices=STREAMS), Field("kind", choices=EXTRACT_KINDS)),
        _optional(Field("matched-within", "count")),
    ),
    "agreement": Shape(
        (Field("agreement"), Field("fund"), Field("type", choices=("payment-by-results", "upfront", "grant"))),
        (
            Field("title"),
            Field("funder"),
            *_optional(
                Field("reference"),
                Field("programme"),
                Field("ends", "date"),
                Field("awarded", "amount"),
                Field("printed", "amount"),
                Field("paid-within", "count"),
                Field("eligible-families", "count"),
                Field("funded-share", "fraction"),
                Field("printed-share", "percent"),
                Field("recognition", choices=("condition", "restriction", "none")),
                Field("recognition-reason"),
                Field("release", choices=("spending", "targets", "time")),
                Field("carry-forward", choices=("by-approval", "allowed", "none")),
                Field("results-recognised", choices=("on-achievement", "on-claim", "on-receipt")),
                Field("audit-required", "flag"),
                Field("sample-share", "percent"),
                Field("assumed-success", "percent"),
                Field("households", "count"),
                Field("printed-success", "percent"),
                Field("drawn-down", "amount"),
                Field("drawn-down-rounded-to", "positive"),
                Field("drawn-down-at", "positive"),
                Field("ring-fenced", "flag"),
                Field("signatories"),
                Field("certificate"),
                Field("return-due"),
            ),
        ),
    ),
    "route": Shape(
        (Field("agreement"), Field("route")),
        _optional(Field("tops-up"), Field("excludes"), Field("other-provision", choices=("refused",))),
    ),
    "provision": Shape((Field("agreement"), Field("family"), Field("provision")), _optional(Field("ends", "date"))),
    "tariff": Shape(
        (Field("agreement"), Field("year", "year")),
        (Field("families", "count"), Field("attachment-fee", "amount"), Field("cap", "amount")),
        further=r"route-[a-z0-9-]+",
        further_kind="amount",
    ),
    "staging": Shape((Field("agreement"), Field("year", "year")), further=r"at-\d{1,3}", further_kind="percent"),
    "worked-with": Shape(
        (Field("agreement"), Field("year", "year"), Field("day", "date")), (Field("families", "count"),)
    ),
    "instalment": Shape(
        (
            Field("agreement"),
            Field("due", "date"),
            Field("amount", "amount"),
            Field("stream", choices=("attachment-fee", "results-payment", "upfront", "grant", "coordinator")),
            Field("year", "year"),
        ),
        _optional(Field("reference"), Field("printed", "amount"), Field("note"), Field("window"), Field("covers")),
    ),
    "window": Shape(
        (Field("agreement"), Field("window"), Field("closes", "date")), _optional(Field("families", "count"))
    ),
    "draft": Shape(
        (Field("agreement"), Field("family"), Field("route"), Field("amount", "positive")),
        (
            Field("attached", "year"),
            *_optional(
                Field("window"), Field("claim"), Field("evidence"), Field("narration"), Field("achieved", "date")
            ),
        ),
    ),
    "allocation": Shape(
        (
            Field("agreement"),
            Field("account", "account"),
            Field("start", "date"),
            Field("end", "date"),
            Field("amount", "positive"),
        ),
        _optional(Field("approved"), Field("note")),
    ),
    "virement": Shape(
        (Field("from", "account"), Field("to", "account"), Field("amount", "positive"), Field("approval")),
        _optional(Field("note"), Field("year", "year")),
    ),
    "commitment": Shape(
        (
            Field("order"),
            Field("account", "account"),
            Field("amount", "positive"),
            Field("event", choices=("raised", "reduced", "cancelled")),
        ),
        _optional(Field("supplier"), Field("note")),
    ),
    "forecast": Shape((Field("account", "account"), Field("year", "year"), Field("amount", "amount"), Field("method"))),
    "profile": Shape((Field("account", "account"), Field("year", "year"), Field("weights", "weights"))),
    "monitoring": Shape(
        (Field("account", "account"),),
        _optional(
            Field("method", choices=("rest-of-profile", "straight-line", "commitments")),
            Field("tolerance", "not-negative"),
            Field("tolerance-share", "percent"),
        ),
    ),
    "partner": Shape((Field("partner"), Field("kind"), Field("name")), _optional(Field("ends", "date"))),
    "succession": Shape((Field("from"), Field("to")), _optional(Field("share", "fraction"))),
    "share": Shape(
        (Field("pool"), Field("partner"), Field("share", "fraction"), Field("of", choices=("contribution", "risk"))),
        _optional(Field("account", "account"), Field("cap", "positive")),
    ),
    "subjective": Shape((Field("codes"), Field("group"))),
    "headcount": Shape((Field("pool"), Field("partner"), Field("families", "count"))),
    "contribution": Shape(
        (
            Field("pool"),
            Field("partner"),
            Field("start", "date"),
            Field("end", "date"),
            Field("amount", "not-negative"),
            Field("in", choices=("cash", "in-kind")),
        ),
        _optional(Field("reference"), Field("due", "date"), Field("note")),
    ),
    "dispute": Shape((Field("invoice"), Field("why")), _optional(Field("settled", "date"))),
    "write-off": Shape((Field("invoice"), Field("amount", "positive"), Field("approval"))),
    "audit": Shape(
        (Field("agreement"), Field("window"), Field("officer")),
        (
            Field("population", "count"),
            Field("sample", "count"),
            Field("errors", "count"),
            *_optional(Field("seed")),
        ),
    ),
    "window-seal": Shape(
        (Field("agreement"), Field("window"), Field("digest"), Field("officer")), (Field("drafts", "count"),)
    ),
    "sample": Shape((Field("agreement"), Field("window"), Field("seed"), Field("auditor"))),
    "tested": Shape(
        (Field("agreement"), Field("window"), Field("family"), Field("route")),
        (
            Field("eligible", "flag"),
            Field("approach", "flag"),
            Field("evidenced", "flag"),
            *_optional(Field("by"), Field("note")),
        ),
    ),
    "gl-balance": Shape((Field("cost-centre"), Field("subjective"), Field("period")), (Field("amount", "amount"),)),
    "extract": Shape(
        (Field("extract"), Field("kind", choices=EXTRACT_KINDS)),
        (
            Field("sha256"),
            Field("body"),
            Field("profile"),
            *_ROWS,
            Field("sign", choices=("credit-positive",), required=False),
            *_optional(
                Field("accepted-rejects"),
                Field("restated"),
                Field("rows-restated", "count"),
                Field("total-restated", "total"),
            ),
        ),
    ),
    "evidence": Shape(
        (Field("fund"), Field("stream", choices=STREAMS)),
        (
            Field("amount", "amount"),
            *_optional(*map(Field, EVIDENCE_TEXTS), Field("document-date", "date"), Field("due", "date")),
            Field("achieved", "date", required=False),
        ),
    ),
    "match": Shape((Field("one"), Field("other"), Field("why"))),
    "carry-forward": Shape(
        (Field("agreement"), Field("year", "year"), Field("amount", "not-negative"), Field("approval"))
    ),
    "repayment": Shape((Field("agreement"), Field("year", "year"), Field("amount", "not-negative"), Field("demand"))),
    "certificate": Shape((Field("wording"),), _optional(Field("signatories"))),
    "targets-met": Shape(
        (Field("agreement"), Field("period"), Field("amount", "positive"), Field("confirmation")),
    ),
    "period-close": Shape(
        (Field("period"), Field("digest"), Field("officer")),
        _optional(
            Field("previous"), Field("sealed"), Field("entries", "count"), Field("warnings", "count"), Field("seal")
        ),
        further=r"(?:file|warning)-\d+",
        further_kind="text",
    ),
    "period-reopen": Shape(
        (Field("period"), Field("why")), _optional(Field("officer"), Field("previous"), Field("seal"))
    ),
    "year-alone": Shape((Field("year", "year"),), (Field("whole"), Field("body"))),
    "openings": Shape((Field("year", "year"),), (Field("body"),), further=r"file-\d+", further_kind="text"),
    "materiality": Shape((Field("amount", "positive"), Field("approval"))),
    "saving": Shape(
        (
            Field("fund"),
            Field("year", "year"),
            Field("measure", choices=MEASURES),
            Field("agency"),
            Field("basis", choices=BASES),
        ),
        (
            Field("amount", "amount"),
            *_optional(Field("families", "base"), Field("rounded-to", "positive"), Field("printed-ratio", "ratio")),
        ),
    ),
    "settled": Shape((Field("finding"), Field("words"), Field("why"), Field("officer"))),
    "disclosure": Shape((Field("text"),)),
    "provider": Shape(
        (Field("provider"), Field("fund"), Field("as", choices=("principal", "agent"))),
        (
            Field("agreement"),
            *_optional(
                Field("title"),
                Field("account", "account"),
                Field("payee"),
                Field("fee", "amount"),
                Field("fee-share", "percent"),
                Field("result", "amount"),
                Field("result-share", "percent"),
                Field("results-due", choices=("on-claim", "on-receipt")),
                Field("maximum", "amount"),
                Field("retained", "percent"),
                Field("until", "date"),
                Field("success", "percent"),
                Field("condition"),
            ),
        ),
        further=r"(?:fee|result)-[a-z0-9-]+",
        further_kind="amount",
    ),
}


def read(entry: Custom) -> Record | None:
    """Return *entry* as a :class:`Record`, or None where it is Fava's; raise :class:`DirectiveError` where it is wrong."""
    name = entry.type
    if name in OF_FAVA:
        return None
    shape = SHAPES.get(name)
    if shape is None:
        raise DirectiveError(name, f"is not a directive of ours; there are {', '.join(sorted(SHAPES))}")
    given = entry.values or []
    if len(given) != len(shape.values):
        wanted = " ".join(one.name.upper() for one in shape.values)
        raise DirectiveError(name, f"has {len(given)} values and needs {len(shape.values)}: {wanted}")
    values = {one.name: _value(name, one, item.value) for one, item in zip(shape.values, given, strict=True)}
    return Record(name, entry.date, values, _metadata(name, shape, entry.meta), entry.meta)


def read_text(text: str) -> Record | None:
    """Return the one directive that *text* is, as :func:`read` does; raise :class:`DirectiveError` where it is wrong."""
    from beancount.core.data import Custom  # noqa: PLC0415 - only import writes directives
    from beancount.parser import parser  # noqa: PLC0415

    entries, errors, _ = parser.parse_string(text)
    if errors or len(entries) != 1 or not isinstance(entries[0], Custom):
        raise DirectiveError(text.partition("\n")[0], f"is none: {' '.join(str(one.message) for one in errors)}")
    return read(entries[0])


def _metadata(name: str, shape: Shape, meta: dict[str, Any]) -> dict[str, Any]:
    known = {one.name: one for one in shape.metadata}
    result = {}
    for key, value in meta.items():
        if key in ("filename", "lineno") or key.startswith("__"):
            continue
        if key in known:
            result[key] = _value(name, known[key], value)
        elif key in COMMON_METADATA:
            result[key] = _value(name, Field(key), value)
        elif key in OF_A_ROW:
            result[key] = _value(name, Field(key, OF_A_ROW[key]), value)
        elif shape.further and re.fullmatch(shape.further, key):
            result[key] = _value(name, Field(key, shape.further_kind), value)
        else:
            keys = [*known, *([shape.further] if shape.further else []), *COMMON_METADATA]
            raise DirectiveError(name, f"does not know {key!r}; it knows {', '.join(keys)}")
    missing = [one.name for one in shape.metadata if one.required and one.name not in result]
    if missing:
        raise DirectiveError(name, f"needs {', '.join(missing)} below it")
    return result


def _value(name: str, one: Field, value: Any) -> Any:
    read_as = _READERS[one.kind]
    try:
        result = read_as(value)
    except (ValueError, TypeError, ArithmeticError):
        raise DirectiveError(name, f"{one.name} is {_as_written(value)}, and should be {LIKE[one.kind]}") from None
    if one.choices and result not in one.choices:
        raise DirectiveError(name, f"{one.name} is {_as_written(value)}, and should be one of {', '.join(one.choices)}")
    return result


def _as_written(value: Any) -> str:
    if isinstance(value, Amount):
        return f"{value.number} {value.currency}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _is(wanted: type, value: Any) -> Any:
    if not isinstance(value, wanted):
        raise TypeError
    return value


def _text(value: Any) -> str:
    text: str = _is(str, value)
    if not text.strip():
        raise ValueError
    return text


def _pence(value: Any) -> int:
    amount: Amount = _is(Amount, value)
    if amount.currency != "GBP":
        raise ValueError
    return money.to_pence(_is(Decimal, amount.number))


def _total(value: Any) -> int:
    amount: Amount = _is(Amount, value)
    if amount.currency not in TOTALLED:
        raise ValueError
    return money.to_pence(_is(Decimal, amount.number))


def _positive(value: Any) -> int:
    pence = _pence(value)
    if pence <= 0:
        raise ValueError
    return pence


def _not_negative(value: Any) -> int:
    pence = _pence(value)
    if pence < 0:
        raise ValueError
    return pence


def _count(value: Any) -> int:
    number: Decimal = _is(Decimal, value)
    if number != int(number) or number < 0:
        raise ValueError
    return int(number)


def _base(value: Any) -> int:
    number = _count(value)
    if not number:
        raise ValueError
    return number


def _ratio(value: Any) -> Decimal:
    number: Decimal = _is(Decimal, value)
    return number


def _fraction(value: Any) -> Fraction:
    share = Fraction(value) if isinstance(value, Decimal) else _part(_text(value))
    if share < 0:
        raise ValueError
    return share


def _part(text: str) -> Fraction:
    return Fraction(text.removesuffix("%").rstrip()) / 100 if text.endswith("%") else Fraction(text)


def _percent(value: Any) -> Fraction:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%?\s*", str(value) if isinstance(value, Decimal) else _text(value))
    if not match:
        raise ValueError
    return Fraction(match[1]) / 100


def _weights(value: Any) -> tuple[Fraction, ...]:
    parts = _text(value).replace(",", " ").split()
    if any(not re.fullmatch(r"\d+(\.\d+)?", part) for part in parts):
        raise ValueError
    weights = tuple(map(Fraction, parts))
    if not any(weights):
        raise ValueError
    return weights


def _year(value: Any) -> str:
    text = _text(value)
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise ValueError
    return text


_READERS = {
    "text": _text,
    "account": _text,
    "date": lambda value: _is(datetime.date, value),
    "amount": _pence,
    "total": _total,
    "positive": _positive,
    "not-negative": _not_negative,
    "count": _count,
    "base": _base,
    "ratio": _ratio,
    "flag": lambda value: _is(bool, value),
    "fraction": _fraction,
    "percent": _percent,
    "year": _year,
    "weights": _weights,
}
LIKE = {
    "text": 'a text such as "why"',
    "account": "an account such as Expenses:Fund:Delivery",
    "date": "a date such as 2018-04-30",
    "amount": "an amount of whole pence such as 1350000.00 GBP",
    "total": "an amount of whole pence such as 1350000.00 GBP, or a number of families such as 44 FAMILY",
    "positive": "an amount of whole pence above zero such as 20000.00 GBP",
    "not-negative": "an amount of whole pence, nothing or more, such as 20000.00 GBP",
    "count": "a whole number such as 730",
    "base": "a whole number above zero such as 75",
    "ratio": "a number such as 0.39",
    "flag": "TRUE or FALSE",
    "fraction": 'a fraction such as "5/6"',
    "percent": 'a percentage such as "85%"',
    "year": 'a financial year such as "2018-19"',
    "weights": 'a weight for each posting period such as "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2", none below zero and one above',
}
