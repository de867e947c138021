"""The quarterly audit pack: every statement of a period, the listing behind them, and the ledger itself, in one zip."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import ledger
from reports import catalogue, container, earlier, manifest, pack_workbook, page_layout, since_pack, snapshot
from reports.render import as_csv, as_html, as_text, content, templating
from reports.statement import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from ledger.book import Book
    from ledger.periods import Period
    from reports.statement import Statement

FRONT = "index.html"
READ_ME = "csv/README.txt"
WORKBOOK = "pack.xlsx"
MADE_BY = f"earned-autonomy-ledger {ledger.__version__}"


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
    kept = {since_pack.FILE: earlier.kept_for(book, period, since)} if since else {}
    statements += [since_pack.statement(book, period, one) for one in kept.values()]
    files = {**_tables(statements), **_pages(statements, book.folder), **_snapshot(book), **kept}
    if with_workbook:
        files[WORKBOOK] = pack_workbook.of_pack(statements)
    if with_pdf:
        # The listing is for machines: on paper it would be thousands of pages.
        printed = [one for one in statements if one.name != "transactions"]
        files |= {f"pdf/{one.name}.pdf": content(one, "pdf", book.folder) for one in printed}
    files[READ_ME] = _read_me(book, period, statements, book.folder).encode()
    files[FRONT] = _front(book, period, statements, files, book.folder).encode()
    if own := templating.own(book.folder):
        _refuse_hiding(files, made(book, statements, files))
    files[manifest.NAME] = _manifest(book, period, files, own)
    return period, container.write(files)


def _tables(statements: list[Statement]) -> dict[str, bytes]:
    return {
        f"csv/{statement.name}/{as_html.anchor(table.name)}.csv": as_csv.table_text(table).encode()
        for statement in statements
        for table in statement.tables
    }


def _pages(statements: list[Statement], folder: Path | None) -> dict[str, bytes]:
    link = _link_to(next(one for one in statements if one.name == "transactions"))
    files = {}
    for statement in statements:
        to_lines = None if statement.name == "transactions" else link
        page = as_html.render(statement, folder, to_lines, home=f"../{FRONT}")
        files[f"statements/{statement.name}.html"] = page.encode()
    return files


def _refuse_hiding(files: Mapping[str, bytes], ours: Mapping[str, str]) -> None:
    """Raise :class:`~reports.render.templating.LayoutError` where a council's own template makes what verify would not accept."""
    for name, page in ours.items():
        if (
            name.endswith(".html")
            and files[name] != page.encode()
            and (why := page_layout.objection(files[name], page))
        ):
            raise templating.LayoutError(name, why)


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


def made(book: Book, statements: list[Statement], files: Mapping[str, bytes]) -> dict[str, str]:
    """Return every page of a pack of *files* as our own templates make it: a pack brings none to verify."""
    period = statements[0].period
    listed = set(files) - {FRONT, manifest.NAME}
    pages = {name: page.decode() for name, page in _pages(statements, None).items()}
    return {
        READ_ME: _read_me(book, period, statements, None),
        FRONT: _front(book, period, statements, listed, None),
        **pages,
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


def _manifest(book: Book, period: Period, files: dict[str, bytes], own: list[str]) -> bytes:
    said: dict[str, Any] = {
        "pack": period.label,
        "authority": book.authority,
        "made-by": MADE_BY,
        **({"templates": own} if own else {}),
        "ledger": f"{snapshot.FOLDER}{book.path.name}",
        "files": {
            name: {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}
            for name in sorted(files)
        },
    }
    return manifest.sealed(said)
