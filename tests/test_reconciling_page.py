"""docs/reconciling.md: its files, its commands and the output they really have, in a copy of the worked ledgers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reconciling.md"
BLOCK = re.compile(r"```(\w+)(?: (\S+))?\n(.*?)```", re.DOTALL)


def copied(folder: Path) -> Path:
    """Copy the worked ledgers, without their extracts, into *folder*."""
    for name in (".", "examples/lancashire"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name / "budget.beancount", folder / name)
        shutil.copytree(ROOT / name / "books", folder / name / "books")
    return folder


def run(line: str, folder: Path) -> str:
    program, *arguments = re.findall(r'"[^"]*"|\S+', line)
    assert program == "ealedger"
    command = [sys.executable, str(ROOT / "cli.py"), *(one.strip('"') for one in arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
    return (done.stderr + done.stdout).replace(f"{folder.resolve()}{os.sep}", "").rstrip() + "\n"


def told(page: str, folder: Path) -> str:
    """Return *page* with the output that its commands have in *folder*, where its files are written on the way."""

    def block(match: re.Match[str]) -> str:
        language, name, content = match.groups()
        if language == "console":
            line = content.splitlines()[0].removeprefix("$ ")
            return f"```console\n$ {line}\n{run(line, folder)}```"
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
        return match[0]

    return BLOCK.sub(block, page)


def test_the_page_s_commands_print_what_it_shows(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("```console\n$ ealedger") == 5
    assert told(page, copied(tmp_path)) == page


def test_the_match_stands_in_the_books_as_the_page_shows_it(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    told(page, copied(tmp_path))
    (shown,) = (content for language, _, content in BLOCK.findall(page) if language == "text")
    assert shown.strip() in (tmp_path / "books/2012-13/matches.beancount").read_text(encoding="utf-8")
