"""How is an extract laid out, and what do its codes mean? A profile, in TOML, says so."""

from __future__ import annotations

import datetime
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

SHIPPED = Path(__file__).resolve().parent / "profiles"


class ProfileError(Exception):
    """A profile is missing or wrong: the message names the file, the key and the cure."""

    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(f"profile {path}: {why}")


def _hyphens(name: str) -> str:
    return name.replace("_", "-")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_hyphens, populate_by_name=True)


class Columns(_Part):
    """The header of each column by what it holds; those left out are not in the extract."""

    amount: str | None = None
    debit: str | None = None
    credit: str | None = None
    date: str | None = None
    document: str | None = None
    line: str | None = None
    document_type: str | None = None
    document_date: str | None = None
    period: str | None = None
    supplier: str | None = None
    description: str | None = None
    cost_centre: str | None = None
    subjective: str | None = None
    account: str | None = None
    remittance: str | None = None
    reference: str | None = None
    instalment: str | None = None

    def by_role(self) -> dict[str, str]:
        """Return the headers by role, roles written as in the profile (``cost-centre``)."""
        return {_hyphens(role): header for role, header in self.model_dump(exclude_none=True).items()}


class Dates(_Part):
    """How dates are written, in the codes of strptime, and whether a period alone is a posting period or a month."""

    format: str = "%d/%m/%Y"
    period: Literal["posting-period", "month"] | None = None

    @field_validator("format")
    @classmethod
    def _names_a_day(cls, form: str) -> str:
        """Refuse a format that does not name a day, month and year."""
        day = datetime.datetime(2018, 10, 31, tzinfo=datetime.UTC)
        try:
            read_back = datetime.datetime.strptime(day.strftime(form), form).date()  # noqa: DTZ007 - a day alone
        except ValueError:
            read_back = None
        if read_back != day.date():
            raise ValueError(f"{form!r} does not name a day: write it in the codes of strptime, such as %d/%m/%Y")
        return form


class Amounts(_Part):
    """Whether a positive amount is a debit (spending) or a credit."""

    positive: Literal["debit", "credit"] = "debit"


class Programme(_Part):
    """Which rows belong to the programme: those whose *column* holds one of *codes*; every other lies outside."""

    column: Literal["cost-centre", "subjective", "reference"] = "cost-centre"
    codes: tuple[str, ...] = Field(min_length=1)


class Rule(_Part):
    """One line of the mapping: codes (exact, ``31*``, or ``3000-3999``) to an account or an instalment."""

    cost_centre: str = "*"
    subjective: str = "*"
    reference: str = "*"
    account: str | None = None
    instalment: str | None = None


class Personal(_Part):
    """What happens to a row whose free text seems to hold a personal identifier."""

    action: Literal["reject", "mask"] = "reject"


class Profile(_Part):
    """A profile, as read; *name* is its file's."""

    name: str = ""
    kind: Literal["general-ledger", "grant-remittance"]
    system: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    title: str = ""
    columns: Columns
    dates: Dates = Dates()
    amounts: Amounts = Amounts()
    programme: Programme | None = None
    map: tuple[Rule, ...] = ()
    contra: dict[str, str] = Field(default_factory=lambda: {"default": "Assets:{fund}:Cash"})
    unallocated: str | None = None
    personal: Personal = Personal()

    @model_validator(mode="after")
    def _complete(self) -> Profile:
        columns = self.columns
        if columns.amount is None and not (columns.debit and columns.credit):
            raise ValueError("columns needs amount, or both debit and credit")
        if columns.amount is not None and (columns.debit or columns.credit):
            raise ValueError("columns has amount as well as debit and credit: keep one or the others")
        if columns.date is None:
            raise ValueError("columns needs date")
        if "default" not in self.contra:
            raise ValueError('contra needs default, such as "Assets:{fund}:Cash"')
        if self.kind == "general-ledger" and not (columns.account or self.map):
            raise ValueError("a general-ledger profile needs [[map]] rules or columns.account")
        if self.kind == "grant-remittance" and not (columns.instalment or columns.reference):
            raise ValueError("a grant-remittance profile needs columns.instalment or columns.reference")
        if self.programme and self.programme.column not in columns.by_role():
            raise ValueError(f"programme.column is {self.programme.column}, which columns does not name")
        self._check_rules()
        self._check_contra()
        return self

    def _check_rules(self) -> None:
        wanted = "account" if self.kind == "general-ledger" else "instalment"
        named = self.columns.by_role()
        for number, rule in enumerate(self.map, start=1):
            if getattr(rule, wanted) is None:
                raise ValueError(f"map rule {number} needs {wanted}")
            for role in ("cost-centre", "subjective", "reference"):
                if getattr(rule, role.replace("-", "_")) != "*" and role not in named:
                    raise ValueError(
                        f"map rule {number} asks for {role}, which columns does not name: add it to columns"
                    )

    def _check_contra(self) -> None:
        for document_type, template in self.contra.items():
            if "{" in template.replace("{fund}", "") or "}" in template.replace("{fund}", ""):
                raise ValueError(
                    f'contra.{document_type} is {template!r}: the only thing in braces is {{fund}}, as in "Assets:{{fund}}:Cash"'
                )


def read(path: Path) -> Profile:
    """Return the profile in *path*; raise :class:`ProfileError` where it is missing or wrong."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise ProfileError(path, f"cannot be read ({problem.strerror})") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ProfileError(path, f"is not TOML: {problem}") from problem
    try:
        return Profile.model_validate({**content, "name": path.stem})
    except ValidationError as problem:
        raise ProfileError(path, _sentence(problem)) from problem


def _sentence(problem: ValidationError) -> str:
    """Return the first error as a sentence that names the key and the cure."""
    first = problem.errors()[0]
    key = ".".join(_hyphens(str(part)) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key} is no key of a profile: correct its name, or take it out"
    if first["type"] == "missing":
        return f"{key} is missing: add it"
    why = first["msg"].removeprefix("Value error, ")
    return f"{key}: {why}" if key else why


@lru_cache(maxsize=32)
def _read_once(path: Path, _changed: int) -> Profile:
    return read(path)


def find(name: str, folder: Path) -> Profile:
    """Return the profile that *name* means: a path, one of *folder*'s ``profiles/``, or one that we ship."""
    candidates = [Path(name), folder / "profiles" / f"{name}.toml", SHIPPED / f"{name}.toml"]
    for path in candidates:
        if path.suffix == ".toml" and path.is_file():
            return _read_once(path.resolve(), path.stat().st_mtime_ns)
    known = ", ".join(sorted(path.stem for path in _every(folder)))
    raise ProfileError(name, f"there is none of that name; there are {known or 'none'}")


def every(folder: Path) -> list[Profile]:
    """Return the council's profiles and then ours, each name once."""
    return [_read_once(path, path.stat().st_mtime_ns) for path in _every(folder)]


def _every(folder: Path) -> list[Path]:
    found = {path.stem: path for place in (SHIPPED, folder / "profiles") for path in sorted(place.glob("*.toml"))}
    return list(found.values())
