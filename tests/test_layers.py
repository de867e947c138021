"""Which package imports which? ledger nothing of ours, importers and reports the ledger, cli anything."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"ledger", "importers", "reports", "cli"}
MAY_IMPORT = {
    "ledger": {"ledger"},
    "importers": {"importers", "ledger"},
    "reports": {"reports", "ledger"},
}
HEAVY = (
    "pandas",
    "numpy",
    "fava",
    "jinja2",
    "beangulp",
    "beancount",
    "weasyprint",
    "pydantic",
    "python_calamine",
    "flask",
    "werkzeug",
    "cheroot",
)


def imported(path: Path) -> set[str]:
    """Return the top-level packages that a module imports anywhere, in functions and for types too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_every_arrow_points_to_the_ledger(package):
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    wrong = {path.relative_to(ROOT).as_posix(): imported(path) & (OURS - MAY_IMPORT[package]) for path in modules}
    assert {path: names for path, names in wrong.items() if names} == {}


def test_templates_are_used_by_reports_alone():
    users = {
        path.relative_to(ROOT).parts[0]
        for package in ("ledger", "importers", "reports")
        for path in (ROOT / package).rglob("*.py")
        if "jinja2" in imported(path)
    }
    assert users <= {"reports"}


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["--help"],
        ["import", "--help"],
        ["statement", "--help"],
        ["pack", "--help"],
        ["serve", "--help"],
        ["password", "--help"],
    ],
)
def test_help_imports_nothing_heavy(command):
    call = (
        f"import cli, sys\ntry:\n    cli.main({command!r})\nexcept SystemExit:\n    pass\n"
        if command
        else "import cli, sys\n"
    )
    code = f"{call}print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("command", ["check", "inspect"])
def test_check_and_inspect_import_no_pandas(tmp_path, command):
    (tmp_path / "gl.csv").write_text("Date,Amount\n30/04/2018,1.00\n")
    (tmp_path / "budget.beancount").write_text('plugin "ledger.plugins"\n')
    options = [str(tmp_path / "gl.csv")] if command == "inspect" else []
    called = ["--ledger", str(tmp_path / "budget.beancount"), command, *options]
    code = f"""
import cli, sys
try:
    cli.main({called!r})
except SystemExit:
    pass
print(sorted({{"pandas", "fava", "jinja2"}} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr == "[]\n"
