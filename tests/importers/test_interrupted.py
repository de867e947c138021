"""What stands in the books when an import is cut off, or meets another, or a disk that takes no more?"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from filelock import FileLock

from ledger import store

DELIVERY = "Expenses:TroubledFamilies:Delivery"
ROWS = tuple(f"30/04/2018,D{number},1,Hub,x,{DELIVERY},1.00" for number in range(50))

#: Imports, and dies as by a kill at one step of writing: no handler runs, nothing is cleaned up.
KILLED = """
import os, sys, tempfile, pathlib
step, nth = sys.argv[1], int(sys.argv[2])
calls = 0

def dying(call):
    def until_then(*arguments, **named):
        global calls
        calls += 1
        if calls == nth:
            os._exit(9)
        return call(*arguments, **named)
    return until_then

{"mkstemp": lambda: setattr(tempfile, "mkstemp", dying(tempfile.mkstemp)),
 "fsync": lambda: setattr(os, "fsync", dying(os.fsync)),
 "chmod": lambda: setattr(pathlib.Path, "chmod", dying(pathlib.Path.chmod)),
 "replace": lambda: setattr(pathlib.Path, "replace", dying(pathlib.Path.replace))}[step]()
import cli
cli.main(["--ledger", sys.argv[3], "import", *sys.argv[4:]])
"""


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize(
    ("step", "nth"),
    [("mkstemp", 1), ("mkstemp", 2), ("fsync", 1), ("fsync", 2), ("chmod", 1), ("chmod", 2), ("replace", 1)],
)
def test_a_kill_at_any_step_before_the_last_leaves_the_old_books(council, step, nth):
    """The archive copy is staged, the file of the books written, the copy put in place: the next import completes."""
    path = council.plain("gl.csv", *ROWS)
    before = council.snapshot()
    assert run("-c", KILLED, step, nth, council.ledger, path).returncode == 9
    after = {name: content for name, content in council.snapshot().items() if not name.endswith(".tmp")}
    assert after == before
    assert run("-m", "beancount.scripts.check", council.ledger).returncode == 0
    assert council.book().transactions == []
    done = council.run("import", path)
    assert (done.exit_code, council.pence(DELIVERY)) == (0, 50_00)
    assert "posted                                    50 rows               50.00" in done.stdout


def test_a_kill_between_the_books_and_the_archive_leaves_the_new_books(council):
    """The source is not kept yet, and a warning says so: the next import of it keeps it."""
    path = council.plain("gl.csv", *ROWS)
    assert run("-c", KILLED, "replace", 2, council.ledger, path).returncode == 9
    assert run("-m", "beancount.scripts.check", council.ledger).returncode == 0
    assert "I110" in [one.code for one in council.book().warnings]
    assert council.pence(DELIVERY) == 50_00
    assert "was imported before, as gl: nothing changed" in council.run("import", path).stdout
    assert "I110" not in [one.code for one in council.book().warnings]


REJECTED = f"30/04/2018,E1,1,Hub,x,{DELIVERY},ten"


@pytest.mark.parametrize(
    ("step", "nth"), [("mkstemp", 1), ("fsync", 1), ("replace", 1), ("mkstemp", 3), ("replace", 2)]
)
def test_a_kill_while_rejects_are_accepted_leaves_the_old_books(council, step, nth):
    """The list of rejects is written first: the books never lack rows that no list names."""
    path = council.plain("gl.csv", *ROWS, REJECTED)
    accept = ("--accept-rejects", "why, A. Officer")
    before = council.snapshot()
    assert run("-c", KILLED, step, nth, council.ledger, *accept, path).returncode == 9
    assert {name: text for name, text in council.snapshot().items() if not name.endswith(".tmp")} == before
    assert run("-m", "beancount.scripts.check", council.ledger).returncode == 0
    assert council.run("import", *accept, path).exit_code == 1
    assert council.pence(DELIVERY) == 50_00
    assert "30/04/2018,E1" in (council.folder / "extracts/gl.rejects.csv").read_text()


@pytest.mark.parametrize(("step", "nth"), [("mkstemp", 2), ("fsync", 2), ("replace", 1)])
def test_a_kill_while_rows_are_restated_leaves_the_old_books(council, step, nth):
    council.run("import", council.plain("gl.csv", *ROWS))
    path = council.plain("gl2.csv", ROWS[0].replace("1.00", "3.00"), *ROWS[1:])
    restate = ("--restate", "why, A. Officer")
    before = council.snapshot()
    assert run("-c", KILLED, step, nth, council.ledger, *restate, path).returncode == 9
    assert {name: text for name, text in council.snapshot().items() if not name.endswith(".tmp")} == before
    assert run("-m", "beancount.scripts.check", council.ledger).returncode == 0
    assert council.run("import", *restate, path).exit_code == 0
    assert council.pence(DELIVERY) == 52_00


def test_the_same_restatement_twice_at_once_is_posted_once(council):
    council.run("import", council.plain("gl.csv", *ROWS))
    paths = [council.plain(f"gl{number}.csv", ROWS[0].replace("1.00", "3.00"), "," * number) for number in (2, 3)]
    command = [sys.executable, "-m", "cli", "--ledger", str(council.ledger), "import", "--restate", "why"]
    running = [subprocess.Popen([*command, str(path)], stdout=subprocess.DEVNULL) for path in paths]
    assert [one.wait(60) for one in running] == [1, 1]  # the other rows are no longer in the file
    assert council.pence(DELIVERY) == 52_00


def test_a_kill_after_the_last_step_leaves_the_new_books(council, monkeypatch):
    path = council.plain("gl.csv", *ROWS)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli._print_outcome", killed)
    assert council.run("import", path).exit_code == 1
    monkeypatch.undo()
    assert council.pence(DELIVERY) == 50_00
    assert "was imported before, as gl" in council.run("import", path).stdout


@pytest.mark.parametrize("nth", [1, 2])
def test_a_full_disk_changes_nothing_and_says_so(council, monkeypatch, nth):
    path = council.plain("gl.csv", *ROWS)
    before = council.snapshot()
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    done = council.run("import", path)
    assert done.exit_code == 2
    assert done.stderr.endswith("could not be written (No space left on device); nothing was changed\n")
    assert council.snapshot() == before
    assert not list(council.folder.rglob("*.tmp"))
    monkeypatch.undo()
    assert council.run("import", path).exit_code == 0


def test_one_file_that_cannot_be_written_does_not_stop_the_next(council):
    (council.folder / "extracts/archive").write_text("a file where a folder should be")
    first = council.plain("a.csv", ROWS[0])
    done = council.run("import", first, council.folder / "none.csv")
    assert done.exit_code == 2
    assert done.stderr.count("ealedger: ") == 2
    assert council.book().transactions == []


def test_two_imports_at_once_both_arrive(council):
    files = [council.plain(f"gl{number}.csv", ROWS[number]) for number in range(3)]
    command = [sys.executable, "-m", "cli", "--ledger", str(council.ledger), "import"]
    running = [subprocess.Popen([*command, str(path)], stdout=subprocess.DEVNULL) for path in files]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    assert council.pence(DELIVERY) == 3_00


def test_the_same_file_twice_at_once_is_posted_once(council):
    path = council.plain("gl.csv", *ROWS)
    command = [sys.executable, "-m", "cli", "--ledger", str(council.ledger), "import", str(path)]
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    assert council.pence(DELIVERY) == 50_00


def test_a_lock_that_is_held_is_waited_for_and_then_named(council, monkeypatch):
    monkeypatch.setattr(store.locked.__wrapped__, "__defaults__", (0.2,))
    path = council.plain("gl.csv", *ROWS)
    with FileLock(council.folder / store.LOCK_NAME):
        begun = time.monotonic()
        done = council.run("import", path)
    assert time.monotonic() - begun >= 0.2
    assert done.exit_code == 2
    assert done.stderr == (
        "ealedger: another import or close is writing the books "
        f"({council.folder / store.LOCK_NAME} was held for 0.2 s): wait for it to end and try again\n"
    )
    assert council.run("import", path).exit_code == 0


def test_a_lock_file_left_behind_or_not_to_be_removed_locks_nothing(council, monkeypatch):
    (council.folder / store.LOCK_NAME).write_text("left behind by a kill")

    def refused(self: Path, missing_ok: bool = False) -> None:  # noqa: ARG001, FBT002
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", refused)
    assert council.run("import", council.plain("gl.csv", *ROWS)).exit_code == 0


def test_a_lock_that_cannot_be_made_is_a_sentence(council):
    (council.folder / store.LOCK_NAME).mkdir()
    done = council.run("import", council.plain("gl.csv", *ROWS))
    assert done.exit_code == 2
    assert str(council.folder / store.LOCK_NAME) in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_the_ledger_does_not_include_is_not_written_over(council):
    """Books whose include lines pass over books/<year>/ would take every import and hold none."""
    council.ledger.write_text(council.ledger.read_text().replace('include "books/*/*.beancount"\n', ""))
    council.write("books/2018-19/gl.beancount", "; somebody's")
    done = council.run("import", council.plain("gl.csv", *ROWS))
    assert done.exit_code == 2
    assert "S110 books/2018-19/gl.beancount is not part of the ledger" in done.stderr
    assert (council.folder / "books/2018-19/gl.beancount").read_text() == "; somebody's\n"


def test_the_archive_holds_what_was_read_though_the_file_changes_meanwhile(council, monkeypatch):
    from importers import batch  # noqa: PLC0415

    path = council.plain("gl.csv", *ROWS)
    original = path.read_bytes()
    real = batch.read

    def and_then_saved_over(file: Path):
        source = real(file)
        file.write_text("another")
        return source

    monkeypatch.setattr(batch, "read", and_then_saved_over)
    assert council.run("import", path).exit_code == 0
    assert [one.read_bytes() for one in (council.folder / "extracts/archive").iterdir()] == [original]


def test_books_that_cannot_be_trusted_take_nothing(council):
    council.append("books/2018-19/journals.beancount", "2018-05-01 * broken\n")
    before = council.snapshot()
    done = council.run("import", council.plain("gl.csv", *ROWS))
    assert done.exit_code == 2
    assert done.stderr.startswith("ealedger: nothing is imported into books that cannot be trusted: B101 ")
    assert done.stderr.endswith("Run: ealedger check\n")
    assert council.snapshot() == before


def test_an_edited_file_of_the_books_stops_imports(council):
    council.run("import", council.plain("gl.csv", *ROWS))
    council.append("books/2018-19/gl.beancount", textwrap.dedent("; a remark\n"))
    done = council.run("import", council.plain("gl2.csv", ROWS[0].replace("D0", "E0")))
    assert done.exit_code == 2
    assert "S107" in done.stderr
