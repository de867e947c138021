"""The quarterly audit pack: every statement of a period, the listing behind them, and the ledger itself, in one zip."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ledger
from reports import catalogue, container, pack_workbook, recomputing, since_pack, snapshot
from reports.render import as_csv, as_html, as_text, content, templating
from reports.statement import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from ledger.book import Book
    from ledger.periods import Period
    from reports.statement import Statement

MANIFEST = "manifest.json"
FRONT = "index.html"
READ_ME = "csv/README.txt"
WORKBOOK = "pack.xlsx"


def build(
    book: Book, period_text: str, *, with_workbook: bool = True, with_pdf: bool = False, since: Path | None = None
) -> tuple[Period, bytes]:
    """Return the period and the zip of its pack: pages, tables as CSV, the ledger, and as asked a workbook and PDFs.

    The same ledger gives the same bytes on one installation, and the same files inside on every one: no clock, no
    host, no user's path. Raises :class:`~ledger.book.UnsoundError` and :class:`~ledger.periods.PeriodError`; a pack is of
    a period, so a blank *period_text* names none. With *since*, an earlier pack, what its books held is held against *book*; raises
    :class:`~reports.since_pack.NotComparedError` where that is no sound pack of this period or an earlier one.
    """
    book.require_whole("pack")
    book.require_sound()
    period = book.calendar.parse(period_text)
    statements = [catalogue.build(name, book, period_text) for name in catalogue.of_pack(book, period)]
    kept = {since_pack.FILE: _kept_of(since)} if since else {}
    statements += [since_pack.statement(book, period, one) for one in kept.values()]
    files = {**_statements(book, statements), **_snapshot(book), **kept}
    if with_workbook:
        files[WORKBOOK] = pack_workbook.of_pack(statements)
    if with_pdf:
        # The listing is for machines: on paper it would be thousands of pages.
        printed = [one for one in statements if one.name != "transactions"]
        files |= {f"pdf/{one.name}.pdf": content(one, "pdf", book.folder) for one in printed}
    files[READ_ME] = _read_me(book, period, statements, book.folder).encode()
    files[FRONT] = _front(book, period, statements, files, book.folder).encode()
    files[MANIFEST] = _manifest(book, period, files)
    return period, container.write(files)


def _kept_of(path: Path) -> bytes:
    """Return the lines of an earlier pack's books; it is as little trusted as any pack that comes from elsewhere."""
    try:
        return _lines_of(path, path.read_bytes())
    except OSError as problem:
        raise since_pack.NotComparedError(f"{path} cannot be read ({problem.strerror})") from problem
    except (container.ContainerError, container.DamagedError, snapshot.UnsafeError) as problem:
        raise since_pack.NotComparedError(f"{path} {problem}") from problem


def _lines_of(path: Path, zipped: bytes) -> bytes:
    files, problems = _sound(zipped)
    if problems:
        raise since_pack.NotComparedError(
            f"{path} is not as it was packed ({problems[0]}): nothing is held against it; run ealedger verify on it"
        )
    manifest = json.loads(files[MANIFEST])
    snapshot.check(files)
    with snapshot.opened(files, str(manifest.get("ledger", ""))) as earlier:
        if earlier.errors:
            raise since_pack.NotComparedError(f"{path}: the ledger in it has errors, so nothing is held against it")
        return since_pack.content(earlier, earlier.calendar.parse(str(manifest.get("pack", ""))), zipped)


def _statements(book: Book, statements: list[Statement]) -> dict[str, bytes]:
    link = _link_to(next(one for one in statements if one.name == "transactions"))
    files = {}
    for statement in statements:
        to_lines = None if statement.name == "transactions" else link
        page = as_html.render(statement, book.folder, to_lines, home=f"../{FRONT}")
        files[f"statements/{statement.name}.html"] = page.encode()
        for table in statement.tables:
            files[f"csv/{statement.name}/{as_html.anchor(table.name)}.csv"] = as_csv.table_text(table).encode()
    return files


def _link_to(listing: Statement) -> Callable[[Figure], str | None]:
    """Return what links a figure to its lines, where the listing of the period shows all of them.

    The lines of several accounts are linked where their tables follow each other, at the first of them.
    """
    listed: dict[int, int] = {}
    for number, table in enumerate(listing.tables):
        for row in table.rows:
            if isinstance(cell := row.cells[-1], Figure):
                listed[cell.lines[0]] = number

    def link(figure: Figure) -> str | None:
        if not figure.lines or not all(line in listed for line in figure.lines):
            return None
        tables = {listed[line] for line in figure.lines}
        first = min(tables)
        if max(tables) - first >= len(tables):
            return None
        return f"transactions.html#{as_html.anchor(listing.tables[first].name)}"

    return link


def _covers(book: Book, statements: list[Statement], files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the pages that lead to the statements of a pack of *files*, by our own templates: a pack brings none to verify."""
    period = statements[0].period
    listed = set(files) - {FRONT, MANIFEST}
    return {
        READ_ME: _read_me(book, period, statements, None),
        FRONT: _front(book, period, statements, listed, None),
    }


def _read_me(book: Book, period: Period, statements: list[Statement], folder: Path | None) -> str:
    """Return what stands beside the tables, so that what every statement must say goes with them."""
    return templating.render(
        folder,
        ["pack-csv.txt"],
        authority=book.authority,
        period=period,
        days=_days(period),
        statements=statements,
        disclosures=book.disclosures(period),
        wrap=as_text.wrap,
        anchor=as_html.anchor,
        version=ledger.__version__,
    )


def _snapshot(book: Book) -> dict[str, bytes]:
    """Return the ledger's own files, by the names they have in the council's folder."""
    files = {}
    paths = [
        path
        for path in [*book.files(), *book.seals(), *book.years_alone(), book.folder / "calendar.toml"]
        if path.is_file()
    ]
    for number, path in enumerate(paths):
        inside = path.is_relative_to(book.folder)
        name = path.relative_to(book.folder).as_posix() if inside else f"elsewhere/{number}/{path.name}"
        files[f"{snapshot.FOLDER}{name}"] = path.read_bytes()
    return files


def _front(book: Book, period: Period, statements: list[Statement], files: Iterable[str], folder: Path | None) -> str:
    control = next(one for one in statements if one.name == "transactions").tables[0]
    return templating.render(
        folder,
        ["pack.html"],
        authority=book.authority,
        period=period,
        days=_days(period),
        statements=[(one, catalogue.STATEMENTS.get(one.name, ("", since_pack.SHOWS))[1]) for one in statements],
        disclosures=book.disclosures(period),
        control=control,
        changes=[one for one in statements if one.name in ("changes", since_pack.NAME)],
        findings=book.findings,
        settled=next(one for one in statements if one.name == "findings").tables[1:],
        files=sorted(files),
        pdfs=sorted(name for name in files if name.startswith("pdf/")),
        link=lambda _: None,
        anchor=as_html.anchor,
        version=ledger.__version__,
    )


def _days(period: Period) -> str:
    return " to ".join(f"{day.day} {day:%B %Y}" for day in (period.start, period.end))


def _manifest(book: Book, period: Period, files: dict[str, bytes]) -> bytes:
    said: dict[str, Any] = {
        "pack": period.label,
        "authority": book.authority,
        "made-by": f"earned-autonomy-ledger {ledger.__version__}",
        "ledger": f"{snapshot.FOLDER}{book.path.name}",
        "files": {
            name: {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}
            for name in sorted(files)
        },
    }
    return sealed(said)


def sealed(content: dict[str, Any]) -> bytes:
    """Return a manifest as text, with the sha256 of all else that it says under ``seal``."""
    seal = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return (json.dumps({**content, "seal": seal}, ensure_ascii=False, indent=2) + "\n").encode()


@dataclass(frozen=True)
class Verified:
    """What became of a pack that was verified: a sentence for each *problem*, which version made it, and what was not compared."""

    problems: tuple[str, ...]
    made_by: str = ""
    not_compared: tuple[str, ...] = ()

    @property
    def is_recomputed(self) -> bool:
        """Whether its statements were made again from its ledger."""
        return bool(self.made_by)


def verify(path: Path, since: Path | None = None) -> Verified:
    """Hold every file of the pack at *path* against its manifest, and where all fit, its figures against the ledger in it.

    With *since*, what it keeps of an earlier pack is held against that one.

    Raises :class:`~reports.container.ContainerError` where it is no pack, :class:`~reports.container.DamagedError` where it
    cannot be opened, :class:`~reports.snapshot.UnsafeError` where its ledger may not be loaded, and :class:`OSError` where it
    cannot be read.
    """
    files, problems = _sound(path.read_bytes())
    if problems:
        return Verified(tuple(problems))
    manifest = json.loads(files[MANIFEST])
    said = {key: str(manifest.get(key, "")) for key in ("ledger", "pack", "made-by", "authority")}
    alone = {name for name in files if name == WORKBOOK or name.startswith("pdf/")}
    found = list(recomputing.differences(files, said["ledger"], said, _covers))
    if since is None:
        alone |= {since_pack.FILE} & files.keys()
    elif since_pack.FILE not in files:
        found.append(f"{since_pack.FILE}: is not in the pack, which was made without --since")
    elif files[since_pack.FILE] != _kept_of(since):
        found.append(f"{since_pack.FILE}: is not what {since.name} gives")
    return Verified(tuple(found), said["made-by"] or "an unnamed version", tuple(sorted(alone)))


def _sound(packed: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a pack, and a sentence for each that is not as its manifest says."""
    files, problems = container.read(packed)
    if MANIFEST not in files and not problems:
        raise container.ContainerError(f"holds no {MANIFEST}: it is no pack, or its manifest was taken out")
    problems = problems or container.not_as_written(packed)
    if MANIFEST in files and MANIFEST not in problems:
        problems.update(_against_manifest(files, problems))
    return files, [f"{name} {problem}" for name, problem in problems.items()]


def _against_manifest(files: dict[str, bytes], damaged: dict[str, str]) -> dict[str, str]:
    try:
        manifest = json.loads(files[MANIFEST])
        stated = {name: (entry["sha256"], entry["bytes"]) for name, entry in manifest["files"].items()}
        untouched = sealed({key: value for key, value in manifest.items() if key != "seal"}) == files[MANIFEST]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {MANIFEST: "is damaged: it is not the manifest of a pack"}
    problems = {} if untouched else {MANIFEST: "was changed: its seal does not fit what it says"}
    for name, (digest, size) in stated.items():
        if name in damaged:
            continue
        if name not in files:
            problems[name] = "is missing"
        elif len(files[name]) != size or hashlib.sha256(files[name]).hexdigest() != digest:
            problems[name] = "was changed: its sha256 is not the manifest's"
    added = set(files) - set(stated) - {MANIFEST}
    problems.update(dict.fromkeys(sorted(added), "was added: the manifest does not name it"))
    return problems
