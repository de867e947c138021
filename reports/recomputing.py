"""Do the books in a pack give the figures in it? Every statement is made again from them, and each figure is compared."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledger import places
from reports import catalogue, page_differences, since_pack, snapshot
from reports.render import as_csv, as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ledger.book import Book
    from ledger.findings import Finding
    from reports.page_differences import Judged
    from reports.statement import Statement

    Made = Callable[[Book, list[Statement], Mapping[str, bytes]], dict[str, str]]

#: So many errors of a ledger are told one by one; who wants the others loads it.
_MOST_ERRORS = 20
#: What says that something in a pack was changed comes before what follows from the change.
_CHANGES = ("S110", "L1", "S107", "S1")


class Recomputed(NamedTuple):
    """What differs in a pack, how many errors its ledger has, and which of its pages say the same and are laid out otherwise."""

    differences: tuple[str, ...]
    unsound: int = 0
    otherwise: tuple[str, ...] = ()


def recomputed(files: Mapping[str, bytes], top: str, said: Mapping[str, str], pages: Made) -> Recomputed:
    """Return a sentence for each part of a pack that the ledger in it does not give; none where all agree.

    *said* is what the manifest says: its period as ``pack``, and its ``authority``; *pages* makes every page by our own templates. Of
    each part only the first difference is told. Raises :class:`~reports.snapshot.UnsafeError` where the ledger may not be loaded.
    """
    snapshot.check(files)
    with snapshot.opened(files, top) as book:
        if book.errors:
            return Recomputed(tuple(_errors(book)), len(book.errors))
        names = catalogue.of_pack(book, book.calendar.parse(said["pack"]))
        statements = [catalogue.build(name, book, said["pack"]) for name in names]
        if since_pack.FILE in files:
            try:
                statements.append(since_pack.statement(book, statements[0].period, files[since_pack.FILE]))
            except since_pack.NotComparedError as why:
                return Recomputed((str(why),))
        made = pages(book, statements, files)
        found, otherwise = [], []
        for one in statements:
            name = f"statements/{one.name}.html"
            judged = _of_statement(files, one, name, made[name])
            differs = judged.difference if name not in files else next(_of_tables(files, one), judged.difference)
            found += [differs] if differs else []
            otherwise += [name] if judged.is_otherwise else []
        for name in sorted(set(made) - {f"statements/{one.name}.html" for one in statements}):
            judged = _of_cover(book, files, name, made[name], statements)
            found += [judged.difference] if judged.difference else []
            otherwise += [name] if judged.is_otherwise else []
        if said["authority"] != book.authority:
            found.append(f"the manifest says {said['authority'] or 'no authority'}, and its ledger {book.authority}")
        found += _strangers(book, files, set(made))
        return Recomputed(tuple(_once(found)), 0, tuple(sorted(otherwise)))


def _once(found: list[str]) -> Iterator[str]:
    """Yield each sentence, one that several pages have alike once, with their names: what the ledger finds stands on all of them."""
    pages: dict[str, list[str]] = {}
    for one in found:
        name, _, what = one.partition(": ")
        pages.setdefault(what, []).append(name)
    for what, names in pages.items():
        first, *others = names
        yield f"{first}: {what}" + (f"; the same of {', '.join(others)}" if others else "")


def _errors(book: Book) -> Iterator[str]:
    """Yield the errors of a pack's ledger, those first that name what was changed, each with its file in the pack and line."""

    def rank(one: Finding) -> int:
        return next((number for number, code in enumerate(_CHANGES) if one.code.startswith(code)), len(_CHANGES))

    for one in sorted(book.errors, key=rank)[:_MOST_ERRORS]:
        place = places.short(Path(one.filename), book.folder) if Path(one.filename).is_file() else ""
        where = f"{snapshot.FOLDER}{place}:{one.lineno}: " if place else "its ledger: "
        yield f"{where}{one.code} {one.message}"
    if len(book.errors) > _MOST_ERRORS:
        yield f"its ledger has {len(book.errors) - _MOST_ERRORS:,} further errors: unpack it and run ealedger check"


def _of_statement(files: Mapping[str, bytes], statement: Statement, name: str, made: str) -> Judged:
    if name not in files:
        return page_differences.Judged(f"{name}: is not in the pack, and the ledger gives it")
    return page_differences.judged(name, files[name], made, statement.tables, _must_say(statement))


def _must_say(statement: Statement) -> list[str]:
    captions = [table.caption for table in statement.tables]
    found = [text for one in statement.findings for text in (one.message, one.settled) if text]
    return [statement.authority, statement.period.label, *statement.disclosures, *captions, *statement.notes, *found]


def _of_cover(book: Book, files: Mapping[str, bytes], name: str, made: str, statements: Sequence[Statement]) -> Judged:
    """Return how a page that leads to the statements differs."""
    if name not in files:
        return page_differences.Judged(f"{name}: is not in the pack, and the ledger gives it")
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
    return page_differences.judged(name, files[name], made, tables, wanted)


def _strangers(book: Book, files: Mapping[str, bytes], pages: set[str]) -> Iterator[str]:
    """Yield what is in a pack and no part of it: a file that nothing is compared with says what it likes."""
    statements = {Path(name).stem for name in pages if name.startswith("statements/")}
    known = {*pages, "manifest.json", "pack.xlsx", since_pack.FILE} | {f"pdf/{name}.pdf" for name in statements}
    read = {
        path.relative_to(book.folder).as_posix() for path in (*book.files(), *book.seals(), *book.years_alone())
    } | {"calendar.toml"}
    known |= {f"{snapshot.FOLDER}{name}" for name in read}
    folders = tuple(f"csv/{name}/" for name in sorted(statements))
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
