"""The command line: parse, call, print. No rule stands here; heavy modules are imported by the commands that need them."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    import datetime

    from importers.batch import Outcome
    from importers.inspection import Inspection
    from ledger.agreements import Extract
    from ledger.book import Book
    from ledger.close import Done
    from ledger.trails import Archived

FORMATS = ("text", "html", "csv", "json")
BINARY = ("xlsx", "pdf")
KINDS = (
    "general-ledger", "supplier-payments", "grant-remittance", "contributions", "results-claims", "families-attached",
    "allocations", "commitments", "forecasts", "gl-balance", "journals", "cost-savings",
)  # fmt: skip
STATEMENTS = (
    "overview", "changes", "agreements", "allocation", "budget", "funding", "reconciliation", "claims", "claim-schedule", "audit-sample", "families", "grants",
    "upfront", "grant-usage", "balance-sheet", "year-end", "trial-balance", "transactions", "journals", "evidence", "gl-reconciliation", "passed-on",
    "pooled", "contributions", "value",
    "findings",
)  # fmt: skip
FAILED = 2
ROWS_SHOWN = 20
OURS = ("ledger", "importers", "reports")


class _Ledger(click.Group):
    """The group whose commands end with a sentence and exit status 2 where they could not be done."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Exception as problem:
            if type(problem).__module__.partition(".")[0] in OURS:
                _fail(str(problem))
            if isinstance(problem, OSError) and problem.filename is not None:
                _fail(f"{problem.filename} cannot be used ({problem.strerror})")
            raise


def _fail(sentence: str) -> NoReturn:
    click.echo(f"ealedger: {sentence}", err=True)
    sys.exit(FAILED)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


@click.group(cls=_Ledger, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.option(
    "--ledger",
    "ledger_file",
    type=click.Path(path_type=Path),
    envvar="EALEDGER",
    default=Path("budget.beancount"),
    show_default=True,
    help="The ledger file; also the environment variable EALEDGER.",
)
@click.version_option(package_name="earned-autonomy-ledger", prog_name="ealedger")
@click.pass_context
def main(ctx: click.Context, ledger_file: Path) -> None:
    """Keep the programme ledger of an English council.

    Attachment fees, results payments, pooled budgets and Earned Autonomy
    upfront funding, in plain-text double-entry books beside the finance system.

    Exit status: 0 all well; 1 something needs a person; 2 it could not be done.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    ctx.obj = ledger_file


def _book(ctx: click.Context) -> Book:
    from ledger.book import Book

    path: Path = ctx.obj
    return Book.load(path)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", help="The council's name, as statements print it.")
@click.option(
    "--fund",
    "funds",
    multiple=True,
    metavar="TITLE[:pool]",
    help="A fund to open; a grant's unless :pool stands after it. Again for each.",
)
@click.option(
    "--agreement",
    "agreements",
    multiple=True,
    metavar="NAME:FUND:TYPE",
    help="An agreement; TYPE is payment-by-results, upfront or grant. Again for each.",
)
@click.option(
    "--year", default=None, metavar="2018-19", help="The first financial year of the books; by default the present one."
)
def init(folder: Path, name: str | None, funds: tuple[str, ...], agreements: tuple[str, ...], year: str | None) -> None:
    """Lay out a council's FOLDER: ledger, books, extracts, packs.

    What is not given as an option is asked for.
    """
    import datetime

    from ledger import council, periods

    asking = sys.stdin.isatty()
    if not name:
        name = click.prompt("The council's name", err=True) if asking else _fail("the council needs a --name")
    if not funds:
        funds = (
            _ask("A fund, such as Troubled Families (nothing ends)")
            if asking
            else _fail("the ledger needs a --fund 'Troubled Families'")
        )
    wanted = [council.fund_wanted(text) for text in funds]
    if not agreements and asking:
        agreements = _ask("An agreement, NAME:FUND:TYPE (nothing ends)")
    agreed = [council.agreement_wanted(text, wanted) for text in agreements]
    first = year or periods.Calendar().year_of(datetime.datetime.now(tz=datetime.UTC).date())
    for path in council.lay_out(folder, name, wanted, agreed, first):
        _say(f"wrote {path}")
    _say(f"next: ealedger --ledger {folder / 'budget.beancount'} check")


def _ask(question: str) -> tuple[str, ...]:
    answers = []
    while answer := click.prompt(question, default="", show_default=False, err=True).strip():
        answers.append(answer)
    return tuple(answers)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def inspect(files: tuple[Path, ...], form: str) -> None:
    """Say what each of FILES is; write nothing.

    Encoding, tables, columns, rows, total, and what would be rejected.
    """
    from importers.inspection import inspect as look
    from importers.reader import UnreadableError

    seen = []
    for path in files:
        try:
            seen.append(look(path))
        except UnreadableError as problem:
            _say(f"ealedger: {problem}")
    if form == "json" and seen:
        objects = [one.as_object() for one in seen]
        click.echo(json.dumps(objects[0] if len(files) == 1 else objects, ensure_ascii=False, indent=2))
    elif form == "text":
        for one in seen:
            _print_inspection(one)
    if len(seen) < len(files):
        sys.exit(FAILED)
    sys.exit(1 if any(one.needs_a_person for one in seen) else 0)


def _print_inspection(one: Inspection) -> None:
    from ledger import money

    click.echo(f"{one.path.name}: {one.encoding}, sha256 {one.sha256[:16]}…")
    for table in one.tables:
        sheet = f"sheet {table['sheet']}, " if table["sheet"] else ""
        click.echo(f"  {sheet}header in row {table['header_row']}")
        for column in table["columns"]:
            click.echo(f"    {column['name'] or '(no name)':<36}  {column['role'] or '-'}")
    click.echo(f"  {one.rows:,} rows, {one.blank_rows:,} blank; total £{money.printed(one.pence)}")
    for total in one.printed_totals:
        agrees = "agrees" if total.agrees else "does not agree with the rows"
        click.echo(f"  row {total.row} prints a total of £{money.printed(total.pence)}: it {agrees}")
    _print_rows([(reject.row, reject.reason) for reject in one.rejects], to_errors=False)
    for warning in one.warnings:
        click.echo(f"  warning: {warning}")
    for note in one.notes:
        click.echo(f"  note: {note}")


def _print_rows(rows: list[tuple[int, str]], *, to_errors: bool) -> None:
    for row, reason in rows[:ROWS_SHOWN] if not to_errors else rows:
        click.echo(_one_line(f"  row {row}: {reason}"), err=to_errors)
    if not to_errors and len(rows) > ROWS_SHOWN:
        click.echo(f"  and {len(rows) - ROWS_SHOWN} more; --format json lists them all")


def _one_line(text: str) -> str:
    """Return *text* on one line, whatever of a file it quotes: nothing there can look like a line of ours."""
    return "".join(mark if mark.isprintable() else " " for mark in text)


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--profile", metavar="P", help="The profile: a file, or a name in profiles/; by default the one that fits."
)
@click.option("--accept-rejects", metavar="WHY", help="Import the good rows alone; the books keep WHY.")
@click.option("--restate", metavar="WHY", help="Reverse and post again rows that changed; the books keep WHY.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.pass_context
def import_(
    ctx: click.Context,
    files: tuple[Path, ...],
    profile: str | None,
    accept_rejects: str | None,
    restate: str | None,
    *,
    dry_run: bool,
) -> None:
    """Bring finance extracts into the books.

    Each of FILES becomes one new file in books/, whole or not at all, and is
    kept by its hash in extracts/archive/. A file imported before, or rows the
    books hold already, change nothing. Rejected rows are listed beside the file,
    as FILE.rejects.csv: correct the rows there and import that list.

    Exit status: 1 where rows were rejected, or where what was posted is
    doubtful; 2 where a file could not be imported at all.
    """
    from importers.batch import Importing, NotImportedError
    from importers.books import Books
    from importers.profile import ProfileError
    from importers.progress import Progress
    from importers.reader import UnreadableError
    from ledger import store
    from ledger.book import NoLedgerError

    path: Path = ctx.obj
    if not path.is_file():
        raise NoLedgerError(path, "is not a file: name the ledger with --ledger, or lay one out with ealedger init")
    status = 0
    with contextlib.nullcontext() if dry_run else store.locked(path.resolve().parent):
        progress = Progress()
        importing = Importing(
            Books.read(path, progress), dry_run, progress, accept_rejects=accept_rejects, restate=restate
        )
        for file in files:
            try:
                outcome = importing.run(file, profile)
            except (UnreadableError, ProfileError, NotImportedError, store.NotWrittenError) as problem:
                progress.end()
                _say(f"ealedger: {problem}")
                status = FAILED
                continue
            progress.end()
            _print_outcome(outcome)
            status = max(status, int(outcome.needs_a_person))
    sys.exit(status)


def _print_outcome(outcome: Outcome) -> None:
    click.echo("\n".join(map(_one_line, outcome.printed())))
    _print_rows([(reject.row, reject.reason) for reject in outcome.done.rejects], to_errors=True)


@main.group()
def profile() -> None:
    """Write a profile for a file, and try it out.

    A profile says where an extract has its columns, which rows belong to the
    programme, and what their codes mean.
    """


@profile.command("draft")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of the screen.")
@click.pass_context
def profile_draft(ctx: click.Context, file: Path, output: Path | None) -> None:
    """Write a profile for FILE to begin with.

    Columns are proposed, codes are listed with their rows and totals, and what
    cannot be told is asked in a comment.
    """
    from importers.draft import draft
    from ledger import store

    text = draft(file, ctx.obj.resolve().parent)
    if output is None:
        click.echo(text, nl=False)
        return
    _refuse_to_overwrite(output)
    store.replace_text(output, text)
    _say(f"wrote {output}")


def _refuse_to_overwrite(output: Path) -> None:
    if output.exists():
        _fail(f"{output} is there already: name another file, or take it away first")


@profile.command("template")
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write to this file, .csv or .xlsx, instead of the screen."
)
def profile_template(kind: str, output: Path | None) -> None:
    """Write an empty extract of KIND, to be filled in.

    Its headers are those of our plain layout, which import knows without a
    profile. What stands in each column is told in docs/kinds.md.

    \b
    KIND is one of:
      general-ledger     rows of the ledger, by account
      supplier-payments  payments, matched to the ledger
      grant-remittance   money received under instalments
      contributions      invoices to partners, and receipts
      results-claims     results claimed for families
      families-attached  families identified, attached, closed
      allocations        money approved for accounts, and virements
      commitments        orders raised, reduced, cancelled
      forecasts          what accounts will come to, by year
      gl-balance         balances of the finance system
      journals           journals of these books
      cost-savings       what families cost and save, from a calculator
    """  # noqa: D301 - click needs the mark itself, not its backslash
    from importers import template
    from ledger import store

    if output is None:
        click.echo(template.text(kind), nl=False)
        return
    content = template.content(kind, output)
    _refuse_to_overwrite(output)
    store.replace(output, content)
    _say(f"wrote {output}")


@profile.command("test")
@click.argument("name", metavar="PROFILE")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def profile_test(ctx: click.Context, name: str, file: Path) -> None:
    """Show what PROFILE would do with FILE; write nothing.

    The first ten rows with account, contra and the rule that says so, and the
    totals. Exit status: 1 where rows would be rejected.
    """
    from importers.trial import trial

    tried = trial(name, file, _book(ctx))
    for line in (*tried.lines(), *(f"  warning: {warning}" for warning in tried.done.warnings)):
        click.echo(line)
    _print_rows([(reject.row, reject.reason) for reject in tried.done.rejects], to_errors=True)
    sys.exit(1 if tried.needs_a_person else 0)


@main.command()
@click.option("--explain", metavar="CODE", help="Explain the rule behind a finding's CODE.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_context
def check(ctx: click.Context, explain: str | None, form: str) -> None:
    """Run every check of the books and print what they found.

    Exit status: 1 where there is an error; 0 where there is none, even with
    warnings, which are printed with every statement.
    """
    if explain:
        _explain(explain)
        return
    from ledger.places import shown

    book = _book(ctx)
    if form == "json":
        found = [
            {
                "code": one.code,
                "level": str(one.level),
                "message": one.message,
                "place": shown(one.filename, one.lineno, book.folder),
                "settled": one.settled,
            }
            for one in book.findings
        ]
        said = {"findings": found, "not_judged": list(book.not_judged)}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        import textwrap

        from ledger import year_alone

        for one in book.findings:
            where = shown(one.filename, one.lineno, book.folder)
            settled = f". Settled {one.settled}" if one.settled else ""
            sentence = f"{one.code} {one.level}: {one.message}{f' ({where})' if where else ''}{settled}"
            click.echo(
                textwrap.fill(sentence, 80, subsequent_indent="     ", break_on_hyphens=False, break_long_words=False)
            )
        if sentence := year_alone.not_judged(book):
            click.echo(textwrap.fill(sentence, 80, subsequent_indent="     ", break_on_hyphens=False))
        errors, warnings = len(book.errors), len(book.warnings)
        explained = sum(bool(one.settled) for one in book.warnings)
        click.echo(
            f"{book.path.name}: {len(book.entries):,} entries, {errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"
            f"{f', {explained} of them settled' if explained else ''}"
        )
    sys.exit(1 if book.errors else 0)


def _explain(code: str) -> None:
    import textwrap

    from ledger.book import RULES

    rule = RULES.get(code.upper())
    if rule is None:
        _fail(f"there is no rule {code}; there are {', '.join(sorted(RULES))}")
    click.echo(f"{rule.code} {rule.level}: {rule.title}")
    click.echo(textwrap.fill(rule.explanation, 80, break_on_hyphens=False))


@main.command()
@click.argument("name", type=click.Choice(STATEMENTS), metavar="NAME")
@click.argument("period", required=False)
@click.option("--format", "form", type=click.Choice((*FORMATS, *BINARY)), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of the screen.")
@click.option("--assume", metavar="PERCENT", help="upfront: the success rate that the budget was planned with.")
@click.option("--results-share", metavar="PERCENT", help="upfront: how much of the money would have been results.")
@click.option("--partner", metavar="NAME", help="pooled, contributions: this partner's own figures, and no other's.")
@click.pass_context
def statement(
    ctx: click.Context,
    name: str,
    period: str | None,
    form: str,
    output: Path | None,
    assume: str | None,
    results_share: str | None,
    partner: str | None,
) -> None:
    """Print a statement for a PERIOD, by default all the books.

    \b
    NAME is one of:
      overview       every agreement: received, spent, what is next, findings
      changes        since the last pack: closed, amended, corrected, new
      agreements     register: reference, award, conditions, tariffs, instalments
      allocation     approved, vired, spent, remaining by heading; against funding
      budget         by year: profile, actual, committed, forecast, over or under
      funding        per year and stream: families, fees, results; received
      reconciliation per instalment: due, received, short, over, overdue
      claims         per window and route: claimed, paid, outstanding, rejected
      claim-schedule every claim on a line, with three questions of a spot check
      audit-sample   lists of drafts sealed, samples drawn, errors found
      families       by stage, year of attachment and district
      grants         every agreement: awarded, received, spent, to go
      upfront        received, released, unspent; both ways to recognise
      grant-usage    for signature: received, used, carried on, to repay
      balance-sheet  by fund: assets, liabilities and reserves
      year-end       accruals, in advance, reserves, carried forward; proposed
      trial-balance  every account's opening, movement and closing balance
      transactions   every posting, with the control totals of the extracts
      journals       entries that people made: who prepared, who approved
      evidence       rows that another kind posts, and what each belongs to
      gl-reconciliation  the finance system's balances against ours, explained
      passed-on      per provider: families, results, retained, due, paid
      pooled         memorandum account of each pool, or of one --partner
      contributions  due, invoiced, received, aged; or of one --partner
      value          costs and benefits of a family, ratios, and their bases
      findings       what the checks found, even where the books have errors

    PERIOD is a year (2018-19), a quarter ("2018-19 Q3") or a posting period
    ("2018-19 P09").

    An xlsx or pdf goes to a file with -o, or to a pipe. A pdf needs the extra
    that pip install 'earned-autonomy-ledger[pdf]' adds, and the library Pango.

    Exit status: 2 where the books have errors, for nothing is printed from
    them; findings prints them all the same and ends with 1.
    """  # noqa: D301 - click needs the mark itself, not its backslash
    from reports import catalogue
    from reports.render import content

    if form in BINARY and output is None and sys.stdout.isatty():
        _fail(f"{form} is no text that a terminal shows: name a file with -o FILE.{form}")
    book = _book(ctx)
    found = catalogue.build(name, book, period, **_options_of(name, assume, results_share, partner))
    made = content(found, form, book.folder)
    if output is None:
        click.echo(made if form in BINARY else made.decode(), nl=False)
    else:
        from ledger import store

        store.replace(output, made)
        _say(f"wrote {output}")
    sys.exit(1 if book.errors else 0)


def _options_of(name: str, assume: str | None, results_share: str | None, partner: str | None) -> dict[str, object]:
    """Return the options that are the statement's own; end with a sentence where they are another's."""
    if partner is not None and name not in ("pooled", "contributions"):
        _fail(f"--partner belongs to the statements pooled and contributions; {name} has no use for it")
    if (assume, results_share) != (None, None) and name != "upfront":
        _fail(f"--assume and --results-share belong to statement upfront; {name} has no use for them")
    if partner is not None:
        return {"partner": partner}
    if (assume, results_share) == (None, None):
        return {}
    from reports import upfront_value

    return {**upfront_value.options(assume, results_share)}


@main.command()
@click.argument("agreement")
@click.argument("window")
@click.option("--seal", is_flag=True, help="Seal the window's list of drafts, before anybody knows the seed.")
@click.option("--seed", metavar="SEED", help="Draw the sample with this seed, which the auditor chooses.")
@click.option("--by", "who", metavar="NAME", help="The officer who seals, or the auditor who draws.")
@click.option(
    "--on",
    "day",
    metavar="DATE",
    type=click.DateTime(("%Y-%m-%d",)),
    help="The day of it; by default that of the last draft, or of the seal.",
)
@click.pass_context
def sample(
    ctx: click.Context,
    agreement: str,
    window: str,
    seed: str | None,
    who: str | None,
    day: datetime.datetime | None,
    *,
    seal: bool,
) -> None:
    """Seal a claim WINDOW of an AGREEMENT, or draw internal audit's sample.

    First --seal --by OFFICER takes down the digest of the window's drafts.
    Then --seed SEED --by AUDITOR draws the sample, which anyone can draw again
    from the books; statement audit-sample prints it.
    """
    from ledger import drawing

    if seal == (seed is not None):
        _fail("say either --seal, or --seed SEED once the list is sealed")
    if not who:
        _fail('say who does it: --by "name and role"')
    on = day.date() if day else None
    if seed is not None:
        _say(f"wrote {drawing.draw(ctx.obj, agreement, window, seed, who, on)}")
        _say("next: ealedger statement audit-sample")
        return
    path, number, digest = drawing.seal(ctx.obj, agreement, window, who, on)
    _say(f"wrote {path}")
    click.echo(f"{number} drafts of {agreement} {window}: {digest}")


@main.command()
@click.argument("agreement", required=False)
@click.option(
    "--as-at", "day", metavar="DATE", type=click.DateTime(("%Y-%m-%d",)), help="As the books stood on this day."
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--suggest", is_flag=True, help="Propose what may belong together, with the reasons.")
@click.option(
    "--accept",
    "pairs",
    nargs=2,
    multiple=True,
    metavar="ONE OTHER",
    help="Write into the books that these belong together.",
)
@click.option("--because", metavar="WHY", help="Why they do, and who says so; the books keep it.")
@click.pass_context
def reconcile(
    ctx: click.Context,
    agreement: str | None,
    day: datetime.datetime | None,
    form: str,
    pairs: tuple[tuple[str, str], ...],
    because: str | None,
    *,
    suggest: bool,
) -> None:
    """Hold what is due against what came.

    Of every AGREEMENT or of one: short, over, overdue, unexpected, unmatched;
    by default on the last day that the books know.

    Exit status: 1 while anything is unexplained, the finance system's own
    balances (statement gl-reconciliation) among it, or the books have errors.
    """
    from reports import reckoning, reconciliation
    from reports.render import render

    on = day.date() if day else None
    if pairs:
        _accept(ctx, pairs, because, on)
    elif because:
        _fail("--because says why two things belong together: name them with --accept ONE OTHER")
    book = _book(ctx)
    if agreement is not None and agreement not in book.register.agreements:
        _fail(f"there is no agreement {agreement}; there are {', '.join(book.register.agreements) or 'none'}")
    stood, period = reckoning.as_it_stood(book, on)
    found = reckoning.reckoned(stood, period, agreement, then=on is not None)
    proposed = reckoning.proposals(found) if suggest else None
    click.echo(render(reconciliation.printed(stood, period, found, agreement, proposed), form, book.folder), nl=False)
    if book.errors:
        count = len(book.errors)
        _say(
            f"{book.path.name} has {count} error{'s' if count > 1 else ''}: figures may be wrong until check finds none"
        )
    # The finance system's balances are of no one agreement, and what check found is of today.
    unlike = sum(one.code == "I113" for one in book.warnings) if agreement is None and on is None else 0
    if unlike:
        _say(f"unexplained differences to the finance system's own balances: {unlike}; see statement gl-reconciliation")
    sys.exit(1 if found.differences or unlike or book.errors else 0)


def _accept(
    ctx: click.Context, pairs: tuple[tuple[str, str], ...], because: str | None, on: datetime.date | None
) -> None:
    """Write matches into the books, and say where."""
    from ledger import accepting

    if not because:
        _fail('a match needs a reason, and who gives it: --because "why, officer"')
    _say(f"wrote {accepting.accept(ctx.obj, pairs, because, on)}")


@main.command()
@click.argument("ref")
@click.option("--period", help="The period whose figures a row is looked for in; by default the quarter of the row.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_context
def trace(ctx: click.Context, ref: str, period: str | None, form: str) -> None:
    """Follow a figure to its rows, or a row to every figure.

    \b
    REF is one of:
      STATEMENT/ROW/PERIOD          "allocation/Delivery/2018-19 Q3"
      STATEMENT/ROW/COLUMN/PERIOD   "allocation/Delivery/spent/2018-19 Q3"
      a claim                       its name, its family, or FAMILY/ROUTE
      a document                    SYSTEM/DOCUMENT/LINE, or its number
      an invoice, a remittance      its number
      an instalment                 EA/2018-19/1
      EXTRACT:ROW                   gl-2018-19-Q3:4
      FILE:LINE                     books/agreements.beancount:12

    Every step shows its file and line. Nothing is refused because of findings.

    Exit status: 1 where the books have errors; 2 where REF names nothing, or
    several figures, which are listed.
    """  # noqa: D301 - click needs the mark itself, not its backslash
    from importers.archived import archived
    from reports import tracing

    book = _book(ctx)
    found = tracing.trace(
        book, ref, lambda extract, rows, became: archived(book, extract, rows, what_became=became), period
    )
    click.echo(found.as_json() if form == "json" else found.as_text(), nl=False)
    if book.errors:
        count = len(book.errors)
        _say(
            f"{book.path.name} has {count} error{'s' if count > 1 else ''}: a trail may be wrong until check finds none"
        )
    sys.exit(1 if book.errors else 0)


@main.command()
@click.argument("period")
@click.option("--by", "officer", metavar="NAME", help="Who closes; asked for where it is not given.")
@click.option("--on", "day", metavar="DATE", type=click.DateTime(("%Y-%m-%d",)), help="The day; by default today.")
@click.option("--propose", is_flag=True, help="Print the entries that the year's end lacks; close nothing.")
@click.pass_context
def close(
    ctx: click.Context, period: str, officer: str | None, day: datetime.datetime | None, *, propose: bool
) -> None:
    """Seal the entries of a PERIOD, so that no later change goes unseen.

    A year, a quarter or a posting period; P12 and P13 are both March and close
    apart. Refused while the books have errors, a row stands in Unallocated, or
    an earlier period of the year is open.

    --propose prints accruals, receipts in advance, reserve movements, balances
    of pools and providers as entries for the journals, to be accepted there.

    Exit status: 1 where --propose has entries that the books lack.
    """
    if propose:
        from ledger import year_end

        book = _book(ctx)
        book.require_sound()
        entries = year_end.proposed_text(book, book.calendar.parse(period))
        for text in entries:
            click.echo(text)
        _say(year_end.told(entries, period))
        sys.exit(1 if entries else 0)
    from ledger import close as closing

    done = closing.close(ctx.obj, period, officer or _name("closes"), _day_of(day))
    if done.is_again:
        _say(
            f"{done.period.label} is closed already, and nothing is closed twice; what is there to browse a year alone was written anew"
        )
    else:
        _say(f"closed {done.period.label}: {done.entries:,} entries sealed")
    _say_written(done)


@main.command()
@click.argument("period")
@click.option("--because", metavar="WHY", required=True, help="Why; every later statement and pack says it.")
@click.option("--by", "officer", metavar="NAME", help="Who reopens; asked for where it is not given.")
@click.option("--on", "day", metavar="DATE", type=click.DateTime(("%Y-%m-%d",)), help="The day; by default today.")
@click.pass_context
def reopen(ctx: click.Context, period: str, because: str, officer: str | None, day: datetime.datetime | None) -> None:
    """Open a closed PERIOD again, with a reason that the books keep."""
    from ledger import close as closing

    done = closing.reopen(ctx.obj, period, because, officer or _name("reopens"), _day_of(day))
    _say(f"reopened {done.period.label}; close it again once it is put right")
    _say_written(done)


def _say_written(done: Done) -> None:
    for path in done.written:
        _say(f"wrote {path}")
    for note in done.notes:
        _say(f"note: {note}")


def _name(does: str) -> str:
    """Ask for the name of the person who *does* it; end with a sentence where nobody can be asked."""
    if not sys.stdin.isatty():
        _fail(f'the books keep who {does}: --by "Name"')
    answer: str = click.prompt(f"Who {does}", err=True)
    return answer


def _day_of(day: datetime.datetime | None) -> datetime.date:
    import datetime

    return (day or datetime.datetime.now(tz=datetime.UTC)).date()


@main.command()
@click.argument("ref")
@click.option("--because", metavar="WHY", required=True, help="What was wrong; the books keep it.")
@click.option("--by", "officer", metavar="NAME", help="Who prepared it; asked for where it is not given.")
@click.option("--on", "day", metavar="DATE", type=click.DateTime(("%Y-%m-%d",)), help="The day of the reversal.")
@click.option(
    "--prior-year-error/--no-prior-year-error",
    "is_material",
    default=None,
    help="What the accountant says of an entry of an earlier year: a material prior-year error, or none.",
)
@click.pass_context
def correct(
    ctx: click.Context,
    ref: str,
    because: str,
    officer: str | None,
    day: datetime.datetime | None,
    *,
    is_material: bool | None,
) -> None:
    """Reverse the entry REF in the open period, linked to it.

    REF is its doc:, the claim it made, or where it stands, as in
    books/2018-19/journals.beancount:12. The reversal says which year it relates
    to where that is another. Without --on it is of the last day that the books
    know, or of the first open day after it.
    """
    from ledger import correcting

    done = correcting.correct(
        ctx.obj, ref, because, officer or _name("corrects"), day.date() if day else None, is_material=is_material
    )
    click.echo(done.text, nl=False)
    _say(f"wrote it into {done.path}; post there what it should have been{done.also}")


@main.command()
@click.argument("period")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The zip to write; by default packs/PERIOD.zip.")
@click.option(
    "--xlsx/--no-xlsx", "with_workbook", default=True, show_default=True, help="Put all statements into a workbook too."
)
@click.option("--pdf", "with_pdf", is_flag=True, help="Put each statement in as a PDF too; needs the extra pdf.")
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="EARLIER.zip",
    help="Hold the books against an earlier pack, and say in this one what is otherwise.",
)
@click.pass_context
def pack(
    ctx: click.Context, period: str, output: Path | None, since: Path | None, *, with_workbook: bool, with_pdf: bool
) -> None:
    """Write the audit pack of a PERIOD: statements, listing, ledger, hashes.

    Its front says what changed since the pack of the period before, as far as
    closes and seals tell it. With --since an earlier pack is opened, as verify
    opens one, and each entry and close of it that is changed, added or gone is
    named.
    """
    from ledger import store
    from reports import pack as packs

    if not period.strip():
        _fail(
            "a pack is of one PERIOD: name a year (2018-19), a quarter (2018-19 Q3) or a posting period (2018-19 P09)"
        )
    book = _book(ctx)
    chosen, content = packs.build(book, period, with_workbook=with_workbook, with_pdf=with_pdf, since=since)
    target = output or book.folder / "packs" / f"{chosen.file_name}.zip"
    if since and target.exists() and target.samefile(since):
        _fail(f"{target} is the earlier pack itself, which this one would take the place of: give -o another file")
    store.replace(target, content)
    click.echo(f"wrote {target}")
    _say("open index.html inside it in a browser; ealedger verify holds it against its manifest")


@main.command()
@click.argument("pack_file", metavar="PACK.zip", type=click.Path(path_type=Path))
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="EARLIER.zip",
    help="The earlier pack that PACK.zip was held against: make its entries again too.",
)
def verify(pack_file: Path, since: Path | None) -> None:
    """Hold PACK.zip against its manifest, and its figures against its ledger.

    Every statement is made again from the books in the pack, in a folder of its
    own; nothing of the pack is run. The first difference of each is named.
    """
    import ledger as ours
    from reports import verifying
    from reports.container import ContainerError, DamagedError
    from reports.snapshot import UnsafeError

    try:
        found = verifying.verify(pack_file, since)
    except OSError as problem:
        _fail(f"{pack_file} cannot be read ({problem.strerror})")
    except (ContainerError, UnsafeError) as problem:
        _fail(f"{pack_file} {problem}")
    except DamagedError as damage:
        found = verifying.Verified((str(damage),))
    for sentence in found.problems:
        click.echo(f"{pack_file.name}: {sentence}")
    if found.is_recomputed:
        _say(f"made by {found.made_by}, computed again by earned-autonomy-ledger {ours.__version__}")
    for sentence in found.reservations:
        _say(sentence)
    if found.problems:
        _say(f"{pack_file} {found.verdict}")
        sys.exit(1)
    click.echo(f"{pack_file.name}: {found.verdict}")


@main.command()
@click.argument("ledgers", nargs=-1, type=click.Path(path_type=Path), metavar="[LEDGER]...")
@click.option("--host", default="localhost", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=5000, show_default=True, help="The port; 0 is any free.")
@click.option("--allowed-host", "allowed_hosts", multiple=True, metavar="NAME", help="A further name. Again for each.")
@click.option("--edit", "may_edit", is_flag=True, help="Let the books be changed in the browser.")
@click.option("--password-file", type=click.Path(path_type=Path), help="Who may look; ealedger password writes it.")
@click.option("--user-header", metavar="NAME", help="The header in which the sign-on proxy names the user.")
@click.option(
    "--trusted-proxy", "proxies", multiple=True, metavar="ADDRESS", help="Where it may come from. Again for each."
)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.pass_context
def serve(
    ctx: click.Context,
    ledgers: tuple[Path, ...],
    host: str,
    port: int,
    allowed_hosts: tuple[str, ...],
    password_file: Path | None,
    user_header: str | None,
    proxies: tuple[str, ...],
    *,
    may_edit: bool,
    no_browser: bool,
) -> None:
    """Show the books in the browser, in Fava; read-only without --edit.

    Each LEDGER is a ledger file; without any, it is that of --ledger. Other
    machines may look where --password-file, or --user-header with the council's
    own sign-on proxy, says who does. What to set up is told in docs/serving.md.
    """
    try:
        from reports.serving import addresses, app, notes, server, sign_on
    except ImportError as problem:
        _fail(
            f"the pages need Fava, which cannot be loaded here ({problem}): install it into the environment of ealedger, with "
            "pip install 'fava>=1.30.16,<1.31'"
        )
    from ledger.book import NoLedgerError

    paths = tuple(dict.fromkeys(path.resolve() for path in ledgers or (ctx.obj,)))
    for path in paths:
        if not path.is_file():
            raise NoLedgerError(path, "is not a file: name the ledger with --ledger, or lay one out with ealedger init")
    who = sign_on.chosen(password_file, user_header, proxies)
    address = addresses.bound(host)
    is_near = addresses.is_this_machine(address)
    if who is None and not is_near:
        raise addresses.OpenToAllError(host)
    made = app.make(paths, may_edit=may_edit, reads=_reads)
    for sentence in (
        *notes.of_ledgers(app.books(made)),
        *notes.of_address(address, allowed_hosts, has_passwords=bool(password_file)),
    ):
        _say(f"note: {_one_line(sentence)}")
    server.serve(
        made,
        host,
        port,
        allowed_hosts=allowed_hosts,
        may_edit=may_edit,
        sign_on=who,
        once=user_header or "",
        opens_browser=not no_browser,
        ledgers=app.slugs(made),
        say=_say,
    )


def _reads(book: Book, extract: Extract, rows: set[int], became: bool) -> Archived:
    """Read rows of an archived source for a page: reports import no importer."""
    from importers.archived import archived

    return archived(book, extract, rows, what_became=became)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("name")
def password(file: Path, name: str) -> None:
    """Write the password of NAME into FILE, hashed, for serve.

    It is asked for twice, and not shown; where there is no terminal, it is the
    first line of the input. To take somebody out, take the line out of FILE.
    """
    from reports.serving import passwords

    if sys.stdin.isatty():
        given = click.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True, err=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    is_new = not passwords.put(file, name, given)
    _say(f"wrote {name} into {file}" if is_new else f"wrote {name}'s new password into {file}")


if __name__ == "__main__":
    main(prog_name="ealedger")
