"""Fava's own editor, slices and form, on books that may be edited: what is saved, and what an officer reads where it is not."""

from __future__ import annotations

import pytest
from closed_books import books_in
from fava.beans.funcs import hash_entry
from served import served

pytestmark = pytest.mark.browser
JOURNALS = "books/2018-19/journals.beancount"


@pytest.fixture
def books(tmp_path):
    return books_in(tmp_path / "council")


@pytest.fixture
def address(books):
    with served(books.ledger, may_edit=True) as addresses:
        yield addresses[0]


@pytest.fixture
def editor(page, books, address):
    """Open Fava's editor with the journals, and return what puts a text in the place of another in it and saves."""
    page.goto(f"{address}/editor/?file_path={books.folder / JOURNALS}")

    def change(old, new):
        text = books.journals.read_text(encoding="utf-8")
        assert text.count(old) == 1
        page.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text.replace(old, new))
        page.get_by_role("button", name="Save").click()

    return change


def fill_in(page, amount):
    """Fill Fava's form of a new transaction in, and save it."""
    page.locator("dialog input[type=date]").fill("2018-08-01")
    page.locator("dialog").get_by_placeholder("Payee").fill("Hubs Ltd")
    page.locator("dialog").get_by_placeholder("Narration").fill("Added")
    for number, (account, money) in enumerate((("Expenses:EA:Delivery", amount), ("Assets:EA:Cash", "-5.00 GBP"))):
        page.locator("dialog").get_by_placeholder("Account").nth(number).fill(account)
        page.locator("dialog").get_by_placeholder("Amount").nth(number).fill(money)
    page.get_by_role("heading", name="Add").click()
    page.locator("dialog").get_by_role("button", name="Save").click()


def test_a_source_is_saved(page, books, editor):
    editor('"July"', '"July, hubs"')
    page.locator("button[type=submit][disabled]").wait_for()
    assert '"July, hubs"' in books.journals.read_text(encoding="utf-8")
    editor('"July, hubs"', '"July"')
    page.locator("button[type=submit][disabled]").wait_for()
    assert books.codes() == []


def test_a_refusal_is_read_in_the_page_and_the_text_stays(page, books, editor):
    before = books.journals.read_bytes()
    editor("-130.00 GBP", "-131.00 GBP")
    told = page.locator(".notifications .error").inner_text()
    assert (
        "Not saved, for the books would then have what they do not have now: B101 Transaction does not balance" in told
    )
    assert "(books/2018-19/journals.beancount:2" in told
    assert "-131.00" in page.locator(".cm-content").inner_text()
    assert books.journals.read_bytes() == before


def test_what_somebody_else_saved_meanwhile_stays(page, books, editor):
    page.locator(".cm-content").get_by_text("July").wait_for()
    books.append(JOURNALS, ";; by somebody else\n")
    before = books.journals.read_bytes()
    editor('"July"', '"July, hubs"')
    assert "Somebody else changed this since you opened it" in page.locator(".notifications .error").inner_text()
    assert books.journals.read_bytes() == before


def test_one_entry_is_changed_where_it_stands(page, books, address):
    (july,) = [one for one in books.load().transactions if one.narration == "July"]
    before = books.journals.read_text(encoding="utf-8")
    page.goto(f"{address}/journal/#context-{hash_entry(july)}")
    page.locator("dialog .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(before[before.index("2018-07-10") :].strip().replace('"July"', '"July, hubs"'))
    page.locator("dialog").get_by_role("button", name="Save").click()
    page.locator("dialog").wait_for(state="detached")
    assert books.journals.read_text(encoding="utf-8") == before.replace('"July"', '"July, hubs"')


def test_an_entry_is_added_by_the_form(page, books, address):
    page.goto(f"{address}/journal/#add-transaction")
    fill_in(page, "6.00 GBP")
    told = page.locator(".notifications .error").inner_text()
    assert "B101 Transaction does not balance" in told
    page.locator("dialog").get_by_placeholder("Amount").nth(0).fill("5.00 GBP")
    page.locator("dialog").get_by_role("button", name="Save").click()
    page.locator("dialog").wait_for(state="detached")
    assert books.journals.read_text(encoding="utf-8").count('2018-08-01 * "Hubs Ltd" "Added"') == 1
    assert books.codes() == []
    page.locator(".journal").get_by_text("Added").wait_for()
