"""`ealedger serve` and `ealedger password` as they are typed: what is refused, what is told, and how it ends."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from reports.serving import app as applications
from reports.serving import notes, passwords, server

ROOT = Path(__file__).resolve().parents[3]
RIGHT = "correct horse battery"


def run(*arguments, given=None):
    return CliRunner().invoke(cli.main, [str(one) for one in arguments], input=given)


@contextlib.contextmanager
def started(code):
    """Run *code*, which serves, as a program of its own; yield it, and the address that it printed."""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as program:
        try:
            line = program.stderr.readline()
            assert "the books are at" in line
            yield program, re.search(r"http://\S+", line)[0]
        finally:
            if program.poll() is None:
                program.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program in another way")
def test_it_serves_several_ledgers_opens_the_browser_and_ends_when_it_is_told(tmp_path, books):
    first, second, opened = books(tmp_path / "one"), books(tmp_path / "two"), tmp_path / "opened"
    code = f"""
import pathlib, webbrowser, cli
webbrowser.open = lambda page: pathlib.Path({str(opened)!r}).write_text(page)
cli.main(["serve", {str(first)!r}, {str(second)!r}, "--port", "0"], prog_name="ealedger")
"""
    with started(code) as (program, address):
        slugs = ("testshire-county-council", "testshire-county-council-2")
        for slug, path, other in zip(slugs, (first, second), ("two", "one"), strict=True):
            assert program.stderr.readline() == f"{address}{slug}/ is {path}\n"
            with urllib.request.urlopen(f"{address}{slug}/api/ledger_data") as answer:  # noqa: S310 - our own address
                ((title, _),) = json.load(answer)["data"]["other_ledgers"]
            assert title == f"Testshire County Council: {other}/budget.beancount"
        program.terminate()
        assert program.wait(10) == 0
        assert program.stderr.read() == "ended\n"
    assert opened.read_text() == address


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program in another way")
def test_ctrl_c_ends_it_while_clients_wait(tmp_path):
    opened = tmp_path / "opened"
    code = f"""
import pathlib, webbrowser
from reports.serving import server
webbrowser.open = lambda page: pathlib.Path({str(opened)!r}).write_text(page)
server.serve(lambda environ, start: [], "localhost", 0, opens_browser=False)
"""
    with started(code) as (program, address):
        port = int(address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as slow:
            slow.sendall(b"GET /")
            program.send_signal(signal.SIGINT)
            assert program.wait(15) == 0
        assert program.stderr.read().startswith("ended\n")
    assert not opened.exists()


def test_a_ledger_with_errors_is_served_and_told(tmp_path, books):
    path = books(tmp_path)
    path.write_text(
        path.read_text() + '\n2012-06-02 * "unbalanced"\n  Assets:Families:Cash  1.00 GBP\n  Assets:Nobody:Cash\n'
    )
    app = applications.make([path], may_edit=False)
    (said,) = notes.of_ledgers(applications.books(app))
    assert re.match(rf"{re.escape(str(path))} has \d+ errors and is shown as it is", said)
    assert "The first: B101" in said
    assert "budget.beancount:" in said
    assert app.test_client().get("/testshire-county-council/api/ledger_data").status_code == 200


def test_a_sound_ledger_is_not_mentioned(tmp_path, books):
    assert list(notes.of_ledgers(applications.books(applications.make([books(tmp_path)], may_edit=False)))) == []


def test_a_ledger_that_is_not_there(tmp_path):
    done = run("serve", tmp_path / "none.beancount", "--no-browser")
    assert done.exit_code == 2
    assert "none.beancount is not a file" in done.stderr
    assert run("--ledger", tmp_path, "serve").exit_code == 2


def test_a_port_that_is_taken(tmp_path, books):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", books(tmp_path), "--port", taken.getsockname()[1], "--no-browser")
    assert done.exit_code == 2
    assert "is taken" in done.stderr
    assert "--port 0" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--host", "0.0.0.0"), "--password-file FILE"),  # noqa: S104
        (("--host", "::"), "--user-header NAME"),
        (("--host", "nowhere.invalid"), "no address that this machine knows"),
        (("--host", ""), "no address that this machine knows"),
        (("--host", "192.0.2.1", "--user-header", "X-User"), "is no address of this machine"),
        (("--allowed-host", "a b"), "--allowed-host 'a b' is no name"),
        (("--trusted-proxy", "10.0.0.1"), "name that header too"),
        (("--user-header", "X_User"), "without underscores"),
        (("--password-file", "none.txt"), "none.txt cannot be read"),
        (("--port", "65536"), "65536"),
    ],
)
def test_what_cannot_be_served_is_told(tmp_path, books, options, said):
    done = run("serve", books(tmp_path), "--no-browser", *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("number", "port", "said"),
    [
        (
            errno.EACCES,
            80,
            "port 80 may not be used by you: ports below 1024 are an administrator's; choose another with --port 5000",
        ),
        (errno.EACCES, 8080, "port 8080 may not be used by you; choose another with --port 5000"),
        (errno.EADDRINUSE, 65535, "or choose another with --port 5000"),
        (errno.ENOBUFS, 5000, "--host localhost --port 5000 cannot be listened on"),
    ],
)
def test_why_it_cannot_listen(number, port, said):
    assert said in server._why("localhost", port, OSError(number, os.strerror(number)))


def test_without_fava_it_says_what_to_install(tmp_path, books):
    code = f"import sys; sys.modules['fava'] = None\nimport cli; cli.main(['serve', {str(books(tmp_path))!r}])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'fava>=1.30.16,<1.31'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wide_address_is_told():
    said = " ".join(notes.of_address("0.0.0.0", (), has_passwords=True))  # noqa: S104
    assert "--allowed-host" in said
    assert "unencrypted" in said
    assert list(notes.of_address("127.0.0.1", (), has_passwords=True)) == []


def test_a_password_is_read_from_the_input_where_there_is_no_terminal(tmp_path):
    path = tmp_path / "who.txt"
    done = run("password", path, "a.officer", given=f"{RIGHT}\n")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "wrote a.officer into" in done.stderr
    assert list(passwords.read(path)) == ["a.officer"]
    assert "new password" in run("password", path, "a.officer", given=f"{RIGHT}\r\n").stderr
    assert run("password", path, "b", given="").exit_code == 2
    assert "a.officer:scrypt:" in path.read_text()
    assert run("password", path / "below-a-file.txt", "b", given=f"{RIGHT}\n").exit_code == 2
