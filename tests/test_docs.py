from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cli
from importers.kind_columns import KIND_COLUMNS
from importers.profile import Columns, Profile, read
from ledger.directives import EXTRACT_KINDS
from reports.catalogue import STATEMENTS
from reports.render import BINARY, FORMATS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def reference():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["directives.md", "findings.md", "commands.md", "kinds.md"])
def test_reference_pages_are_as_the_code_writes_them(page):
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == reference().PAGES[page](), (
        "run: python docs/reference.py"
    )


def test_every_command_and_option_has_help():
    nested = {
        f"{name} {below}": one
        for name, command in cli.main.commands.items()
        for below, one in getattr(command, "commands", {}).items()
    }
    assert set(nested) == {"profile draft", "profile template", "profile test"}
    for name, command in {**cli.main.commands, **nested}.items():
        assert command.help, name
        assert "\\" not in command.help, name
        for option in command.params:
            if option.param_type_name == "option" and option.name != "form":
                assert option.help, f"{name} {option.name}"


def test_the_command_knows_every_kind_of_extract():
    assert tuple(KIND_COLUMNS) == cli.KINDS == EXTRACT_KINDS
    for name in cli.KINDS:
        assert f"      {name} " in cli.main.commands["profile"].commands["template"].help


def test_the_command_knows_every_statement_and_format():
    assert tuple(STATEMENTS) == cli.STATEMENTS
    assert tuple(FORMATS) == cli.FORMATS
    assert tuple(BINARY) == cli.BINARY
    for name in STATEMENTS:
        assert f"      {name} " in cli.main.commands["statement"].help


def test_links_between_pages_lead_somewhere():
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("https://"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_profiles_page_names_every_key_and_its_examples_are_profiles(tmp_path):
    page = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    kinds = (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")
    for key in [*Columns.model_fields, *(set(Profile.model_fields) - {"name"})]:
        assert key.replace("_", "-") in page or f"`{key.replace('_', '-')}`" in kinds, key
    for number, example in enumerate(re.findall(r"```toml\n(.*?)```", page, re.DOTALL)):
        path = tmp_path / f"example-{number}.toml"
        path.write_text(example, encoding="utf-8")
        assert read(path).map or read(path).types


def commands(markdown: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", markdown, re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_readme_commands_run(tmp_path):
    """Every command of the README, in its order, as its reader would type it; make and pip are tested by being run."""
    files = dict(re.findall(r"```csv (\S+)\n(.*?)```", README, re.DOTALL))
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": places, "PYTHONPATH": str(ROOT)}
    folder = tmp_path
    ran = []
    for command in commands(README):
        program = command.split()[0]
        if program == "make":
            assert re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        elif program == "cd":
            folder = folder / command.split()[1]
        elif program == "ealedger":
            for name, content in files.items():
                if (folder / name).parent.is_dir():
                    (folder / name).write_text(content, encoding="utf-8")
            line = command.replace("ealedger", f'"{sys.executable}" "{ROOT / "cli.py"}"', 1)
            done = subprocess.run(line, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)  # noqa: S602 - the README's own line, as a shell reads it
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
            ran.append(command.split()[1])
    assert set(ran) == set(cli.main.commands)
    assert (folder / "packs" / "2018-19-Q1.zip").is_file()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_every_make_target_the_readme_names_is_there():
    for target in re.findall(r"`make (\w+)`", README):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607 - found on the path above
        assert done.returncode == 0, done.stderr
