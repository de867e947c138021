from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ledger import store

HOLD = """
import pathlib, sys
from ledger import store
with store.locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_with_the_folders_above_it(tmp_path):
    store.replace_text(tmp_path / "books" / "2018-19" / "gl.beancount", "é\n")
    assert (tmp_path / "books" / "2018-19" / "gl.beancount").read_bytes() == b"\xc3\xa9\n"
    assert names(tmp_path / "books" / "2018-19") == ["gl.beancount"]


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "gl.beancount"
    store.replace(path, b"old and long")
    store.replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["gl.beancount"]


def refuse(number):
    def failing(*_, **__):
        raise OSError(number, os.strerror(number))

    return failing


@pytest.mark.parametrize("step", [(os, "fsync"), (Path, "replace"), (Path, "chmod")])
@pytest.mark.parametrize(("number", "why"), [(errno.ENOSPC, "No space left"), (errno.EACCES, "Permission denied")])
def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch, step, number, why):
    path = tmp_path / "gl.beancount"
    path.write_bytes(b"old")
    monkeypatch.setattr(*step, refuse(number))
    with pytest.raises(
        store.NotWrittenError, match=rf"gl\.beancount could not be written \({why}.*nothing was changed"
    ):
        store.replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["gl.beancount"]


def test_a_read_only_folder_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.mkstemp", refuse(errno.EROFS))
    with pytest.raises(store.NotWrittenError, match=r"Read-only file system\); nothing was changed"):
        store.replace(tmp_path / "gl.beancount", b"new")
    assert names(tmp_path) == []


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path):
    (tmp_path / "books").write_bytes(b"")
    with pytest.raises(store.NotWrittenError, match="could not be written"):
        store.replace(tmp_path / "books" / "gl.beancount", b"new")


def test_a_temporary_file_is_never_matched_by_an_include(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(
        os, "fsync", lambda _: seen.extend(tmp_path.glob("*.beancount")) or seen.extend(names(tmp_path))
    )
    store.replace(tmp_path / "gl.beancount", b"new")
    (temporary,) = seen
    assert temporary.startswith(".gl.beancount.")
    assert temporary.endswith(".tmp")


def test_books_that_another_process_writes_are_not_written(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(store.LockedError, match=r"held for 0\.1 s\): wait for it to end and try again"),
            store.locked(tmp_path, 0.1),
        ):
            pass
        other.communicate()
    with store.locked(tmp_path, 0.1):
        assert (tmp_path / store.LOCK_NAME).exists()


def test_books_that_another_thread_writes_are_not_written(tmp_path):
    held, over = threading.Event(), threading.Event()

    def hold():
        with store.locked(tmp_path):
            held.set()
            over.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    try:
        with pytest.raises(store.LockedError, match="another import or close is writing"), store.locked(tmp_path, 0.1):
            pass
    finally:
        over.set()
        thread.join()


def test_the_lock_is_free_again_after_a_failure(tmp_path):
    with pytest.raises(ZeroDivisionError), store.locked(tmp_path):
        _ = 1 / 0
    with store.locked(tmp_path, 0.1):
        assert (tmp_path / store.LOCK_NAME).exists()


def test_a_folder_that_cannot_be_locked_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr("filelock.FileLock.acquire", refuse(errno.EACCES))
    with pytest.raises(store.NotWrittenError, match="Permission denied"), store.locked(tmp_path, 0.1):
        pass


def test_a_file_where_a_folder_is_to_be_is_named_with_the_cure(tmp_path):
    (tmp_path / "openings").write_text("mine", encoding="utf-8")
    for name in ("openings/2018-19.beancount", "openings/more/2018-19.beancount"):
        with pytest.raises(store.NotWrittenError) as refused:
            store.replace(tmp_path / name, b"x")
        said = f"({tmp_path / 'openings'} is a file, and a folder is to be there: give it another name); nothing was changed"
        assert str(refused.value).endswith(said)
    assert (tmp_path / "openings").read_text(encoding="utf-8") == "mine"
