from __future__ import annotations

import datetime

import pytest
from beancount.core.data import Transaction
from beancount.parser import parser
from hypothesis import example, given
from hypothesis import strategies as st

from ledger import canonical

DAY = datetime.date(2018, 6, 30)
POSTINGS = [("Expenses:EA:Delivery", "84000.00"), ("Assets:EA:Cash", "-84000.00")]
TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('"\\\n\r\t\f\v\b\0\x1b\x85\u2028;*{}^#')),
    max_size=60,
)
HOSTILE = [
    '" 2020-01-01 open Assets:X',
    '"\n2020-01-01 open Assets:X\n',
    "\\",
    '\\"',
    "\\n",
    "\r\n\t\f\v\b\x1b\x7f",
    "\n" * 200,
    "; a comment",
    '2020-01-01 open Assets:X"',
    "\ufeffoption",
    "",
]


def with_examples(test):
    for text in HOSTILE:
        test = example(text)(test)
    return test


def read(text):
    entries, errors, _ = parser.parse_string(text)
    assert errors == []
    return entries


@with_examples
@given(TEXTS)
def test_a_text_from_a_file_reads_back_and_never_becomes_ledger_syntax(text):
    written = canonical.transaction(DAY, "*", text, text, {"extract": "gl", "evidence": text, "row": 12}, POSTINGS)
    (entry,) = read(written)
    kept = text.replace("\0", " ")
    assert isinstance(entry, Transaction)
    assert (entry.payee, entry.narration, entry.meta["evidence"]) == (kept, kept, kept)
    assert entry.meta["row"] == 12
    assert [(posting.account, f"{posting.units.number:f}") for posting in entry.postings] == POSTINGS


@with_examples
@given(TEXTS)
def test_a_text_in_the_heading_of_a_file_is_a_comment(text):
    written = canonical.extract_file([f"from {text}"], '2018-06-30 custom "extract" "gl" "general-ledger"', {}, [])
    assert len(read(written.replace("\0", " "))) == 1


@given(TEXTS, TEXTS)
def test_two_texts_are_written_alike_only_where_they_are_alike(one, other):
    alike = one.replace("\0", " ") == other.replace("\0", " ")
    assert (canonical.quote(one) == canonical.quote(other)) == alike


@given(TEXTS)
def test_a_quoted_text_stands_on_one_line(text):
    assert "\n" not in canonical.quote(text)
    assert "\r" not in canonical.quote(text)


def test_a_transaction_as_it_is_written():
    written = canonical.transaction(DAY, "!", "Hubs Ltd", "June", {"row": 7, "doc": "SAP/1/2"}, POSTINGS)
    assert written == (
        '2018-06-30 ! "Hubs Ltd" "June"\n'
        "  row: 7\n"
        '  doc: "SAP/1/2"\n'
        "  Expenses:EA:Delivery   84000.00 GBP\n"
        "  Assets:EA:Cash        -84000.00 GBP\n"
    )


@pytest.fixture
def generated():
    return canonical.extract_file(
        ["Written by import from gl.csv; never edit it"],
        '2018-06-30 custom "extract" "gl-2018-19-P03" "general-ledger"',
        {"sha256": '"abc"', "rows-read": "1"},
        [canonical.transaction(DAY, "*", "Hubs Ltd", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}", {"row": 2}, POSTINGS)],
    )


def stated(text):
    """Return the digest that the text of a generated file states."""
    return text.partition('  body: "')[2].partition('"')[0]


def test_a_generated_file_states_its_own_digest(generated):
    assert canonical.body_digest(generated.encode()) == stated(generated)
    assert len(stated(generated)) == 64


def test_a_generated_file_reads_as_its_directive_and_its_entries(generated):
    directive, transaction = sorted(read(generated), key=lambda entry: entry.meta["lineno"])
    assert directive.meta["body"] == stated(generated)
    assert directive.meta["sha256"] == "abc"
    assert transaction.payee == "Hubs Ltd"


def test_the_digest_does_not_depend_on_the_line_that_states_it(generated):
    other = generated.replace(stated(generated), "0" * 64)
    assert other != generated
    assert canonical.body_digest(other.encode()) == stated(generated)


def test_any_other_changed_byte_changes_the_digest(generated):
    content = generated.encode()
    start = content.index(b'  body: "')
    line = range(start, content.index(b"\n", start) + 1)
    for place in set(range(len(content))) - set(line):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert canonical.body_digest(changed) != stated(generated), content[place : place + 20]


@pytest.mark.parametrize("added", ["\n", "; a note\n", '  body: "0"\n', " ", "\r"])
def test_anything_added_at_the_end_changes_the_digest(generated, added):
    assert canonical.body_digest((generated + added).encode()) != stated(generated)


def test_a_second_body_line_before_the_first_changes_the_digest(generated):
    changed = generated.replace("  body:", '  body: "0"\n  body:', 1)
    assert canonical.body_digest(changed.encode()) != stated(generated)
