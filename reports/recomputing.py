"""Do the books in a pack give the figures in it? Every statement is made again from them, and each figure is compared."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from reports import catalogue, page_differences, since_pack, snapshot
from reports.render import as_csv, as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ledger.book import Book
    from reports.statement import Statement

    Covers = Callable[[Book, list[Statement], Mapping[str, bytes]], dict[str, str]]


def differences(files: Mapping[str, bytes], top: str, said: Mapping[str, str], covers: Covers) -> list[str]:
    """Return a sentence for each part of a pack that the ledger in it does not give; none where all agree.

    *said* is what the manifest says: its period as ``pack``, and its ``authority``; *covers* makes the pages that lead to the
    statements. Of each part only the first difference is told. Raises :class:`~reports.snapshot.UnsafeError` where the ledger may
    not be loaded.
    """
    snapshot.check(files)
    with snapshot.opened(files, top) as book:
        if book.errors:
            first = book.errors[0]
            return [
                f"the ledger in it has {len(book.errors)} errors, so nothing can be computed again: {first.code} {first.message}"
            ]
        names = catalogue.of_pack(book, book.calendar.parse(said["pack"]))
        statements = [catalogue.build(name, book, said["pack"]) for name in names]
        if since_pack.FILE in files:
            try:
                statements.append(since_pack.statement(book, statements[0].period, files[since_pack.FILE]))
            except since_pack.NotComparedError as why:
                return [str(why)]
        made = covers(book, statements, files)
        found = [problem for one in statements for problem in _of_statement(files, one)]
        found += [problem for name, text in made.items() if (problem := _of_cover(book, files, name, text, statements))]
        if said["authority"] != book.authority:
            found.append(f"the manifest says {said['authority'] or 'no authority'}, and its ledger {book.authority}")
        return found + list(_strangers(book, files, set(made), statements))


def _of_statement(files: Mapping[str, bytes], statement: Statement) -> list[str]:
    name = f"statements/{statement.name}.html"
    if name not in files:
        return [f"{name}: is not in the pack, and the ledger gives it"]
    first = next(_of_tables(files, statement), None) or page_differences.first(
        name, files[name], as_html.render(statement), statement.tables, _must_say(statement)
    )
    return [first] if first else []


def _must_say(statement: Statement) -> list[str]:
    captions = [table.caption for table in statement.tables]
    found = [text for one in statement.findings for text in (one.message, one.settled) if text]
    return [statement.authority, statement.period.label, *statement.disclosures, *captions, *statement.notes, *found]


def _of_cover(book: Book, files: Mapping[str, bytes], name: str, made: str, statements: Sequence[Statement]) -> str:
    """Return the first difference of a page that leads to the statements."""
    if name not in files:
        return f"{name}: is not in the pack, and the ledger gives it"
    period = statements[0].period
    wanted = [book.authority, period.label, *book.disclosures(period)]
    wanted += [title for one in statements for title in (one.title, *(table.caption for table in one.tables))]
    wanted += [text for one in book.findings for text in (one.message, one.settled) if text]
    named = {one.name: one for one in statements}
    since = named.get(since_pack.NAME, named["changes"])
    # The front shows the control totals, all that changed since the last pack, and what became of findings.
    shown = [*named["transactions"].tables[:1], *named["changes"].tables, *named["findings"].tables[1:], *since.tables]
    tables = shown if name.endswith(".html") else ()
    wanted += [*named["changes"].notes, *since.notes]
    return page_differences.first(name, files[name], made, tables, wanted)


def _strangers(
    book: Book, files: Mapping[str, bytes], covers: set[str], statements: Sequence[Statement]
) -> Iterator[str]:
    """Yield what is in a pack and no part of it: a file that nothing is compared with says what it likes."""
    known = {f"statements/{one.name}.html" for one in statements} | covers | {"manifest.json", "pack.xlsx"}
    known |= {since_pack.FILE}
    known |= {f"pdf/{one.name}.pdf" for one in statements}
    read = {
        path.relative_to(book.folder).as_posix() for path in (*book.files(), *book.seals(), *book.years_alone())
    } | {"calendar.toml"}
    known |= {f"{snapshot.FOLDER}{name}" for name in read}
    folders = tuple(f"csv/{one.name}/" for one in statements)
    for name in sorted(set(files) - known):
        if name.startswith("statements/"):
            yield f"{name}: this version of ealedger makes no such statement of this period"
        elif name.startswith(snapshot.FOLDER):
            yield f"{name}: is in the pack, and its ledger does not read it"
        elif not name.startswith(folders):
            yield f"{name}: is in the pack, and no part of one"


def _of_tables(files: Mapping[str, bytes], statement: Statement) -> Iterator[str]:
    """Yield what differs in the tables as CSV."""
    folder = f"csv/{statement.name}/"
    wanted = {f"{folder}{as_html.anchor(table.name)}.csv": table for table in statement.tables}
    for name, table in wanted.items():
        if name not in files:
            yield f"{name}: is not in the pack, and the ledger gives it"
            continue
        packed, made = files[name].decode("utf-8", "replace"), as_csv.table_text(table)
        if packed != made:
            yield f"{name}: {page_differences.of_rows(_csv(packed), _csv(made), [column.name for column in table.columns])}"
    for name in sorted(set(files) - set(wanted)):
        if name.startswith(folder):
            yield f"{name}: is in the pack, and the ledger does not give it"


def _csv(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text)))
    except csv.Error:  # a cell of more than any cell of ours
        return []
