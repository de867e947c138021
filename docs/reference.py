"""Write the reference pages from the code they describe: directives.md, findings.md, commands.md, kinds.md.

    python docs/reference.py

A test holds the pages that are committed against what this writes.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import click  # noqa: E402 - the checkout comes first on the path

import cli  # noqa: E402
from importers.kind_columns import KIND_COLUMNS, Column  # noqa: E402
from ledger.book import RULES  # noqa: E402
from ledger.council import EXAMPLES  # noqa: E402
from ledger.directives import LIKE, SHAPES, Field  # noqa: E402

FAMILIES = {
    "B": "Beancount itself",
    "S": "The set-up",
    "F": "Funds",
    "A": "Agreements",
    "C": "Claims and families",
    "P": "Pooled budgets",
    "I": "Extracts",
    "L": "Closed periods",
    "D": "Personal data",
}
DIRECTIVES = """\
# Directives: what was agreed, in the books

Agreements, tariffs, instalments and allocations stand in `books/agreements.beancount` as dated `custom` directives, so that the
ledger text is the only source. A later directive of the same name amends an earlier one. Each may carry `because:`, `source:` and
`illustrative:`: why a figure is as it is, where it stands, and that it is not a published one.

A transaction may say, in its metadata: `extract` and `row` (where it came from), `doc` (the finance system's own document and
line), `period` (where the date does not say it: `"2018-19 P13"`), `document-date`, `cost-centre`, `subjective`, `agreement`,
`instalment`, `remittance`, `provider` (whose families, claim or payment it is), `preparer`, `approver`, `reverses` (the entry that a journal takes back), `relates-to` (the
financial year of it, where that is another), `prior-year-error`: `TRUE` where that is material, `eligible`: `FALSE` on spending
that meets no condition of the grant, and `opening`: `"received"` or `"spent"` on an opening balance, which is entered gross so that
`statement grants` knows both. What each directive is for stands in [agreements.md](agreements.md).
"""
FINDINGS = """\
# Findings: every rule, and what to do when it is broken

`ealedger check` prints what the checks found, with file and line; `ealedger check --explain F102` prints what stands here. An *error*
stops every statement but `findings`, and every pack; a *warning* is printed with them.
"""
COMMANDS = """\
# Commands

Exit status: 0 all well; 1 something needs a person; 2 it could not be done. Results go to standard output, everything else to
standard error. In a checkout, `python cli.py` is `ealedger`.

Findings that are warnings do not change the status: `check` and `statement findings` end with 1 only where there is an error.
"""


KINDS = """\
# Kinds of extract: what each has for columns, and what becomes of its rows

The same pound appears in several extracts. For each stream of a fund (spending, grant income, results, contributions) one kind
*posts*; every other is *evidence*: its rows are kept in the books as `custom "evidence"`, matched to what was posted, and never
counted again. `custom "posts"` says otherwise than what stands here.

Each kind has a plain layout of ours, named `plain-` and the kind, which `import` knows without a profile. Its template is an empty file
with these headers: `ealedger profile template KIND -o FILE.csv` writes one to be filled in. A file with other headers needs a profile
([profiles.md](profiles.md)), in whose `columns` the names in the second column stand. What all rows of a file mean and no column says
stands under `[always]`, as in `agreement = "TF1"`.

Dates in the plain layouts are written 30/04/2018. Besides the columns below, a profile may name `net`, `vat`, `gross`, `debit`, `credit` or `sign` for the money, and `document`, `line`,
`document-date`, `period`, `supplier` and `description` where the kind has a use for them; it is told where it has none.
"""


def directives() -> str:
    """Return directives.md: every directive with an example and its values."""
    parts = [DIRECTIVES]
    for name, shape in SHAPES.items():
        lines = ["| value | is | |", "| --- | --- | --- |"]
        lines += [f"| {one.name} | {_kind(one)} | in this order |" for one in shape.values]
        lines += [
            f"| `{one.name}:` | {_kind(one)} | {'needed' if one.required else 'may be left out'} |"
            for one in shape.metadata
        ]
        if shape.further:
            start = shape.further.split("[")[0].split("\\")[0]
            lines.append(f"| `{start}…:` | {LIKE[shape.further_kind]} | as many as there are |")
        parts.append(f"## {name}\n\n```beancount\n{EXAMPLES[name]}\n```\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _kind(one: Field) -> str:
    if one.choices:
        return " or ".join(one.choices)
    return "a text" if one.kind == "text" else LIKE[one.kind]


def kinds() -> str:
    """Return kinds.md: every kind of extract with its columns."""
    parts = [KINDS]
    for name, kind in KIND_COLUMNS.items():
        lines = ["| header of the plain layout | in a profile | what stands there | |", "| --- | --- | --- | --- |"]
        lines += [_column(one) for one in kind.columns]
        parts.append(f"## {name}\n\n*{kind.title}.* {kind.becomes}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _column(one: Column) -> str:
    return f"| {one.header or '–'} | `{one.role}` | {one.says} | {'needed' if one.is_needed else 'may be blank'} |"


def findings() -> str:
    """Return findings.md: every rule by family."""
    parts = [FINDINGS]
    for letter, title in FAMILIES.items():
        rules = [rule for code, rule in sorted(RULES.items()) if code[0] == letter]
        parts.append(f"## {title}\n")
        parts.extend(f"**{rule.code}** ({rule.level}): {rule.title}.\n{rule.explanation}\n" for rule in rules)
    return "\n".join(parts)


def commands() -> str:
    """Return commands.md: the help of every command, and of those inside one."""
    parts = [COMMANDS]
    settings = {**cli.main.context_settings, "terminal_width": 80}
    context = click.Context(cli.main, info_name="ealedger", **settings)
    parts.append(f"```\n{cli.main.get_help(context)}\n```\n")
    for name, command in sorted(cli.main.commands.items()):
        inner = click.Context(command, info_name=name, parent=context, terminal_width=80)
        parts.append(f"## {name}\n\n```\n{command.get_help(inner)}\n```\n")
        for below, nested in sorted(getattr(command, "commands", {}).items()):
            one = click.Context(nested, info_name=below, parent=inner, terminal_width=80)
            parts.append(f"### {name} {below}\n\n```\n{nested.get_help(one)}\n```\n")
    return "\n".join(parts)


PAGES = {"directives.md": directives, "findings.md": findings, "commands.md": commands, "kinds.md": kinds}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8", newline="\n")
        print(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
