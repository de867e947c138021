"""What do the books hold, told without loading them? Hand-kept files are parsed, files that import wrote are scanned.

A load through beancount takes twenty seconds for 100,000 transactions, a scan half of one. What is judged here, and what
``check`` alone judges, stands in docs/architecture.md ("What import asks of the books").
"""

from __future__ import annotations

import datetime
import gc
import glob
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount.core import data
from beancount.ops import validation
from beancount.parser import booking, parser

from importers.scan import Held, Scanned, scan
from ledger import canonical, imported, money, year_alone
from ledger.book import BEANCOUNT, NoLedgerError
from ledger.findings import Finding, Level, found
from ledger.plugins import agreed, archive, extracts, setup
from ledger.plugins.view import View, look

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.agreements import Register
    from ledger.directives import Record
    from ledger.periods import Calendar

_BODY = re.compile(rb'^  body: "([0-9a-f]{64})"$', re.MULTILINE)
#: The head of a generated file is shorter than this.
_HEAD = 4096
#: Findings of these codes mean that what the books hold, or which extract posts what, cannot be told.
_MUST_HOLD = ("S", "I", "B", "A101")


def silent(_what: str, _done: int, _all: int) -> None:
    """Tell nobody how far it is."""


@dataclass
class _Files:
    """The files of a ledger, read: entries and errors of those that were parsed, and those that were scanned."""

    told: Callable[[str, int, int], None]
    seen: dict[str, int] = field(default_factory=dict)
    entries: list[Any] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    scanned: list[Scanned] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    def read(self, top: Path) -> None:
        """Read *top* and what it includes, each file once."""
        waiting = [(top, top)]
        size = done = 0
        while waiting:
            path, by = waiting.pop(0)
            if str(path) in self.seen:
                self.errors.append(found(BEANCOUNT, f"{path} is included twice", {"filename": str(by), "lineno": 1}))
                continue
            content = path.read_bytes()
            self.seen[str(path)] = len(content)
            done += len(content)
            self.told("reading the books", done, max(size, done))
            included = self._file(path, content)
            waiting += [(one, path) for one in included]
            if not size:
                size = done + sum(one.stat().st_size for one in included)

    def _file(self, path: Path, content: bytes) -> list[Path]:
        """Read one file; return what it includes."""
        if self.seen and self.options and (one := _scanned(path, content)) is not None:
            self.scanned.append(one)
            return []
        entries, errors, options = parser.parse_string(content, report_filename=str(path))
        self.entries += entries
        self.errors += [found(BEANCOUNT, " ".join(str(one.message).split()), one.source) for one in errors]
        self.options = self.options or options
        included: list[Path] = []
        for pattern in options["include"]:
            names = sorted(glob.glob(str(path.parent / pattern), recursive=True))  # noqa: PTH207 - as beancount's loader does
            if not names:
                message = f'File glob "{pattern}" does not match any files'
                self.errors.append(found(BEANCOUNT, message, {"filename": str(path), "lineno": 1}))
            included += [Path(name) for name in names]
        return included


def _scanned(path: Path, content: bytes) -> Scanned | None:
    """Return what the scan of a file that import wrote gives, None where it is kept by hand or not as it was written."""
    stated = _BODY.search(content[:_HEAD])
    if stated is None or stated[1].decode() != canonical.body_digest(content):
        return None
    return scan(path, content.decode("utf-8"))


@dataclass(frozen=True)
class Books:
    """What an import needs of the books; *rows* are those they hold by document key."""

    path: Path
    accounts: dict[str, tuple[datetime.date, datetime.date | None]]
    kept_in: dict[str, tuple[str, ...]]
    register: Register
    calendar: Calendar
    rows: dict[str, Held]
    errors: tuple[Finding, ...]
    _files: tuple[Path, ...]

    @classmethod
    def read(cls, path: Path, told: Callable[[str, int, int], None] = silent) -> Books:
        """Read the ledger at *path*; raise :class:`~ledger.book.NoLedgerError` where there is none."""
        path = path.resolve()
        if not path.is_file():
            raise NoLedgerError(path, "is not a file: name the ledger with --ledger, or lay one out with ealedger init")
        year_alone.refuse(path, "import")
        resting = gc.isenabled()
        gc.disable()
        try:
            files = _Files(told)
            files.read(path)
            return _judged(cls, path, files)
        finally:
            if resting:
                # What is held stays until the import ends: no collection need look through it again.
                gc.freeze()
                gc.enable()

    @property
    def folder(self) -> Path:
        """The council's folder: the one that holds the ledger."""
        return self.path.parent

    def files(self) -> list[Path]:
        """Return every ledger file."""
        return list(self._files)


def _judged(cls: type[Books], path: Path, files: _Files) -> Books:
    """Return the books of *files*, with what must hold before anything is imported into them."""
    options = {**files.options, "filename": str(path), "include": sorted(files.seen)}
    options["pythonpath"] = [str(path.parent)] if options.get("insert_pythonpath") else []  # as beancount's loader does
    entries, errors = booking.book(sorted(files.entries, key=data.entry_sortkey), options)  # type: ignore[no-untyped-call] # as beancount has it
    errors = [*errors, *validation.validate(entries, options)]  # type: ignore[no-untyped-call]
    findings = [*files.errors, *(found(BEANCOUNT, " ".join(str(one.message).split()), one.source) for one in errors)]
    others = [entry for one in files.scanned for entry in (one.directive, *one.others)]
    view = look([*entries, *others], options)
    if setup.OURS in [name for name, _ in options["plugin"]]:
        findings += setup.check(view)
    else:
        message = f'our checks did not run: {path.name} needs the line plugin "ledger.plugins"'
        findings.append(found(setup.NOT_RUN, message, {"filename": str(path), "lineno": 1}))
    findings += archive.check(view) + agreed.check(view)
    rows, of_extracts = _rows(view, files.scanned)
    findings += of_extracts
    broken = [
        one
        for one in findings
        if one.level is Level.ERROR and one.code.startswith(_MUST_HOLD) and one.code not in archive.MENDED_BY_IMPORT
    ]
    closes = {name: entry.date for name, entry in view.closes.items()}
    return cls(
        path,
        {name: (entry.date, closes.get(name)) for name, entry in view.opens.items()},
        view.kept_in,
        view.register,
        view.calendar,
        rows,
        tuple(broken),
        (path, *(Path(name) for name in sorted(files.seen) if name != str(path))),
    )


def _rows(view: View, scanned: list[Scanned]) -> tuple[dict[str, Held], list[Finding]]:
    """Return the rows that the books hold by document key, and what breaks a rule of extracts."""
    sums, findings = extracts.summed(view)
    rows = _of_view(view)
    for one in scanned:
        twice = [*one.twice, *((key, 1) for key in one.rows.keys() & rows.keys())]
        findings += [
            found(
                extracts.KEY_TWICE,
                f"document {key} is posted twice",
                {"filename": str(one.path), "lineno": lineno},
            )
            for key, lineno in twice
        ]
        for day in one.days:
            findings += extracts.no_such_period(view, None, datetime.date.fromisoformat(day), one.directive.meta)
        for period in one.periods:
            findings += extracts.no_such_period(view, period, one.directive.date, one.directive.meta)
        rows.update(one.rows)
        held = one.sums()
        if one.name in sums:  # a second file of that name, or an entry by hand that names the extract
            held.rows += sums[one.name].rows
            held.pounds += sums[one.name].pounds
            held.reversed_rows += sums[one.name].reversed_rows
            held.reversed_pounds += sums[one.name].reversed_pounds
            held.evidence_rows += sums[one.name].evidence_rows
            held.evidence_pounds += sums[one.name].evidence_pounds
            held.accounts.update(sums[one.name].accounts)
        sums[one.name] = held
    return rows, findings + extracts.judged(view, sums)


def rows_of(one: Scanned) -> dict[str, Held]:
    """Return every row that a generated file holds, by document key."""
    return {**one.rows, **_of_view(look(one.others, {"filename": str(one.path), "include": [str(one.path)]}))}


def _of_view(view: View) -> dict[str, Held]:
    rows = {str(txn.meta["doc"]): _of_entry(txn) for txn in view.transactions if "doc" in txn.meta and txn.postings}
    rows.update((one.metadata["doc"], _of_record(one)) for one in view.register.records if "doc" in one.metadata)
    return rows


def _of_entry(txn: data.Transaction) -> Held:
    """Return the row of an entry that beancount parsed; of an entry with other postings, those as well."""
    legs = tuple(
        (one.account, money.to_pence(one.units.number), one.units.currency, canonical.codes_of(one.meta))
        for one in txn.postings
        if one.units is not None and one.units.number is not None
    )
    is_one_row = not any(one.meta and "row" in one.meta for one in txn.postings)
    is_plain = is_one_row and len(legs) == 2 and {leg[2] for leg in legs} == {"GBP"} and legs[0][1] == -legs[1][1]  # noqa: PLR2004
    return Held(
        txn.date.isoformat(),
        money.plain(imported.pence_of(txn)),
        txn.postings[0].account,
        str(txn.meta.get("extract", "")),
        _noted(txn.meta),
        Path(txn.meta["filename"]),
        () if is_plain else legs,
        payee=canonical.quote(txn.payee or "")[1:-1],
        contra=txn.postings[1].account if is_plain else "",
    )


def _of_record(record: Record) -> Held:
    """Return the row that became a directive."""
    account = record.metadata.get("account") or record.values.get("account") or record.values.get("from") or ""
    return Held(
        record.date.isoformat(),
        money.plain(imported.amount_of(record)),
        account,
        record.metadata.get("extract", ""),
        _noted(record.place),
        Path(record.place["filename"]),
        written=record.name,
        values=tuple(canonical.amount(one) if isinstance(one, int) else str(one) for one in record.values.values()),
    )


def _noted(meta: dict[str, Any]) -> str:
    kept = {key: value for key, value in meta.items() if isinstance(value, str | datetime.date)}
    return "".join(
        f"  {key}: {value.isoformat() if isinstance(value, datetime.date) else canonical.quote(value)}\n"
        for key, value in {**kept, **imported.stated(meta)}.items()
        if key not in ("filename", "extract")
    )
