"""docs/importing.md: its files, its commands and the output they really have."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "importing.md"
BLOCK = re.compile(r"```(\w+)(?: (\S+))?\n(.*?)```", re.DOTALL)


def masked(text: str) -> str:
    """Return *text* without hashes, which are of the bytes of the day."""
    return re.sub(r"\b[0-9a-f]{16,64}\b", "HASH", text).strip()


def run(line: str, folder: Path) -> str:
    program, *arguments = re.findall(r'"[^"]*"|\S+', line)
    assert program == "ealedger"
    command = [sys.executable, str(ROOT / "cli.py"), *(one.strip('"') for one in arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def steps(page: str) -> list[tuple[str, str, str]]:
    """Return what the page says to do in its order: ("file", name, content) or ("run", command, output)."""
    found = []
    for language, name, content in BLOCK.findall(page):
        if language == "console":
            parts = re.split(r"^\$ (.*)\n", content, flags=re.MULTILINE)
            found += [("run", line, output) for line, output in zip(parts[1::2], parts[2::2], strict=True)]
        elif name:
            found.append(("file", name, content))
    return found


def test_the_page_s_commands_print_what_it_shows(tmp_path):
    folder = tmp_path
    done = steps(PAGE.read_text(encoding="utf-8"))
    assert len(done) > 8
    for what, name, content in done:
        if what == "file":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
        elif name.startswith("cd "):
            folder = folder / name.removeprefix("cd ")
        else:
            assert masked(run(name, folder)) == masked(content), name
