"""Many people read while the books are rewritten: each answer is of one state of them, whole."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import urllib.request
from http import HTTPStatus
from itertools import count

import pytest
from served import served

from reports.serving import version, versions

TOP = """\
option "title" "Changing"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
include "books/hub.beancount"
include "books/team.beancount"
plugin "ledger.plugins"
2018-04-01 custom "fava-extension" "reports.pages"
2018-04-01 custom "fund" "TF" "grant"
2018-04-01 open Assets:TF:Cash
2018-04-01 open Expenses:TF:Delivery:Hub
2018-04-01 open Expenses:TF:Delivery:Team
2018-04-01 open Equity:TF:GeneralFund
2018-04-01 custom "agreement" "A" "TF" "grant"
  title: "A"
  funder: "DfE"
  recognition: "none"
  recognition-reason: "as advised"
2018-04-01 custom "instalment" "A" 2018-04-30 9000.00 GBP "grant" "2018-19"
2018-04-01 custom "allocation" "A" Expenses:TF:Delivery:Hub 2018-04-01 2019-03-31 5000.00 GBP
2018-04-01 custom "allocation" "A" Expenses:TF:Delivery:Team 2018-04-01 2019-03-31 4000.00 GBP
"""
#: The state number N of the books: many entries, so that half a file is a state of its own, of 10 N pounds in each file.
WRITER = """
import os, sys, time
from pathlib import Path

folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

def text(name, state):
    entry = '2018-05-{day:02} * "Supplier" "{name} {state}"\\n  Expenses:TF:Delivery:{name}  {state}.00 GBP\\n  Assets:TF:Cash  -{state}.00 GBP\\n'
    return "".join(entry.format(day=day, name=name, state=state) for day in range(1, 11)).encode()

for state in range(first, last + 1):
    for name in ("Hub", "Team"):
        path = folder / f"{name.lower()}.beancount"
        if state % 2:
            new = path.with_suffix(".new")
            new.write_bytes(text(name, state))
            os.replace(new, path)
            time.sleep(0.02)
            continue
        with path.open("wb") as file:
            whole = text(name, state)
            for begin in range(0, len(whole), len(whole) // 4):
                file.write(whole[begin : begin + len(whole) // 4])
                file.flush()
                os.fsync(file.fileno())
                time.sleep(0.01)
        time.sleep(0.02)
    print(state, flush=True)
    time.sleep(0.02 if state % 10 else 0.8)
"""
READERS, STATES = 20, 50


@pytest.fixture
def written(tmp_path):
    """Lay the books out in their first state, and return their top file and the function that writes later states."""
    (tmp_path / "books").mkdir()
    path = tmp_path / "budget.beancount"
    path.write_text(TOP, encoding="utf-8")

    def write(first, last):
        subprocess.run(
            [sys.executable, "-c", WRITER, str(tmp_path / "books"), str(first), str(last)],
            check=True,
            capture_output=True,
        )

    write(1, 1)
    return path, write


def asked(address):
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server's
        assert answer.status == HTTPStatus.OK
        return answer.read().decode()


def state_of(page):
    """Return the one state that every figure of an Allocation page is of, or all that it says otherwise."""
    rows = dict(re.findall(r'>(Hub|Team|Total)</t[hd]>.*?/spent%22">([\d,.]+)</a>', page, re.DOTALL))
    pounds = {name: float(text.replace(",", "")) for name, text in rows.items()}
    if not pounds or pounds["Hub"] != pounds["Team"] or pounds["Total"] != 2 * pounds["Hub"]:
        return f"{pounds} " + " ".join(re.findall(r'class="sentence"[^>]*>([^<]*)', page))
    return int(pounds["Hub"]) // 10


def test_no_reader_sees_half_of_a_change(written, monkeypatch):
    monkeypatch.setattr(
        versions, "QUIET", 0.3
    )  # a machine that is busy with other tests may stop the writer for a while
    path, write = written
    seen, faults = set(), []
    is_over = threading.Event()

    with served(path) as (address,):
        pages = (
            (f"{address}/extension/Allocation/?period=all", state_of),
            (
                f"{address}/extension/Overview/?period=all",
                lambda page: "so nothing is shown from them" in page and page,
            ),
            (f"{address}/api/income_statement", lambda page: '"success"' in page and page),
            (f"{address}/extension/Findings/", lambda page: "found nothing" not in page and page),
        )

        def read(number):
            for turn in count(number):
                where, judge = pages[turn % len(pages) if turn % 2 else 0]
                try:
                    told = judge(asked(where))
                    if isinstance(told, str):
                        faults.append(told)
                    elif judge is state_of:
                        seen.add(told)
                except OSError as problem:
                    faults.append(f"{where}: {problem}")
                if is_over.wait(0.1):
                    return

        readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for one in readers:
            one.start()
        write(2, STATES)
        is_over.set()
        for one in readers:
            one.join()
        assert faults == []
        assert wait_for(lambda: state_of(asked(pages[0][0])) == STATES)
    assert len(seen) > 1


def wait_for(holds):
    return any(holds() or threading.Event().wait(0.2) for _ in range(50))


def states(version):
    """Return the states whose entries a version has."""
    return {int(one.narration.split()[1]) for one in version.all_entries_by_type.Transaction}


def test_what_changes_while_it_is_read_is_read_again(written):
    path, write = written
    read = []

    def reading(path, moment):
        read.append(version.Version(path, moment))
        if len(read) == 2:
            write(3, 3)  # meanwhile
        return read[-1]

    held = versions.Versions(path, reading)
    write(2, 2)
    assert wait_for(lambda: states(held.fresh()) != {1})
    assert states(held.newest) == {3}
    assert [states(one) for one in read] == [{1}, {2}, {3}]
    assert held.behind == ""


def test_what_cannot_be_read_leaves_the_version_before_and_says_so(written):
    path, write = written

    def reading(path, moment):
        if "Hub 2" in (path.parent / "books" / "hub.beancount").read_text(encoding="utf-8"):
            raise OSError("the disk is gone")
        return version.Version(path, moment)

    held = versions.Versions(path, reading)
    write(2, 2)
    assert wait_for(lambda: states(held.fresh()) == {1} and held.problem)
    assert held.behind == (
        "The ledger was changed and cannot be read any more (OSError: the disk is gone). Shown is the last version that could: "
        "run ealedger check, and mend what it says."
    )
    write(3, 3)
    assert states(held.after_write()) == {3}
    assert held.behind == ""


@pytest.mark.parametrize("gone", ["", "budget.beancount"], ids=["the folder", "the ledger"])
def test_what_is_taken_away_leaves_the_version_before_and_says_so(written, gone):
    path, _ = written
    held = versions.Versions(path)
    taken = path.parent / gone
    taken.rename(taken.with_suffix(".off"))
    assert wait_for(lambda: states(held.fresh()) == {1} and held.problem)
    assert held.behind.startswith(f"The ledger was changed and cannot be read any more ({path} is not there).")
    taken.with_suffix(".off").rename(taken)
    assert states(held.after_write()) == {1}
    assert held.behind == ""
