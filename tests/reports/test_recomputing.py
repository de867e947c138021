"""verify makes every statement again from the ledger in the pack: nobody needs to trust who made it, and nothing of it is run."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from reports import container, manifest
from reports.render.templating import environment

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = "statements/grants.html"


def run(*words):
    return CliRunner().invoke(cli.main, [str(one) for one in words])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of the pack of a quarter of Leeds."""
    folder = tmp_path_factory.mktemp("council")
    shutil.copytree(ROOT / "books", folder / "books")
    shutil.copy(ROOT / "budget.beancount", folder)
    done = run("--ledger", folder / "budget.beancount", "pack", "2018-19 Q3", "-o", folder / "pack.zip")
    assert done.exit_code == 0, done.output
    return container.read((folder / "pack.zip").read_bytes())[0]


@pytest.fixture
def verified(files, tmp_path):
    """Verify the pack with some of its files changed and its manifest made to fit, as a forger would."""

    def verify(changed=None, without=(), **stated):
        now = {name: content for name, content in files.items() if name not in without}
        now |= changed or {}
        said = {**json.loads(now.pop("manifest.json")), **stated}
        said.pop("seal")
        said["files"] = {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in sorted(now.items())
        }
        path = tmp_path / "forged.zip"
        path.write_bytes(container.write({**now, "manifest.json": manifest.sealed(said)}))
        return run("verify", path)

    return verify


def edited(files, name, old, new):
    text = files[name].decode()
    assert old in text, name
    return {name: text.replace(old, new, 1).encode()}


def test_what_was_packed_anew_without_a_change_is_right(verified):
    done = verified()
    assert done.exit_code == 0
    assert "made by earned-autonomy-ledger" in done.stderr


def test_a_figure_that_was_changed_in_a_table_is_named(files, verified):
    name = next(one for one in files if one.startswith("csv/grants/"))
    amount = re.search(r"\d+\.\d\d", files[name].decode())[0]
    done = verified(edited(files, name, amount, "1.23"))
    assert done.exit_code == 1
    (said,) = done.stdout.splitlines()
    assert said.startswith(f"forged.zip: {name}: row 1 (")
    assert f"the pack says 1.23, its ledger gives {amount}" in said
    assert "says other figures than its ledger" in done.stderr


def test_a_figure_that_was_changed_on_a_page_is_named(files, verified):
    amount = re.search(r">([\d,]+\.\d\d)<", files[PAGE].decode())[1]
    done = verified(edited(files, PAGE, f">{amount}<", ">9.99<"))
    assert done.exit_code == 1
    assert f"{PAGE}, “" in done.stdout
    assert f"the pack says 9.99, its ledger gives {amount}" in done.stdout


def test_a_penny_moved_in_the_ledger_is_named_in_each_statement_that_it_is_part_of(files, verified):
    name = next(one for one in files if one.startswith("ledger/books/2018-19/") and b"general-ledger" in files[one])
    text = files[name].decode()
    amounts = re.findall(r"(-?[\d.]+) GBP\n  Assets:\S+ +(-?[\d.]+) GBP", text)
    one, other = next(pair for pair in amounts if pair[0].startswith("1"))
    raised = f"{float(one) + 0.01:.2f}"
    done = verified(
        {name: text.replace(f" {one} GBP", f" {raised} GBP", 1).replace(f" {other} GBP", f" -{raised} GBP", 1).encode()}
    )
    # A generated file that was edited does not stand by its own hash, so nothing is computed from it.
    assert done.exit_code == 1
    assert f"forged.zip: {name}:" in done.stdout
    assert "I103 extract" in done.stdout
    assert f"S107 {name.removeprefix('ledger/')} is not as import wrote it" in done.stdout
    assert "holds a ledger with 2 errors, so nothing was computed again" in done.stderr


def test_an_entry_added_to_the_journals_is_named(files, verified):
    name = "ledger/books/2018-19/added.beancount"
    entry = """2018-11-01 * "" "one more"
  Expenses:EarnedAutonomy:Coordination:Evaluation  1.00 GBP
  Assets:EarnedAutonomy:Cash  -1.00 GBP
"""
    account = re.search(rb"open (Expenses:EarnedAutonomy:\S+)", files["ledger/books/accounts.beancount"])[1].decode()
    done = verified({name: entry.replace("Expenses:EarnedAutonomy:Coordination:Evaluation", account).encode()})
    assert done.exit_code == 1
    told = {line.split(": ")[1] for line in done.stdout.splitlines()}
    assert any("allocation" in one for one in told)
    assert any("trial-balance" in one for one in told)
    assert len(told) == len(done.stdout.splitlines())


def test_a_table_that_was_taken_out_or_added_is_named(files, verified):
    name = next(one for one in files if one.startswith("csv/funding/"))
    done = verified(without=(name,))
    assert (done.exit_code, f"{name}: is not in the pack, and the ledger gives it" in done.stdout) == (1, True)
    done = verified({"csv/funding/more.csv": b"a,b\n"})
    assert (done.exit_code, "csv/funding/more.csv: is in the pack, and the ledger does not give it" in done.stdout) == (
        1,
        True,
    )
    page = files[PAGE].decode()
    done = verified({PAGE: re.sub(r"<table>.*?</table>", "", page, flags=re.DOTALL).encode()})
    assert (done.exit_code, "does not show the table" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('plugin "os"', "the plugin 'os' is not one"),
        ('plugin "ledger.plugins" "x"', "the plugin has settings"),
        ('  plugin   "evil"', "the plugin 'evil' is not one"),
        ('option "insert_pythonpath" "TRUE"', "the option 'insert_pythonpath' is not one"),
        ('option "plugin_processing_mode" "raw"', "the option 'plugin_processing_mode' is not one"),
        ('option "documents" "/etc"', "the option 'documents' is not one"),
        ('include "/etc/passwd"', "it includes '/etc/passwd'"),
        ('include "../../secret.beancount"', "it includes '../../secret.beancount'"),
        ('include "books/../../x.beancount"', "which is not inside the pack"),
        ('include "C:/x.beancount"', "which is not inside the pack"),
        ('include "~/x.beancount"', "which is not inside the pack"),
        ('include "books/[a].beancount"', "which is not inside the pack"),
        ('include "evil.txt"', "files that end in .beancount"),
        ('include "books/*"', "files that end in .beancount"),
        ('plugin\r"os"', "the plugin 'os' is not one"),
        ('option "title" "x"plugin "os"', "the plugin 'os' is not one"),
        ('\x00\nplugin "os"', "the plugin 'os' is not one"),
    ],
)
def test_a_ledger_that_could_run_or_read_something_is_not_loaded(files, verified, line, said):
    name = "ledger/books/accounts.beancount"
    done = verified({name: files[name] + f"\n{line}\n".encode()})
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert f"{name}, line {files[name].count(bytes([10])) + 2 + line.count(chr(10))}" in done.stderr


def test_names_of_files_have_letters_of_any_language(files, verified):
    name = "caf\u00e9 & B\u00fccher (1), 1's.beancount"
    top = "ledger/budget.beancount"
    included = {f"ledger/{name}": b"; nothing\n", top: files[top] + f'include "{name}"\n'.encode()}
    done = verified(included)
    # The front lists the files of the ledger, and this pack's was made before.
    assert (done.exit_code, "index.html: is not laid out as" in done.stdout) == (1, True), done.output
    assert "which is not inside the pack" not in done.output


def test_a_module_beside_the_ledger_is_never_imported(verified, tmp_path):
    mark = tmp_path / "was-run"
    evil = f"open({str(mark)!r}, 'w').close()\n__plugins__ = ()\n".encode()
    done = verified({"ledger/evil.py": evil, "ledger/ledger/plugins.py": evil, "ledger/ledger/__init__.py": evil})
    assert (done.exit_code, "ledger/evil.py: is in the pack, and its ledger does not read it" in done.stdout) == (
        1,
        True,
    )
    assert not mark.exists()


@pytest.mark.parametrize("named", ["", "ledger/none.beancount", "index.html", "../budget.beancount"])
def test_a_manifest_that_names_no_ledger_is_refused(verified, named):
    done = verified(ledger=named)
    assert (done.exit_code, "as its ledger, which is not there" in done.stderr) == (2, True)


def test_a_period_that_is_none_is_a_sentence(verified):
    done = verified(pack="2018-19 Q9")
    assert (done.exit_code, "2018-19 Q9" in done.stderr) == (2, True)


def test_a_statement_that_nobody_makes_is_named(files, verified):
    done = verified({"statements/wishes.html": files[PAGE]})
    assert (
        done.exit_code,
        "statements/wishes.html: this version of ealedger makes no such statement" in done.stdout,
    ) == (1, True)


def test_a_ledger_that_is_called_otherwise_is_not_loaded(files, verified):
    evil = files["ledger/budget.beancount"] + b'\nplugin "os"\n'
    done = verified({"ledger/budget.txt": evil}, ledger="ledger/budget.txt")
    assert (done.exit_code, "files that end in .beancount" in done.stderr) == (2, True)


def test_a_statement_that_was_left_out_altogether_is_named(files, verified):
    left_out = [one for one in files if one == PAGE or one.startswith("csv/grants/")]
    done = verified(without=left_out)
    assert (done.exit_code, f"{PAGE}: is not in the pack, and the ledger gives it" in done.stdout) == (1, True)


@pytest.mark.parametrize("name", ["statements/grants", "statements/grants/more.html", "more.html", "csv/wishes/a.csv"])
def test_a_page_that_belongs_to_no_pack_is_named(files, verified, name):
    done = verified({name: files[PAGE]})
    assert (done.exit_code, f"forged.zip: {name}: " in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("</main>", "<p>In all \u00a31,234,567.89 was spent.</p></main>", "says \u00a31,234,567.89"),
        ("</main>", "<p>97 % of it was audited.</p></main>", "says 97 %"),
        ("<main>", '<main><table id="more"><tr><td>1</td></tr></table>', "shows a table"),
        ("</table>", "<tr><td>Total <td>1.00</table>", "rows, its ledger gives"),
        ("</main>", "<script>1</script></main>", "holds <script>"),
        ("<main>", "<main hidden>", "holds hidden"),
        ("<main>", '<main style="display:none">', "holds style"),
        ("<main>", '<main><a href=" JavaScript:x()">more</a>', "holds a link to JavaScript:x()"),
        ("<main>", '<main><img src="//example.org/total.png">', "holds a link to //example.org"),
    ],
)
def test_a_page_that_says_more_than_its_tables_is_named(files, verified, old, new, said):
    for name in (PAGE, "index.html"):
        done = verified(edited(files, name, old, new))
        assert (done.exit_code, name in done.stdout, said in done.stdout) == (1, True, True)


def test_notes_captions_and_disclosures_are_those_of_the_ledger(files, verified):
    note = re.search(r"<h2>Notes</h2>\s*<ul>\s*<li>(.*?)</li>", files[PAGE].decode())[1]
    done = verified(edited(files, PAGE, note, "All is well."))
    assert (done.exit_code, f"{PAGE}: does not say" in done.stdout) == (1, True)
    caption = re.search(r"<caption>(.*?)</caption>", files[PAGE].decode())[1]
    for forged in ("Spent", f"Not {caption}"):
        done = verified(edited(files, PAGE, f"<caption>{caption}<", f"<caption>{forged}<"))
        assert (done.exit_code, f"{PAGE}: does not say" in done.stdout) == (1, True), forged


def test_the_front_and_what_is_beside_the_tables_are_those_of_the_ledger(files, verified):
    amount = re.search(r">([\d,]+\.\d\d)<", files["index.html"].decode())[1]
    done = verified(edited(files, "index.html", f">{amount}<", ">9.99<"))
    assert (done.exit_code, "index.html, " in done.stdout) == (1, True)
    done = verified({"csv/README.txt": b"All is well.\n"})
    assert (done.exit_code, "csv/README.txt: does not say" in done.stdout) == (1, True)
    done = verified(authority="Another Council")
    assert (done.exit_code, "the manifest says Another Council" in done.stdout) == (1, True)


def test_a_table_with_one_endless_cell_is_a_sentence(files, verified):
    name = next(one for one in files if one.startswith("csv/grants/"))
    done = verified({name: b'"' + b"x" * 200_000})
    assert (done.exit_code, name in done.stdout) == (1, True)


def test_what_is_not_computed_again_is_said(verified):
    assert "not computed again: pack.xlsx" in verified().stderr


def test_a_ledger_that_names_documents_can_be_verified(tmp_path):
    shutil.copytree(ROOT / "books", tmp_path / "books")
    shutil.copy(ROOT / "budget.beancount", tmp_path)
    journals = tmp_path / "books" / "2018-19" / "journals.beancount"
    account = re.search(r"open (Expenses:\S+)", (tmp_path / "books" / "accounts.beancount").read_text())[1]
    journals.write_text(f'{journals.read_text()}\n2018-11-01 document {account} "evidence.pdf"\n')
    (journals.parent / "evidence.pdf").write_text("kept by the council")
    done = run(
        "--ledger", tmp_path / "budget.beancount", "pack", "2018-19 Q3", "-o", tmp_path / "pack.zip", "--no-xlsx"
    )
    assert done.exit_code == 0, done.output
    done = run("verify", tmp_path / "pack.zip")
    assert (done.exit_code, "not computed again" in done.stderr) == (0, False), done.output


def test_a_front_that_says_otherwise_what_changed_is_named(files, verified):
    page = files["index.html"].decode()
    table = page.index('id="changes-totals"')
    amount = re.search(r">([\d,]+\.\d\d)<", page[table:])[1]
    forged = page[:table] + page[table:].replace(f">{amount}<", ">9.99<", 1)
    done = verified({"index.html": forged.encode()})
    assert (done.exit_code, f"the pack says 9.99, its ledger gives {amount}" in done.stdout) == (1, True)
    said = "2018-19 Q2 was never closed"
    done = verified({"index.html": page.replace(said, "2018-19 Q2 was closed").encode()})
    assert (done.exit_code, "index.html: does not say “2018-19 Q2 was never closed" in done.stdout) == (1, True)
    done = verified(edited(files, "index.html", 'id="changes-entries"', 'id="changes-entry"'))
    assert (done.exit_code, "index.html: does not show the table “Entries new in 2018-19 Q3”" in done.stdout) == (
        1,
        True,
    )


FORGED = "<style>\n.number { color: #ffffff; }\n</style>"


def test_a_page_whose_figures_are_right_and_that_looks_otherwise_is_named(files, verified):
    for name in (PAGE, "index.html"):
        done = verified(edited(files, name, "</head>", f"{FORGED}</head>"))
        assert done.exit_code == 1
        assert f"forged.zip: {name}: is not laid out as earned-autonomy-ledger" in done.stdout
        assert "the manifest names no templates of the council's own" in done.stdout
    done = verified({"csv/README.txt": files["csv/README.txt"] + b"Trust us.\n"})
    assert (done.exit_code, "csv/README.txt: is not laid out as" in done.stdout) == (1, True)


def test_a_page_of_the_council_s_own_templates_is_compared_and_its_looks_are_not(files, verified):
    changed = edited(files, PAGE, "</head>", f"{FORGED}</head>")
    picture = '<img alt="crest" src="data:image/png;base64,iVBORw0KGgo="></main>'
    changed |= edited(files, "index.html", "</main>", picture)
    done = verified(changed, templates=["statement.html", "pack.html"])
    assert done.exit_code == 0, done.output
    assert "laid out by the council's own templates (statement.html, pack.html), not by ours" in done.stderr
    assert f"how it looks was not, nor any words of their own: index.html, {PAGE}\n" in done.stderr
    assert "1 picture on these pages: what they show was not compared" in done.stderr
    assert "every figure on its pages and in its CSV" in done.stdout
    done = verified(edited(files, PAGE, "</head>", "<style>.number { display: none; }</style></head>"), templates=["x"])
    assert (done.exit_code, f"{PAGE}: has the style rule “display: none”" in done.stdout) == (1, True)


def test_a_page_of_another_version_is_compared_and_its_looks_are_not(files, verified):
    changed = edited(files, PAGE, "</head>", f"{FORGED}</head>")
    done = verified(changed, **{"made-by": "earned-autonomy-ledger 0.0.9"})
    assert (
        done.exit_code,
        "laid out by the templates of earned-autonomy-ledger 0.0.9, not by ours" in done.stderr,
    ) == (
        0,
        True,
    )


def test_a_council_s_own_template_goes_through_pack_and_verify(tmp_path):
    shutil.copytree(ROOT / "books", tmp_path / "books")
    shutil.copy(ROOT / "budget.beancount", tmp_path)
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates" / "statement.html"
    words = (
        '{% extends "ours/statement.html" %}{% block lead %}<p>The finance committee meets on Monday.</p>{% endblock %}'
    )
    ledger, packed = tmp_path / "budget.beancount", tmp_path / "pack.zip"
    own.write_text(words)
    environment.cache_clear()
    done = run("--ledger", ledger, "pack", "2018-19 Q3", "--no-xlsx", "-o", packed)
    assert done.exit_code == 0, done.output
    done = run("verify", packed)
    assert (done.exit_code, "the council's own templates (statement.html)" in done.stderr) == (0, True), done.output
    assert "index.html" not in done.stderr
    own.write_text(words.replace("<p>", "<script>1</script><p>"))
    environment.cache_clear()
    before = packed.read_bytes()
    done = run("--ledger", ledger, "pack", "2018-19 Q3", "--no-xlsx", "-o", packed)
    assert (done.exit_code, packed.read_bytes() == before) == (2, True)
    assert re.search(
        r"the page statements/\S+\.html holds <script>, which can .*: mend the template in templates/", done.stderr
    )
    environment.cache_clear()


def test_a_sentence_that_every_page_lacks_is_told_once_with_the_names_of_all(files, verified):
    done = verified(
        {**edited(files, "ledger/budget.beancount", 'option "title" "Leeds', 'option "title" "North Leeds')}
    )
    told = [line for line in done.stdout.splitlines() if "does not say “North Leeds City Council" in line]
    assert (done.exit_code, len(told)) == (1, 1)
    for name in files:
        if name.startswith("statements/"):
            assert told[0].count(name) == 1
