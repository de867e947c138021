"""docs/tracing.md: its commands and the output they really have, in a copy of the worked ledger with its archive."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tracing.md"
BLOCK = re.compile(r"```console\n\$ (.*)\n([^`]*)```")


def run(line: str, folder: Path) -> str:
    program, *arguments = re.findall(r'"[^"]*"|\S+', line)
    assert program == "ealedger"
    command = [sys.executable, str(ROOT / "cli.py"), *(one.strip('"') for one in arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
    return (done.stderr + done.stdout).rstrip() + "\n"


def test_the_page_s_commands_print_what_it_shows(tmp_path):
    shutil.copy(ROOT / "budget.beancount", tmp_path)
    for name in ("books", "profiles", "extracts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    page = PAGE.read_text(encoding="utf-8")
    assert len(BLOCK.findall(page)) == page.count("```console") == 6
    assert BLOCK.sub(lambda match: f"```console\n$ {match[1]}\n{run(match[1], tmp_path)}```", page) == page
