"""How is an extract laid out, and what do its codes mean? A profile, in TOML, says so."""

from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from importers.kind_columns import KIND_COLUMNS
from importers.profile_text import hyphens, line_of, merged, sentence
from ledger.codes import bare
from ledger.texts import bare as compared

SHIPPED = Path(__file__).resolve().parent / "profiles"
#: What a row cannot be understood without: these columns may not be called optional.
DECIDING = (
    "amount", "debit", "credit", "net", "vat", "gross", "date", "account", "instalment", "capital-or-revenue",
)  # fmt: skip
#: What a row's amount is read from, cell by cell.
MONEY = ("amount", "debit", "credit", "net", "vat", "gross", "sign")
#: Kinds whose positive amounts may be credits.
TURNED = ("general-ledger", "supplier-payments", "gl-balance")
#: Kinds whose rows post against an account that the profile names.
CONTRA = ("general-ledger", "supplier-payments")
NUMBER = re.compile(r"#[1-9]\d*")


class ProfileError(Exception):
    """A profile is missing or wrong: the message names the file, the line, the key and the cure."""

    def __init__(self, path: Path | str, why: str, line: int | None = None) -> None:
        super().__init__(f"profile {path}{f', line {line}' if line else ''}: {why}")


def _several(value: object) -> object:
    """Return one text as a list of one."""
    return (value,) if isinstance(value, str) else value


#: One header or format, or several of which the first that fits counts.
Texts = Annotated[tuple[str, ...], BeforeValidator(_several)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=hyphens, populate_by_name=True)


class Columns(_Part):
    """The header of each column by what it holds, or several of which a file has one; ``#3`` is the third column."""

    amount: Texts = ()
    debit: Texts = ()
    credit: Texts = ()
    net: Texts = ()
    vat: Texts = ()
    gross: Texts = ()
    sign: Texts = ()
    date: Texts = ()
    document: Texts = ()
    line: Texts = ()
    document_type: Texts = ()
    document_date: Texts = ()
    period: Texts = ()
    supplier: Texts = ()
    description: Texts = ()
    cost_centre: Texts = ()
    subjective: Texts = ()
    account: Texts = ()
    remittance: Texts = ()
    reference: Texts = ()
    instalment: Texts = ()
    capital_or_revenue: Texts = ()
    type: Texts = ()
    pool: Texts = ()
    partner: Texts = ()
    invoice: Texts = ()
    due: Texts = ()
    agreement: Texts = ()
    window: Texts = ()
    claim: Texts = ()
    family: Texts = ()
    attached: Texts = ()
    achieved: Texts = ()
    route: Texts = ()
    evidence: Texts = ()
    stage: Texts = ()
    year: Texts = ()
    district: Texts = ()
    provider: Texts = ()
    moved_to: Texts = ()
    starts: Texts = ()
    ends: Texts = ()
    approval: Texts = ()
    event: Texts = ()
    method: Texts = ()
    preparer: Texts = ()
    approver: Texts = ()
    fund: Texts = ()
    measure: Texts = ()
    agency: Texts = ()
    basis: Texts = ()
    families: Texts = ()
    printed_ratio: Texts = ()
    rounded_to: Texts = ()

    def by_role(self) -> dict[str, tuple[str, ...]]:
        """Return the headers by role, roles written as in the profile (``cost-centre``)."""
        return {hyphens(role): headers for role, headers in self.model_dump().items() if headers}


class Dates(_Part):
    """How dates are written, in the codes of strptime; by default as the whole column shows, day first.

    *period* says whether a period alone is a posting period or a month.
    """

    format: Texts = ()
    period: Literal["posting-period", "month"] | None = None

    @field_validator("format")
    @classmethod
    def _name_a_day(cls, forms: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a format that does not name a day, month and year, and two that read one date differently."""
        day = datetime.datetime(2018, 10, 31, tzinfo=datetime.UTC)
        for form in forms:
            if _read_back(day, form, form) != day.date():
                raise ValueError(f"{form!r} does not name a day: write it in the codes of strptime, such as %d/%m/%Y")
        both = datetime.datetime(2018, 4, 3, tzinfo=datetime.UTC)
        for place, form in enumerate(forms):
            for other in forms[place + 1 :]:
                if _read_back(both, form, other) not in (None, both.date()):
                    raise ValueError(f"{form!r} and {other!r} read the same text as two days: keep one of them")
        return forms


def _read_back(day: datetime.datetime, written: str, form: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(day.strftime(written), form).date()  # noqa: DTZ007 - a day alone
    except ValueError:
        return None


class Amounts(_Part):
    """Whether a positive amount is a debit (spending) or a credit, how credits are printed, and whether there is VAT.

    *receipts* says how a debtors' listing prints what was received.
    """

    positive: Literal["debit", "credit"] = "debit"
    credits: Literal["positive", "negative"] | None = None
    receipts: Literal["positive", "negative"] = "positive"
    vat: Literal["none"] | None = None


class Programme(_Part):
    """Which rows belong to the programme: those whose *column* holds one of *codes*; every other lies outside."""

    column: str = "cost-centre"
    codes: tuple[str, ...] = Field(min_length=1)


class LeaveOut(_Part):
    """Rows that lie outside the programme whatever their code: those whose *column* holds one of *values*."""

    column: str
    values: tuple[str, ...] = Field(min_length=1)
    because: str = ""


class Rule(_Part):
    """One line of the mapping: codes (exact, ``31*``, or ``3000-3999``) to an account, an instalment or a partner."""

    cost_centre: str = "*"
    subjective: str = "*"
    reference: str = "*"
    account: str | None = None
    instalment: str | None = None
    partner: str | None = None

    @property
    def codes(self) -> tuple[str, str, str]:
        """The codes that the rule asks for, of every role."""
        return (self.cost_centre, self.subjective, self.reference)


class Personal(_Part):
    """What happens to a text that holds a personal identifier, or stands in a column that is called personal."""

    action: Literal["reject", "mask"] = "reject"
    columns: tuple[Literal["supplier", "description", "evidence", "approval", "method"], ...] = ()


class Profile(_Part):
    """A profile, as read; *name* is its file's, *always* what every row says though no column does, *types* the words of a file by ours.

    *spread* names the columns of a grid that has one for each stage.
    """

    name: str = ""
    layout: bool = False
    extends: str | None = None
    kind: str
    system: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    title: str = ""
    sheet: str | None = None
    columns: Columns
    optional: tuple[str, ...] = ()
    dates: Dates = Dates()
    amounts: Amounts = Amounts()
    programme: Programme | None = None
    leave_out: tuple[LeaveOut, ...] = ()
    map: tuple[Rule, ...] = ()
    always: dict[str, str] = Field(default_factory=dict)
    types: dict[str, Texts] = Field(default_factory=dict)
    spread: Texts = ()
    contra: dict[str, str] = Field(default_factory=lambda: {"default": "Assets:{fund}:Cash"})
    unallocated: str | None = None
    personal: Personal = Personal()

    @property
    def may_lack(self) -> frozenset[str]:
        """The roles whose columns a file may lack: those called optional, but for those that codes are looked for in."""
        asked = {
            role
            for rule in self.map
            for role in ("cost-centre", "subjective", "reference")
            if getattr(rule, role.replace("-", "_")) != "*"
        }
        return frozenset(self.optional) - asked - ({self.programme.column} if self.programme else set())

    @property
    def types_by_text(self) -> dict[str, str]:
        """What a row is by the text that says so, in small letters and spaces put right."""
        return dict(self._texts())

    def _texts(self) -> list[tuple[str, str]]:
        named = {**KIND_COLUMNS[self.kind].types, **self.types}
        return [(compared(text), one) for one, texts in named.items() for text in texts]

    @model_validator(mode="after")
    def _complete(self) -> Profile:
        if self.kind not in KIND_COLUMNS:
            raise _wrong(f"kind is {self.kind!r}: write one of {', '.join(KIND_COLUMNS)}", "kind")
        self._check_spread()
        if self.kind == "families-attached":
            _check_count(self.columns)
        else:
            _check_money(self.columns, self.amounts)
        self._check_kind()
        self._check_settings()
        self._check_types()
        self._check_columns()
        if "default" not in self.contra:
            raise _wrong('contra needs default, such as "Assets:{fund}:Cash"', "contra")
        if self.programme and self.programme.column not in self.columns.by_role():
            raise _wrong(
                f"programme.column is {self.programme.column}, which columns does not name: add it to columns",
                "programme",
                "column",
            )
        self._check_rules()
        self._check_contra()
        return self

    def _check_spread(self) -> None:
        """Refuse columns of stages where no families are counted, where others say it too, and a word for no stage."""
        if not self.spread:
            return
        if self.kind != "families-attached":
            raise _wrong("spread belongs to a families-attached profile: take it out", "spread")
        for role in ("stage", "amount"):
            if getattr(self.columns, role) or role in self.always:
                raise _wrong(f"spread says what columns.{role} says: keep one of them", "columns", role)
        for header in self.spread:
            if compared(header) not in self.types_by_text:
                raise _wrong(f"spread names {header!r}, which is no stage: add it to types", "spread")

    def _check_kind(self) -> None:
        """Refuse columns that the kind does not have, and a profile that lacks those it needs."""
        kind, named = KIND_COLUMNS[self.kind], self.columns.by_role()
        for role in (*named, *self.always):
            if role not in kind.roles:
                known = ", ".join(sorted(kind.roles))
                where = "columns" if role in named else "always"
                raise _wrong(f"{where}.{role} is no column of a {self.kind} extract; it has {known}", where, role)
        for role in self.always:
            if role in MONEY:
                raise _wrong(
                    f"always.{role} is no column: an amount stands in each row, so take it out", "always", role
                )
            if role in named:
                raise _wrong(f"always.{role} and columns.{role} both say it: keep one of them", "always", role)
        if not self.columns.date and self.kind != "gl-balance":
            self._check_day()
        for group in () if self.layout else kind.needs:
            if self.spread and group == ("stage",):
                continue
            if not any(role in named or role in self.always or (role == "map" and self.map) for role in group):
                raise _wrong(f"a {self.kind} profile needs {_either(group)}: add one", "columns")

    def _check_day(self) -> None:
        """Refuse a profile of a file without dates that does not say which day its rows are of."""
        if "date" not in self.always:
            cure = 'name its header, or where the file has none say the day of all rows as always.date = "2018-06-30"'
            raise _wrong(f"columns needs date: {cure}", "columns")
        try:
            datetime.date.fromisoformat(self.always["date"])
        except ValueError:
            why = f'always.date is {self.always["date"]!r}: write it as in date = "2018-06-30"'
            raise _wrong(why, "always", "date") from None

    def _check_settings(self) -> None:
        """Refuse signs that the kind or a column says already, and what the kind has no use for."""
        named = self.columns.by_role()
        if self.amounts.positive == "credit" and self.kind not in TURNED:
            raise _wrong(
                f"a {self.kind} extract has its own signs: take positive out of amounts", "amounts", "positive"
            )
        if self.amounts.positive == "credit" and (said := [role for role in ("debit", "sign") if role in named]):
            raise _wrong(
                f"columns.{said[0]} says which amounts are debits and which credits: take positive out of amounts",
                "amounts", "positive",
            )  # fmt: skip
        for key in () if self.kind in CONTRA else ("contra", "unallocated"):
            if key in self.model_fields_set:
                raise _wrong(f"a {self.kind} extract has no use for {key}: take it out", key)
        if self.kind != "contributions" and "receipts" in self.amounts.model_fields_set:
            raise _wrong("receipts belongs to a contributions profile: take it out of amounts", "amounts", "receipts")

    def _check_types(self) -> None:
        """Refuse words for what the kind does not tell apart, and one word for two things."""
        known = KIND_COLUMNS[self.kind].types
        for one in self.types:
            if one not in known:
                said = f"it tells {', '.join(known)} apart" if known else "take types out"
                raise _wrong(f"types.{one} is nothing that a {self.kind} extract tells apart: {said}", "types", one)
        meant: dict[str, str] = {}
        for text, one in self._texts():
            if meant.setdefault(text, one) != one:
                raise _wrong(f"types: {text!r} means both {meant[text]} and {one}: keep one of them", "types", one)

    def _check_columns(self) -> None:
        """Refuse places mixed with names, and a column that is optional although nothing works without it."""
        named = self.columns.by_role()
        numbered = {role for role, headers in named.items() if any(NUMBER.fullmatch(one) for one in headers)}
        if numbered and any(set(map(bool, map(NUMBER.fullmatch, named[role]))) != {True} for role in named):
            raise _wrong(
                "columns has numbers (#3) and names: a file has a header for all its columns, or none", "columns"
            )
        for role in self.optional:
            if role not in named:
                raise _wrong(f"optional names {role!r}, which columns does not name: take it out", "optional")
            if role in DECIDING:
                raise _wrong(f"optional names {role!r}, and no row is understood without it: take it out", "optional")

    def _check_rules(self) -> None:
        wanted = KIND_COLUMNS[self.kind].target
        named = self.columns.by_role()
        if self.map and not wanted:
            raise _wrong(f"a {self.kind} extract maps nothing: take [[map]] out", "map", 0)
        for number, rule in enumerate(self.map):
            if not getattr(rule, wanted):
                raise _wrong(f"map rule {number + 1} needs {wanted}: add it", "map", number)
            for role in ("cost-centre", "subjective", "reference"):
                if getattr(rule, role.replace("-", "_")) != "*" and role not in named:
                    raise _wrong(
                        f"map rule {number + 1} asks for {role}, which columns does not name: add it to columns",
                        "map", number, role,
                    )  # fmt: skip
        self._check_capitals(wanted)

    def _check_capitals(self, wanted: str) -> None:
        """Refuse two rules whose codes differ in capitals or spaces alone: the second would never be found."""
        first: dict[tuple[str, ...], tuple[int, Rule]] = {}
        for number, rule in enumerate(self.map):
            codes = rule.codes
            earlier, other = first.setdefault(tuple(map(bare, codes)), (number, rule))
            if codes != other.codes and getattr(rule, wanted) != getattr(other, wanted):
                raise _wrong(
                    f"map rule {number + 1} differs from map rule {earlier + 1} in capitals or spaces alone: take one out",
                    "map", number,
                )  # fmt: skip

    def _check_contra(self) -> None:
        for document_type, template in self.contra.items():
            if "{" in template.replace("{fund}", "") or "}" in template.replace("{fund}", ""):
                raise _wrong(
                    f'contra.{document_type} is {template!r}: the only thing in braces is {{fund}}, as in "Assets:{{fund}}:Cash"',
                    "contra", document_type,
                )  # fmt: skip


def _either(group: tuple[str, ...]) -> str:
    """Return the roles of *group* as a person names them: ``columns.account or [[map]] rules``."""
    return " or ".join("[[map]] rules" if role == "map" else f"columns.{role}" for role in group)


def _check_count(columns: Columns) -> None:
    """Refuse columns of money where families are counted."""
    named = [role for role in ("net", "vat", "gross", "debit", "credit", "sign") if getattr(columns, role)]
    if named:
        raise _wrong(
            f"columns.{named[0]} is no column of a families-attached extract: families are counted in amount",
            "columns", named[0],
        )  # fmt: skip


def _check_money(columns: Columns, amounts: Amounts) -> None:
    """Refuse columns that do not say what a row's amount is, or say it twice; only net of VAT is posted."""
    sides = columns.debit or columns.credit
    taxed = columns.net or columns.gross
    if sides and (columns.amount or taxed):
        raise _wrong("columns has amount as well as debit and credit: keep one or the others", "columns", "amount")
    if columns.amount and taxed:
        raise _wrong(
            "columns has amount as well as net or gross: name the amount that is net of VAT net", "columns", "amount"
        )
    if not (columns.amount or taxed or (columns.debit and columns.credit)):
        raise _wrong("columns needs amount, or both debit and credit: name their headers", "columns")
    if columns.vat and not taxed:
        raise _wrong(
            "columns names vat, but neither net nor gross: name the column that it belongs to", "columns", "vat"
        )
    if columns.gross and not (columns.net or columns.vat) and amounts.vat != "none":
        raise _wrong(
            "columns has gross alone, and only what is net of recoverable VAT is posted: name net or vat as well, or say "
            'vat = "none" under [amounts] where no VAT is in it',
            "columns", "gross",
        )  # fmt: skip
    if columns.sign and sides:
        raise _wrong("columns has sign as well as debit and credit: keep one or the others", "columns", "sign")


def _wrong(why: str, *at: str | int) -> PydanticCustomError:
    return PydanticCustomError("profile", "{why}", {"why": why, "at": at})


def read(path: Path) -> Profile:
    """Return the profile in *path*; raise :class:`ProfileError` where it is missing or wrong."""
    texts: list[tuple[Path, str]] = []
    content = _content(path, texts)
    try:
        return Profile.model_validate({**content, "name": path.stem})
    except ValidationError as problem:
        at, why = sentence(problem.errors()[0])
        for place, text in texts:
            if line := line_of(text, at):
                raise ProfileError(place, why, line) from problem
        raise ProfileError(path, why, 1) from problem


def _content(path: Path, texts: list[tuple[Path, str]]) -> dict[str, Any]:
    """Return the keys of *path* over those of the layout that it extends; *texts* takes what was read, *path* first."""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as problem:
        raise ProfileError(path, f"cannot be read ({problem.strerror})") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ProfileError(path, f"is not TOML: {problem}") from problem
    texts.append((path, text))
    base = content.get("extends")
    if not isinstance(base, str):
        return content
    line = line_of(text, ["extends"])
    for candidate in (path.with_name(f"{base}.toml"), SHIPPED / f"{base}.toml"):
        if candidate.is_file() and candidate not in (one for one, _ in texts):
            return merged(_content(candidate, texts), content)
    known = ", ".join(sorted(one.stem for one in SHIPPED.glob("*.toml")))
    raise ProfileError(path, f"extends is {base!r}, and there is no such layout; there are {known}", line)


@lru_cache(maxsize=64)
def _read_once(path: Path, _changed: int) -> Profile:
    return read(path)


def find(name: str, folder: Path) -> Profile:
    """Return the profile that *name* means: a path, one of *folder*'s ``profiles/``, or one that we ship.

    Raises :class:`ProfileError` where there is none, or where it is a layout that has no mapping of its own.
    """
    candidates = [Path(name), folder / "profiles" / f"{name}.toml", SHIPPED / f"{name}.toml"]
    for path in candidates:
        if path.suffix == ".toml" and path.is_file():
            found = _read_once(path.resolve(), path.stat().st_mtime_ns)
            if found.layout:
                raise ProfileError(
                    name,
                    f'is a layout, and does not say what its codes mean: write a profile with extends = "{found.name}", '
                    "[programme] and [[map]], or begin with: ealedger profile draft",
                )
            return found
    ours = {one.name for one in map(read, sorted(SHIPPED.glob("*.toml"))) if one.layout}
    known = ", ".join(sorted({path.stem for path in _every(folder)} - ours))
    raise ProfileError(name, f"there is none of that name; there are {known or 'none'}")


@dataclass(frozen=True)
class Shelf:
    """The profiles that there are: the council's own, those that we ship, and what is wrong with those that are unfinished."""

    own: tuple[Profile, ...]
    shipped: tuple[Profile, ...]
    unfinished: dict[str, ProfileError]


def shelf(folder: Path) -> Shelf:
    """Return the profiles of *folder* and ours, each name once; layouts are left out, as they map nothing."""
    found, unfinished = _read(folder)
    own, shipped = (
        tuple(one for path, one in found.items() if (path.parent == SHIPPED) is is_shipped and not one.layout)
        for is_shipped in (False, True)
    )
    return Shelf(own, shipped, unfinished)


def layouts(folder: Path) -> list[Profile]:
    """Return the layouts that a profile can extend; one that is unfinished is left out."""
    return [one for one in _read(folder)[0].values() if one.layout]


def _read(folder: Path) -> tuple[dict[Path, Profile], dict[str, ProfileError]]:
    """Return every profile by its path, and what is wrong with those that cannot be read by their name."""
    found: dict[Path, Profile] = {}
    unfinished: dict[str, ProfileError] = {}
    for path in _every(folder):
        try:
            found[path] = _read_once(path, path.stat().st_mtime_ns)
        except ProfileError as problem:
            unfinished[path.stem] = problem
        except OSError as problem:
            unfinished[path.stem] = ProfileError(path, f"cannot be read ({problem.strerror})")
    return found, unfinished


def _every(folder: Path) -> list[Path]:
    found = {path.stem: path for place in (SHIPPED, folder / "profiles") for path in sorted(place.glob("*.toml"))}
    return list(found.values())
