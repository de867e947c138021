"""Editing in the browser: what Fava sends is done on a copy, and reaches the books where it adds no finding; else nothing is written."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from closed_books import books_in
from fava.beans.funcs import hash_entry

from ledger import store
from reports.serving import app as serving
from reports.serving import editing, versions

JOURNALS = "books/2018-19/journals.beancount"
TOP = "budget.beancount"
NEXT = "books/2019-20/journals.beancount"
GENERATED = """\
;; Made by ealedger import from gl.csv.

2018-07-31 custom "extract" "gl" "general-ledger"
  sha256: "00"
  body: "00"

2018-07-05 * "Hubs Ltd" "row"
  extract: "gl"
  Expenses:EA:Delivery    1.00 GBP
  Assets:EA:Cash         -1.00 GBP
"""


class Browser:
    """What Fava's own pages send to the books of one folder."""

    def __init__(self, books, *, may_edit=True):
        self.books = books
        self.app = serving.make([books.ledger], may_edit=may_edit)
        self.api = f"/{self.app.config['LEDGERS'].first_slug()}/api/"
        self.client = self.app.test_client()

    @property
    def version(self):
        return self.app.config["LEDGERS"].ledgers[0]

    def path(self, name):
        return str(self.books.folder / name)

    def read(self, name):
        return self.client.get(f"{self.api}source", query_string={"filename": self.path(name)}).json["data"]

    def save(self, name, source, sha256sum=None, client=None, **environ):
        given = {"file_path": self.path(name), "source": source, "sha256sum": sha256sum or self.read(name)["sha256sum"]}
        return (client or self.client).put(f"{self.api}source", json=given, environ_overrides=environ)

    def change(self, name, old, new):
        source = self.read(name)["source"]
        assert source.count(old) == 1
        return self.save(name, source.replace(old, new))

    def entry(self, narration):
        (one,) = [
            each
            for each in self.version.all_entries
            if getattr(each, "narration", getattr(each, "type", "")) == narration
        ]
        return hash_entry(one)

    def slice(self, entry):
        return self.client.get(f"{self.api}source_slice", query_string={"entry_hash": entry}).json["data"]

    def save_slice(self, narration, old, new):
        entry = self.entry(narration)
        shown = self.slice(entry)
        assert shown["slice"].count(old) == 1
        given = {"entry_hash": entry, "source": shown["slice"].replace(old, new), "sha256sum": shown["sha256sum"]}
        return self.client.put(f"{self.api}source_slice", json=given)

    def delete(self, narration):
        entry = self.entry(narration)
        return self.client.delete(
            f"{self.api}source_slice", query_string={"entry_hash": entry, "sha256sum": self.slice(entry)["sha256sum"]}
        )

    def add(self, *entries, client=None, **environ):
        return (client or self.client).put(
            f"{self.api}add_entries", json={"entries": list(entries)}, environ_overrides=environ
        )


def entry(date="2018-08-01", narration="Added", amount="5.00 GBP", **more):
    return {
        "t": "Transaction",
        "date": date,
        "flag": "*",
        "payee": "Hubs Ltd",
        "narration": narration,
        "tags": [],
        "links": [],
        "meta": {},
        "postings": [
            {"account": "Expenses:EA:Delivery", "amount": amount},
            {"account": "Assets:EA:Cash", "amount": f"-{amount}"},
        ],
    } | more


def state(folder):
    """Return every file of the folder with what is in it; the lock is ours, and always empty."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != store.LOCK_NAME
    }


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(versions, "QUIET", 0.01)


@pytest.fixture
def books(tmp_path):
    return books_in(tmp_path / "council")


@pytest.fixture
def browser(books):
    return Browser(books)


@pytest.fixture
def refuses(books, tmp_path, monkeypatch):
    """Assert that an act is refused with a status and a sentence, and that no file was changed, added or left anywhere."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def refused(act, said, status=400):
        before = state(books.folder)
        answer = act()
        assert (answer.status_code, answer.json.get("error", "")) == (status, answer.json["error"])
        assert said in answer.json["error"]
        assert state(books.folder) == before
        assert list((tmp_path / "temporary").iterdir()) == []

    return refused


def test_a_source_is_saved(browser, books):
    answer = browser.change(JOURNALS, '"July"', '"July, hubs"')
    assert answer.status_code == 200
    assert '"July, hubs"' in books.journals.read_text(encoding="utf-8")
    assert answer.json["data"] == browser.read(JOURNALS)["sha256sum"]
    assert answer.json["mtime"] == str(browser.version.mtime)
    assert browser.entry("July, hubs")


def test_what_was_saved_can_be_saved_again(browser):
    first = browser.change(JOURNALS, '"July"', '"July, hubs"')
    source = browser.read(JOURNALS)["source"].replace("July, hubs", "July")
    assert browser.save(JOURNALS, source, first.json["data"]).status_code == 200
    assert browser.entry("July")


def test_an_entry_is_changed_where_it_stands(browser, books):
    before = books.journals.read_text(encoding="utf-8")
    assert (
        browser.save_slice(
            "July", "130.00 GBP\n  Assets:EA:Cash         -130.00", "131.00 GBP\n  Assets:EA:Cash         -131.00"
        ).status_code
        == 200
    )
    assert books.journals.read_text(encoding="utf-8") == before.replace("130.00", "131.00")
    assert books.codes() == []


def test_an_entry_is_deleted(browser, books):
    assert browser.delete("July").status_code == 200
    assert books.journals.read_text(encoding="utf-8").endswith("600.00 GBP\n\n")
    assert books.codes() == []


def test_an_entry_is_added_to_the_journals_of_its_year(browser, books):
    before = books.journals.read_text(encoding="utf-8")
    answer = browser.add(entry(narration='A "quoted" word', meta={"cost-centre": "C1"}))
    assert (answer.status_code, answer.json["data"]) == (200, "Stored 1 entries.")
    added = books.journals.read_text(encoding="utf-8").removeprefix(before)
    assert added.startswith('\n2018-08-01 * "Hubs Ltd" "A \\"quoted\\" word"\n  cost-centre: "C1"\n')
    assert books.codes() == []
    assert (books.folder / TOP).read_text(encoding="utf-8").count("2018") == 0


def test_balances_and_notes_are_added_too(browser, books, refuses):
    balance = {"t": "Balance", "date": "2018-08-01", "account": "Assets:EA:Cash", "meta": {}}
    refuses(
        lambda: browser.add(balance | {"amount": {"number": "1.00", "currency": "GBP"}}),
        "B101 Balance failed for 'Assets:EA:Cash'",
    )
    note = {"t": "Note", "date": "2018-08-01", "account": "Assets:EA:Cash", "comment": "asked the bank", "meta": {}}
    assert browser.add(balance | {"amount": {"number": "350.00", "currency": "GBP"}}, note).status_code == 200
    added = books.journals.read_text(encoding="utf-8").splitlines()[-4:]
    assert [" ".join(line.split()) for line in added if line] == [
        "2018-08-01 balance Assets:EA:Cash 350.00 GBP",
        '2018-08-01 note Assets:EA:Cash "asked the bank"',
    ]
    assert books.codes() == []


def test_the_journals_of_a_new_year_are_begun(browser, books):
    assert browser.add(entry("2019-05-01", narration="New year")).status_code == 200
    text = (books.folder / NEXT).read_text(encoding="utf-8")
    assert text.startswith(";; Journals of 2019-20, kept by hand")
    assert '"New year"' in text
    assert books.codes() == []


def test_journals_that_the_ledger_would_not_read_are_not_begun(books, refuses):
    books.edit(TOP, 'include "books/*/*.beancount"', 'include "books/2018-19/*.beancount"')
    refuses(lambda: Browser(books).add(entry("2019-05-01")), "would be no part of the ledger: add include")


def test_where_the_ledger_says_so_an_entry_goes_above_that_line(books):
    books.write(
        "books/2018-19/spending.beancount", '2018-04-01 custom "fava-option" "insert-entry" "Expenses:EA:Delivery"\n'
    )
    browser = Browser(books)
    assert browser.add(entry()).status_code == 200
    text = (books.folder / "books/2018-19/spending.beancount").read_text(encoding="utf-8")
    assert text.index('"Added"') < text.index("insert-entry")


def test_entries_of_two_years_are_added_one_year_at_a_time(browser, refuses):
    refuses(
        lambda: browser.add(entry(), entry("2019-05-01")),
        "books/2018-19/journals.beancount and books/2019-20/journals.beancount. Save what belongs into each by itself",
    )


@pytest.mark.parametrize(
    ("user", "preparer"),
    [
        ("J. O'Neill", "J. O'Neill"),
        ('a "b"', 'a \\"b\\"'),
        ("jane.smith@council.gov.uk", "jane.smith"),
        ("a\nb", "a b"),
    ],
)
def test_who_signed_on_prepared_what_is_added(browser, books, user, preparer):
    assert browser.add(entry(), REMOTE_USER=user).status_code == 200
    assert f'  preparer: "{preparer}"\n' in books.journals.read_text(encoding="utf-8")
    assert books.codes() == []


def test_a_preparer_that_is_named_stays(browser, books):
    assert browser.add(entry(meta={"preparer": "B. Other"}), REMOTE_USER="jane").status_code == 200
    text = books.journals.read_text(encoding="utf-8")
    assert ('preparer: "B. Other"' in text, "jane" in text) == (True, False)


@pytest.mark.parametrize("user", ["", "QQ123456C@nhs.net", "AB 12 34 56 C"])
def test_nobody_is_no_preparer_and_no_number_of_a_person_is(browser, books, user):
    assert browser.add(entry(), REMOTE_USER=user).status_code == 200
    assert ("preparer" in books.journals.read_text(encoding="utf-8")) is ("QQ" in user)


def test_windows_line_ends_stay(books):
    content = books.journals.read_bytes().replace(b"\n", b"\r\n")
    books.journals.write_bytes(content)
    browser = Browser(books)
    assert browser.change(JOURNALS, '"July"', '"July, hubs"').status_code == 200
    assert books.journals.read_bytes() == content.replace(b'"July"', b'"July, hubs"')
    assert browser.add(entry()).status_code == 200
    assert b"\n" not in books.journals.read_bytes().replace(b"\r\n", b"")


def test_a_mark_at_the_beginning_stays(books):
    content = "\ufeff".encode() + books.journals.read_bytes()
    books.journals.write_bytes(content)
    browser = Browser(books)
    assert browser.save_slice("July", '"July"', '"July, hubs"').status_code == 200
    assert books.journals.read_bytes() == content.replace(b'"July"', b'"July, hubs"')


def test_saving_what_stands_there_writes_nothing(browser, books):
    before = books.journals.stat()
    assert browser.save(JOURNALS, browser.read(JOURNALS)["source"]).status_code == 200
    assert books.journals.stat() == before


def test_formatting_a_text_writes_nothing(browser, books):
    before = state(books.folder)
    answer = browser.client.put(f"{browser.api}format_source", json={"source": "2018-01-01 open Assets:EA:X\n"})
    assert answer.status_code == 200
    assert state(books.folder) == before


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("put", "move"),
        ("put", "add_document"),
        ("put", "attach_document"),
        ("put", "upload_import_file"),
        ("delete", "document"),
        ("post", "source"),
        ("put", "extension/Overview/x"),
    ],
)
def test_nothing_else_is_written(browser, refuses, method, name):
    url = f"{browser.api}{name}" if "/" not in name else browser.api.replace("api/", name)
    refuses(lambda: getattr(browser.client, method)(url, json={}), "nothing else is written", 405)


def test_without_editing_nothing_is(books):
    browser = Browser(books, may_edit=False)
    before = state(books.folder)
    assert browser.add(entry()).status_code == 401
    assert browser.save(JOURNALS, "").status_code == 401
    assert state(books.folder) == before


# What may not be changed


def test_what_import_wrote_stays(books, refuses):
    books.write("books/2018-19/gl.beancount", GENERATED)
    browser = Browser(books)
    said = "books/2018-19/gl.beancount was written by import and stays as it was"
    refuses(lambda: browser.change("books/2018-19/gl.beancount", '"row"', '"other"'), said)
    refuses(lambda: browser.save_slice("row", '"row"', '"other"'), said)
    refuses(lambda: browser.delete("row"), said)
    refuses(lambda: browser.save("books/2018-19/gl.beancount", ""), said)


@pytest.mark.parametrize("heading", ["\ufeff;; Made by ealedger import\n", "", ";; mine\r\n"])
def test_what_import_wrote_is_told_by_its_digest_too(books, refuses, heading):
    text = heading + GENERATED.partition("\n")[2]
    (books.folder / "books/2018-19/gl.beancount").write_text(text, encoding="utf-8", newline="\r\n")
    refuses(lambda: Browser(books).change("books/2018-19/gl.beancount", '"row"', '"other"'), "written by import")


def test_a_closed_period_stays(books, refuses):
    books.close()
    browser = Browser(books)
    said = "Not saved, for a closed period stays as it was closed: L10{} "
    refuses(lambda: browser.save_slice("May", '"May"', '"April"'), said.format(1))
    refuses(lambda: browser.save_slice("July", "2018-07-10", "2018-06-10"), said.format(2))
    refuses(lambda: browser.delete("June"), said.format(3))
    refuses(
        lambda: browser.add(entry("2018-05-01")), "2018-19 P02 was closed on 2018-07-20: post it in the open period"
    )
    refuses(lambda: browser.add(entry(meta={"period": "2018-19 P01"})), "2018-19 P01 was closed on 2018-07-20")
    refuses(lambda: browser.delete("period-close"), "Not saved")
    assert browser.add(entry("2018-07-01")).status_code == 200
    assert browser.change(JOURNALS, ";; Kept by hand.", ";; Kept by two hands.").status_code == 200
    assert books.codes() == []


def test_a_period_that_was_closed_by_hand_stays_too(books, refuses):
    books.append(JOURNALS, '2018-07-20 custom "period-close" "2018-19 Q1" "sha256:0" "A. Officer"\n')
    browser = Browser(books)
    refuses(lambda: browser.save_slice("May", '"May"', '"April"'), "2018-19 P02 was closed on 2018-07-20")
    refuses(lambda: browser.save_slice("May", "2018-05-10", "2018-08-10"), "2018-19 P02 was closed")
    refuses(lambda: browser.add(entry("2018-05-01")), "2018-19 P02 was closed")
    refuses(lambda: browser.delete("period-close"), "closed by ealedger close and reopened by ealedger reopen")
    reopening = browser.read(JOURNALS)["source"] + '\n2018-08-01 custom "period-reopen" "2018-19 Q1" "why"\n'
    refuses(lambda: browser.save(JOURNALS, reopening), "closed by ealedger close and reopened by ealedger reopen")
    assert browser.save_slice("July", '"July"', '"July, hubs"').status_code == 200


def test_a_change_of_a_closed_period_can_be_taken_back(books):
    books.close()
    books.edit(JOURNALS, '"May"', '"April"')
    assert books.codes() == ["L101"]
    assert Browser(books).save_slice("April", '"April"', '"May"').status_code == 200
    assert books.codes() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('plugin "ledger.plugins"', ""),
        ('plugin "ledger.plugins"', 'plugin "antigravity"\nplugin "ledger.plugins"'),
        ('include "books/*.beancount"\n', 'include "books/*.beancount"\ninclude "/etc/passwd"\n'),
        ('include "books/*.beancount"', 'plugin "antigravity" include "books/*.beancount"'),
        ('include "books/*.beancount"', 'plugin\n  "antigravity"\ninclude "books/*.beancount"'),
        ('option "operating_currency" "GBP"', 'option "operating_currency" "EUR"'),
        ('option "operating_currency" "GBP"', 'option "operating_currency" "GBP"\noption "insert_pythonpath" "TRUE"'),
        ("\nplugin", '\n2018-01-01 custom "fava-extension" "antigravity"\nplugin'),
        ("\nplugin", '\n2018-01-01 query "all" ".output x.txt"\nplugin'),
        ("\nplugin", '\n2018-01-01 custom   "fava-option" "import-config" "x.py"\nplugin'),
    ],
)
def test_what_decides_which_code_runs_is_not_edited(browser, refuses, old, new):
    refuses(
        lambda: browser.change(TOP, old, new),
        "change an option, plugin, include or setting of Fava in budget.beancount",
    )
    assert "antigravity" not in sys.modules


def test_an_entry_brings_no_set_up_in_by_its_metadata(browser, refuses):
    refuses(
        lambda: browser.add(entry(meta={'x: "y"\n\nplugin "antigravity"\n\n2018-01-01 open Assets:EA:X\n  y': "z"})),
        "change an option, plugin, include",
    )


def test_the_top_file_can_be_edited_otherwise(browser, books):
    added = (
        '2018-07-03 custom "disclosure" "More."\n2018-07-03 query "all" "SELECT account"\n\ninclude "books/*.beancount"'
    )
    assert browser.change(TOP, 'include "books/*.beancount"', added).status_code == 200
    assert books.codes() == []


def test_a_file_of_another_folder_stays(books, refuses):
    shared = books.folder.parent / "shared.beancount"
    shared.write_text("2018-01-01 open Expenses:EA:Shared\n", encoding="utf-8")
    books.edit(TOP, "\nplugin", '\ninclude "../shared.beancount"\nplugin')
    browser = Browser(books)
    digest = hashlib.sha256(shared.read_bytes()).hexdigest()
    given = {"file_path": str(shared), "source": "", "sha256sum": digest}
    said = "../shared.beancount lies outside the ledger's folder"
    refuses(lambda: browser.client.put(f"{browser.api}source", json=given), said)
    assert shared.read_text(encoding="utf-8") == "2018-01-01 open Expenses:EA:Shared\n"
    assert browser.add(entry()).status_code == 200


def test_a_link_to_another_folder_stays(books, refuses):
    real = books.folder.parent / "real.beancount"
    real.write_bytes(books.journals.read_bytes())
    books.journals.unlink()
    books.journals.symlink_to(real)
    refuses(lambda: Browser(books).add(entry()), "lies outside the ledger's folder")
    assert books.journals.is_symlink()


@pytest.mark.parametrize("path", ["/etc/passwd", "", "books/2018-19/journals.beancount", "../council/budget.beancount"])
def test_no_other_file_is_written(browser, refuses, path):
    given = {"file_path": path, "source": "x", "sha256sum": "x"}
    refuses(lambda: browser.client.put(f"{browser.api}source", json=given), "is no file of this ledger")


def test_a_file_that_the_copy_would_read_of_the_books_is_refused(books, refuses):
    books.edit(TOP, 'include "books/*/*.beancount"', f'include "{books.journals}"')
    refuses(lambda: Browser(books).change(JOURNALS, '"July"', '"July, hubs"'), "the ledger names it by its whole path")


# Findings


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("-130.00 GBP", "-131.00 GBP", "B101 Transaction does not balance"),
        ('"July"', '"July, NI AB 12 34 56 C"', "D101 "),
        ("Expenses:EA:Delivery    130.00", "Expenses:Elsewhere:Delivery    130.00", "F10"),
        ("2018-07-10 *", "2018-07-10 ?*!", "B101 "),
    ],
)
def test_a_new_error_is_refused_with_its_sentence_and_line(browser, refuses, old, new, said):
    refuses(lambda: browser.change(JOURNALS, old, new), said)
    refuses(lambda: browser.change(JOURNALS, old, new), "(books/2018-19/journals.beancount:2")


def test_a_finding_elsewhere_is_one_too(browser, refuses):
    refuses(
        lambda: browser.change("books/accounts.beancount", "2018-04-01 open Assets:EA:Cash\n", ""),
        "B101 Invalid reference",
    )
    refuses(lambda: browser.change("books/agreements.beancount", '"EA" "upfront"', '"EB" "upfront"'), "A10")


def test_a_second_finding_that_says_the_same_is_new(books, refuses):
    row = '2018-07-11 * "Hubs Ltd" "NI AB 12 34 56 C"\n  Expenses:EA:Delivery    1.00 GBP\n  Assets:EA:Cash         -1.00 GBP\n'
    books.append(JOURNALS, row)
    browser = Browser(books)
    refuses(lambda: browser.save(JOURNALS, browser.read(JOURNALS)["source"] + "\n" + row), "D101 ")


def test_books_with_errors_can_be_cured_and_used(books):
    books.edit(JOURNALS, "-130.00 GBP", "-131.00 GBP")
    books.edit("books/agreements.beancount", '  recognition: "none"\n', "")
    found = books.codes()
    assert len(found) > 1
    browser = Browser(books)
    assert browser.add(entry()).status_code == 200, "what was found before is not new, wherever its line is now"
    added = '  title: "Earned Autonomy"\n  recognition: "none"\n'
    assert browser.change("books/agreements.beancount", '  title: "Earned Autonomy"\n', added).status_code == 200
    assert len(books.codes()) < len(found)
    assert browser.save_slice("July", "-131.00", "-130.00").status_code == 200
    assert books.codes() == []


def test_a_warning_may_change_its_figures(books):
    """A standing warning names money that changes with each entry."""
    books.edit(JOURNALS, "Expenses:EA:Delivery    130.00", "Expenses:EA:Delivery    130.00")
    books.append(
        "books/agreements.beancount",
        '2018-04-01 custom "allocation" "EA1" Expenses:EA:Delivery 2018-04-01 2019-03-31 100.00 GBP\n',
    )
    books.append(
        "books/agreements.beancount",
        '2018-05-01 custom "virement" Expenses:EA:Delivery Expenses:EA:Evaluation 150.00 GBP "minute 1"\n',
    )
    browser = Browser(books)
    before = [one for one in books.load().findings if "£" in one.message]
    assert [one.level for one in before] == ["warning"]
    assert browser.change("books/agreements.beancount", "150.00 GBP", "160.00 GBP").status_code == 200
    after = [one for one in books.load().findings if "£" in one.message]
    assert (len(after), after[0].code) == (1, before[0].code)
    assert after[0].message != before[0].message


# Others


def test_a_stale_save_is_refused(browser, books, refuses):
    shown = browser.read(JOURNALS)
    july = browser.entry("July")
    sliced = browser.slice(july)
    books.edit(JOURNALS, "130.00 GBP\n  Assets:EA:Cash         -130.00", "131.00 GBP\n  Assets:EA:Cash         -131.00")
    given = {"entry_hash": july, "source": "", "sha256sum": sliced["sha256sum"]}
    refuses(lambda: browser.save(JOURNALS, shown["source"], shown["sha256sum"]), "Somebody else changed this", 409)
    refuses(lambda: browser.client.put(f"{browser.api}source_slice", json=given), "Somebody else changed this", 409)
    refuses(
        lambda: browser.client.delete(f"{browser.api}source_slice", query_string=given),
        "Somebody else changed this",
        409,
    )


def test_an_entry_that_moved_is_not_mistaken_for_another(browser, books, refuses):
    july = browser.entry("July")
    sliced = browser.slice(july)
    books.edit(JOURNALS, ";; Kept by hand.", ";; Kept\n;; by hand.")
    refuses(
        lambda: browser.client.put(
            f"{browser.api}source_slice", json={"entry_hash": july, "source": "", "sha256sum": sliced["sha256sum"]}
        ),
        "Somebody else changed this",
        409,
    )


@pytest.mark.parametrize("name", [JOURNALS, "books/accounts.beancount"])
def test_what_another_program_writes_meanwhile_is_not_lost(browser, books, monkeypatch, name):
    """It came between the copy and the replacement."""
    judge = editing.judge

    def slow(*given):
        judge(*given)
        books.append(name, ";; by another program\n")

    monkeypatch.setattr(editing, "judge", slow)
    answer = browser.add(entry())
    assert (answer.status_code, "Another program changed the books" in answer.json["error"]) == (409, True)
    text = (books.folder / name).read_text(encoding="utf-8")
    assert text.endswith(";; by another program\n")
    assert "Added" not in books.journals.read_text(encoding="utf-8")


def test_twenty_people_add_entries_at_once_and_none_is_lost(browser, books):
    ready = threading.Barrier(20)

    def add(number):
        client = browser.app.test_client()
        ready.wait()
        return browser.add(entry(narration=f"Number {number}."), client=client).status_code

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(add, range(20))) == [200] * 20
    text = books.journals.read_text(encoding="utf-8")
    assert [text.count(f'"Number {number}."') for number in range(20)] == [1] * 20
    assert books.codes() == []
    assert len([one for one in browser.version.all_entries if "Number" in getattr(one, "narration", "")]) == 20


def test_of_two_who_save_one_source_one_is_told(browser, books):
    shown = browser.read(JOURNALS)
    ready = threading.Barrier(2)

    def save(word):
        ready.wait()
        source = shown["source"].replace('"July"', f'"{word}"')
        return browser.save(JOURNALS, source, shown["sha256sum"], browser.app.test_client()).status_code

    with ThreadPoolExecutor(2) as pool:
        done = dict(zip(("First", "Second"), pool.map(save, ("First", "Second")), strict=True))
    assert sorted(done.values()) == [200, 409]
    (won,) = [word for word, status in done.items() if status == 200]
    assert books.journals.read_text(encoding="utf-8") == shown["source"].replace("July", won)


def test_while_an_import_writes_a_save_is_refused_and_does_not_hang(browser, books, refuses, monkeypatch):
    monkeypatch.setattr(editing, "LOCK_SECONDS", 0.1)
    with store.locked(books.folder):
        refuses(lambda: browser.add(entry()), "another import or close is writing the books", 503)
    assert browser.add(entry()).status_code == 200


def test_a_queue_that_is_too_long_is_said(browser, monkeypatch):
    monkeypatch.setattr(editing, "QUEUE_SECONDS", 0.05)
    entered, leave = threading.Event(), threading.Event()
    edit = editing.edit

    def slow(*given):
        entered.set()
        assert leave.wait(20)
        return edit(*given)

    monkeypatch.setattr(editing, "edit", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(browser.add, entry(), client=browser.app.test_client())
        assert entered.wait(20)
        answer = browser.add(entry(narration="Second"))
        leave.set()
        assert (answer.status_code, "too many others are saving" in answer.json["error"]) == (503, True)
        assert first.result().status_code == 200


# What goes wrong


@pytest.mark.parametrize("step", [(os, "fsync"), (Path, "replace"), (Path, "chmod")])
def test_a_full_disk_leaves_the_books_as_they_were(browser, refuses, monkeypatch, step):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*step, full)
    refuses(lambda: browser.change(JOURNALS, '"July"', '"X"'), "could not be written (No space left on device)", 503)


def test_no_room_for_the_copy_leaves_the_books_as_they_were(browser, refuses, monkeypatch):
    write = Path.write_bytes

    def full(self, content):
        if self.name == "journals.beancount":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    refuses(lambda: browser.add(entry()), "could not be copied to check the change: No space left on device", 503)


def test_a_folder_that_nobody_may_write_to_is_said(browser, refuses, monkeypatch):
    """By what the system says: whoever runs the tests may be one whom it refuses nothing."""

    def denied(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("tempfile.mkstemp", denied)
    refuses(lambda: browser.add(entry()), "journals.beancount could not be written (Permission denied)", 503)


def test_a_lock_that_cannot_be_made_is_said(browser, refuses, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(store.FileLock, "acquire", denied)
    refuses(lambda: browser.add(entry()), "could not be written (Permission denied)", 503)


def test_books_that_cannot_be_read_at_all_are_not_edited(browser, books, refuses, monkeypatch):
    shown = browser.read(JOURNALS)["source"]

    def broken(*_):
        raise RuntimeError("no")

    monkeypatch.setattr(browser.app.config["LEDGERS"].versions(browser.api.split("/")[1]), "_read", broken)
    books.append(JOURNALS, ";; x\n")
    refuses(lambda: browser.save(JOURNALS, shown), "cannot be read any more (RuntimeError: no)", 409)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"entries": [7]}, "is not an entry as Fava sends one"),
        ({"entries": [{}]}, "Invalid entry date"),
        ({"entries": [{"date": "2018-08-01", "t": "Transaction"}]}, "Not saved"),
        ({"entries": [{"date": "2018-08-01", "t": "Open"}]}, "Not saved"),
        ({"entries": [entry(amount="x GBP")]}, "Not saved: Invalid amount"),
        ({"entries": [entry(narration="\ud800")]}, "signs that a ledger file cannot hold"),
        ({"entries": [entry(meta=3)]}, "is not an entry as Fava sends one"),
        ({"entries": "x"}, "incorrect type"),
        ({}, "`entries` is missing"),
        ([], "Invalid JSON body"),
    ],
)
def test_what_is_no_entry_is_refused(browser, refuses, given, said):
    refuses(lambda: browser.client.put(f"{browser.api}add_entries", json=given), said)


def test_no_entries_at_all_are_stored_at_once(browser, books):
    before = state(books.folder)
    assert browser.add().status_code == 200
    assert state(books.folder) == before


def test_a_source_with_half_a_sign_is_refused(browser, refuses):
    refuses(lambda: browser.save(JOURNALS, "\ud800"), "signs that a ledger file cannot hold")


def test_a_document_that_the_ledger_names_is_still_found(books):
    books.write("papers/letter.txt", "a letter")
    books.append(JOURNALS, '2018-07-10 document Expenses:EA:Delivery "../../papers/letter.txt"\n')
    assert books.codes() == []
    browser = Browser(books)
    books.write("papers/second.txt", "another")
    added = browser.read(JOURNALS)["source"] + '2018-07-11 document Expenses:EA:Delivery "../../papers/second.txt"\n'
    assert browser.save(JOURNALS, added).status_code == 200
    assert books.codes() == []


KILLED = """
import os, sys, tempfile
from pathlib import Path
from reports.serving import app, versions
versions.QUIET = 0.01
ledger, journals = Path(sys.argv[1]), Path(sys.argv[2])
served = app.make([ledger], may_edit=True)
slug = served.config["LEDGERS"].first_slug()
entry = {"t": "Transaction", "date": "2018-08-01", "flag": "*", "payee": "", "narration": "Added", "tags": [], "links": [], "meta": {},
         "postings": [{"account": "Expenses:EA:Delivery", "amount": "5.00 GBP"}, {"account": "Assets:EA:Cash", "amount": "-5.00 GBP"}]}
left = 0
def counted(of, name):
    own = getattr(of, name)
    def call(*given, **more):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return own(*given, **more)
    setattr(of, name, call)
for of, name in ((tempfile, "mkstemp"), (tempfile, "mkdtemp"), (os, "fsync"), (os, "unlink"), (Path, "chmod"), (Path, "replace")):
    counted(of, name)
before = journals.read_bytes()
for step in range(100):
    child = os.fork()
    if not child:
        left = step
        answer = served.test_client().put(f"/{slug}/api/add_entries", json={"entries": [entry]})
        os._exit(0 if answer.status_code == 200 else 1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    now = journals.read_bytes()
    print(code, "before" if now == before else "after" if now.startswith(before) and now.count(b'"Added"') == 1 else "broken")
    left = 100
    journals.write_bytes(before)
    if not code:
        break
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_whoever_is_killed_in_the_middle_leaves_the_books_before_or_after(books, tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    command = [sys.executable, str(script), str(books.ledger), str(books.journals)]
    environ = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    steps = done.stdout.splitlines()
    assert set(steps[:-1]) == {"9 before", "9 after"}, done.stdout
    assert steps[-1] == "0 after"
    assert steps == sorted(steps, key=lambda one: "after" in one), "once the books are replaced, they are"
    assert len(steps) > 5
    assert books.codes() == []
