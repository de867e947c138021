"""`trace`: from a figure to its rows, from a row to every figure, and every other thing that has a name in the books."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ledger.book import Book
from ledger.trails import Archived
from reports import catalogue, tracing
from reports.figure_names import Names, Spot
from reports.statement import Figure
from reports.trail import Step, Trace, UntraceableError

ROOT = Path(__file__).resolve().parent.parent.parent
QUARTER = "2018-19 Q3"


def run(ledger, *arguments):
    done = CliRunner().invoke(cli.main, ["--ledger", str(ledger), "trace", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def no_source(extract, _rows, _became):
    return Archived("", {}, f"{extract.name} is not kept")


def found(book, ref, period=None):
    return tracing.trace(book, ref, no_source, period).found


def below(step, what):
    """Return every step of one kind below *step*."""
    inside = step["steps"] if isinstance(step, dict) else step.steps
    named = [one for one in inside if (one["step"] if isinstance(one, dict) else one.what) == what]
    return [*named, *(deeper for one in inside for deeper in below(one, what))]


@pytest.fixture(scope="module")
def leeds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leeds")
    for name in ("books", "profiles", "extracts"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copyfile(ROOT / "budget.beancount", folder / "budget.beancount")
    return folder / "budget.beancount"


@pytest.fixture(scope="module")
def leeds_book(leeds):
    return Book.load(leeds)


@pytest.fixture(scope="module")
def traced(leeds):
    """Return what `trace --format json` finds, each reference once."""
    known = {}

    def trace(ref, *more):
        if (ref, more) not in known:
            done = run(leeds, ref, "--format", "json", *more)
            assert done.exit_code == 0, done.stderr
            assert done.stderr == ""
            known[ref, more] = json.loads(done.stdout)["found"]
        return known[ref, more]

    return trace


# ---------------------------------------------------------------- figures


def test_a_figure_is_followed_to_the_rows_of_its_extract(traced, leeds):
    (figure,) = traced(f"allocation/Delivery/{QUARTER}")
    assert figure["facts"]["amount"] == "504231.85"
    assert figure["facts"]["column"] == "in-period"
    postings = below(figure, "posting")
    assert sum(Decimal(one["facts"]["amount"]) for one in postings) == Decimal("504231.85")
    assert len(postings) == figure["facts"]["postings"]
    for posting in postings:
        file, _, line = posting["place"].partition(":")
        text = (leeds.parent / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert text.split() == [posting["facts"]["account"], posting["facts"]["amount"], "GBP"]
        (row,) = below(posting, "row")
        with (leeds.parent / "extracts" / f"{row['facts']['extract']}.csv").open(encoding="utf-8", newline="") as file:
            cells = list(csv.reader(file))[row["facts"]["row"] - 1]
        assert row["facts"]["text"] == " | ".join(cells)
        assert cells[-1] == posting["facts"]["amount"]
    (extract,) = below(figure, "extract")
    assert (leeds.parent / extract["facts"]["archived"]).is_file()
    assert extract["facts"]["sha256"] == Path(extract["facts"]["archived"]).stem


def test_a_row_of_a_workbook_is_shown_too(traced):
    (figure,) = traced("allocation/Early Help Hub One/in-period/2019-20 Q1")
    rows = below(figure, "row")
    assert rows
    assert all(row["facts"]["text"] for row in rows)
    assert below(figure, "extract")[0]["facts"]["archived"].endswith(".xlsx")


def test_the_column_may_be_its_heading_and_the_row_any_of_its_words(traced):
    by_name = traced(f"allocation/Workforce/spent/{QUARTER}")
    assert traced(f"Allocation/ workforce /Spent to date/{QUARTER}")[0]["facts"] == by_name[0]["facts"]
    assert traced(f"grants/Families First Earned Autonomy/spent/{QUARTER}")[0]["facts"]["amount"] == "1807394.87"


def test_a_row_whose_name_has_slashes(traced):
    (figure,) = traced(f"reconciliation/EA/2018-19/3/received/{QUARTER}")
    assert figure["facts"]["amount"] == "675000.00"
    assert below(figure, "instalment")[0]["facts"]["instalment"] == "EA/2018-19/3"


def test_credits_that_are_printed_as_positive_are_said_to_be(traced):
    (figure,) = traced(f"upfront/EA/received/{QUARTER}")
    assert figure["facts"]["amount"] == "2025000.00"
    amounts = {one["facts"]["amount"] for one in below(figure, "posting")}
    assert amounts in ({"675000.00"}, {"-675000.00"})
    assert ("credits as positive" in figure["steps"][0]["text"]) == (amounts == {"-675000.00"})


def test_a_figure_without_postings_shows_the_directives_of_its_row(traced):
    (figure,) = traced(f"allocation/Workforce/approved/{QUARTER}")
    assert figure["facts"]["amount"] == "300000.00"
    (allocation,) = below(figure, "allocation")
    assert allocation["facts"]["amount"] == "300000.00"
    assert allocation["place"].startswith("books/agreements.beancount:")
    refs = [one["facts"]["ref"] for one in below(figure, "figure-of-row")]
    assert refs == [f"allocation/Workforce/{one}/{QUARTER}" for one in ("in-period", "spent")]


def test_a_figure_of_claims_that_is_computed_shows_each_claim(traced):
    (figure,) = traced("claims/claims-FF/2013-01/crime-asb-education/outstanding/2012-13 Q4")
    assert len(below(figure, "claim")) == 135


def test_several_figures_are_listed_by_names_that_name_one_each(leeds):
    done = run(leeds, f"claims/2013-01/{QUARTER}")
    assert done.exit_code == 2
    assert done.stdout == ""
    first, *listed = done.stderr.splitlines()
    assert "figures; give one of" in first
    assert len(listed) > 1
    for one in listed:
        assert run(leeds, one.strip().rpartition("  (")[0]).exit_code == 0


def test_every_figure_of_the_worked_books_has_a_name_that_finds_it(leeds_book):
    count = 0
    for name in catalogue.STATEMENTS:
        statement = catalogue.build(name, leeds_book, "2018-19 Q3")
        names = Names(statement)
        for table in statement.tables:
            for number, row in enumerate(table.every_row()[:40], start=1):
                for place, cell in enumerate(row.cells):
                    if isinstance(cell, Figure):
                        spot = Spot(table, row, number, place)
                        found = names.find(names.name_of(spot).split("/")[1:])
                        assert found == [spot], names.name_of(spot)
                        count += 1
    assert count > 500


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        (f"allocation/Nothing Such/{QUARTER}", "has no such row or column"),
        (f"allocation/Workforce/nothing/{QUARTER}", "as in allocation/Workforce/approved/2018-19 Q3"),
        (f"allocation//{QUARTER}", "has no such row or column"),
        ("allocation/Workforce/2018-19 Q7", "no such quarter"),
        ("allocation/", "has no such row or column"),
        ("allocatoin/Delivery/2018-19 Q3", "give a figure"),
        ("nothing", "give a figure"),
        ("", "give a figure"),
        ("/", "give a figure"),
        ("SAP/1/1", "give a figure"),
        ("no-extract:3", "give a figure"),
        ("books/agreements.beancount:1", "give a figure"),
        ("books/agreements.beancount:99999", "give a figure"),
        ("../../etc/passwd:1", "give a figure"),
        ('"quoted" \n= new line', "give a figure"),
        ("/".join("a" * 50), "give a figure"),
        ("allocation/" + "/".join("a" * 50), "has no such row or column"),
    ],
)
def test_what_names_nothing_ends_with_what_can_be_given(leeds, ref, said):
    done = run(leeds, ref)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_period_that_is_none_is_refused(leeds):
    done = run(leeds, "FMS/7800198/2", "--period", "spring")
    assert done.exit_code == 2
    assert "'spring' is not a period" in done.stderr


# ---------------------------------------------------------------- rows, documents, claims, instalments


def test_a_row_is_followed_to_every_figure_that_it_is_part_of(traced, leeds_book):
    (entry,) = traced("FMS/7800198/2")
    position = next(n for n, txn in enumerate(leeds_book.transactions) if txn.meta.get("doc") == "FMS/7800198/2")
    lines = set(leeds_book.postings.index[leeds_book.postings["txn"] == position])
    wanted = [
        (name, table.name, column.name)
        for name in catalogue.STATEMENTS
        for table in catalogue.build(name, leeds_book, QUARTER).tables
        for row in table.every_row()
        for column, cell in zip(table.columns, row.cells, strict=True)
        if isinstance(cell, Figure) and lines & set(cell.lines)
    ]
    listed = below(entry, "figure")
    assert [(one["facts"]["statement"], one["facts"]["table"], one["facts"]["column"]) for one in listed] == wanted
    assert {one["facts"]["period"] for one in listed} == {QUARTER}
    spent = next(one for one in listed if one["facts"]["ref"] == f"allocation/Delivery, total/in-period/{QUARTER}")
    assert (spent["facts"]["amount"], spent["facts"]["part"]) == ("504231.85", "4645.49")


def test_from_a_row_to_a_figure_and_back(traced):
    (entry,) = traced("gl-2018-19-Q3:3")
    for one in below(entry, "figure")[:4]:
        (figure,) = traced(one["facts"]["ref"])
        assert figure["facts"]["amount"] == one["facts"]["amount"]
        assert "FMS/7800198/2" in [doc["facts"]["doc"] for doc in below(figure, "document")]


def test_another_period_may_be_asked_for(traced):
    (entry,) = traced("FMS/7800198/2", "--period", "2018-19")
    assert {one["facts"]["period"] for one in below(entry, "figure")} == {"2018-19"}


def test_a_row_a_document_and_a_place_are_the_same_entry(traced):
    by_key = traced("FMS/7800198/2")
    place = by_key[0]["place"]
    file, _, line = place.partition(":")
    assert traced("gl-2018-19-Q3:3") == by_key
    assert traced(place) == by_key
    assert traced(f"{file}:{int(line) + 7}") == by_key
    assert traced(place.replace("/", "\\")) == by_key
    assert traced("fms/7800198/2") == by_key


def test_a_document_without_its_line_is_every_row_of_it_in_order(traced):
    rows = traced("7800199")
    assert [one["facts"]["doc"] for one in rows] == ["FMS/7800199/1", "FMS/7800199/2"]
    assert traced("FMS/7800199") == rows


def test_evidence_says_what_it_belongs_to(traced):
    (evidence,) = traced("gl-2018-19-Q3:29")
    assert evidence["step"] == "evidence"
    (belongs,) = below(evidence, "belongs-to")
    assert belongs["facts"]["doc"] == "BACS/R181026/1"
    assert not below(evidence, "figure")


def test_a_remittance_shows_its_instalment_and_its_evidence(traced):
    (entry,) = traced("R181026")
    assert below(entry, "instalment")[0]["facts"]["instalment"] == "EA/2018-19/3"
    (evidence,) = below(entry, "evidence")
    assert evidence["facts"]["doc"] == "FMS/7800211/2"
    assert below(evidence, "row")[0]["facts"]["row"] == 29


def test_an_instalment_shows_what_was_received_for_it(traced):
    (instalment,) = traced("ea / 2018-19 / 3")
    (received,) = below(instalment, "received")
    assert (received["facts"]["amount"], received["facts"]["date"]) == ("675000.00", "2018-10-26")
    assert any(one["facts"]["statement"] == "reconciliation" for one in below(instalment, "figure"))


@pytest.mark.parametrize(
    "ref",
    ["LD-0001", "ld-0001/crime-asb-education", "LD-0001+crime-asb-education", "FF:2013-01/LD-0001/crime-asb-education"],
)
def test_a_claim_is_shown_from_its_draft_to_its_payment(traced, ref):
    (claim,) = [one for one in traced(ref) if one["step"] == "claim"]
    events = below(claim, "event")
    assert [one["facts"]["event"] for one in events] == ["drafted", "submitted", "paid"]
    assert all(one["place"].startswith("books/2012-13/") for one in events)
    assert below(claim, "window")[0]["place"].startswith("books/agreements.beancount:")
    assert below(claim, "audit")[0]["facts"]["sample"] == 14
    assert claim["facts"]["state"] == "paid"


def test_the_row_of_a_claim_names_the_claim(traced):
    (entry,) = traced("claims-2013-01:2")
    assert below(entry, "claim")[0]["facts"]["claim"] == "FF:2013-01/LD-0001/crime-asb-education"


@pytest.mark.parametrize(("row", "said"), [(2, "outside"), (1, "none"), (999, "has no row 999"), (0, "has no row 0")])
def test_a_row_that_is_not_in_the_books_says_why(traced, row, said):
    (step,) = traced(f"gl-2018-19-Q3:{row}")
    assert said in (step["facts"].get("became"), None) or said in step["text"]
    assert below(step, "extract")


def test_an_extract_a_directive_and_an_opening_have_names_too(traced):
    assert traced("gl-2018-19-Q3")[0]["facts"]["kind"] == "general-ledger"
    (allocation,) = traced("books/agreements.beancount:73")
    assert allocation["step"] == "allocation"
    (opening,) = traced("books/accounts.beancount:9")
    assert opening["step"] == "open"


def test_text_is_80_columns_wide_and_says_what_json_says(leeds, traced):
    for ref in (f"allocation/Delivery/{QUARTER}", "FMS/7800198/2", "LD-0001", "EA/2018-19/3", "gl-2018-19-Q3:2"):
        text = run(leeds, ref).stdout
        assert max(map(len, text.splitlines())) <= 80
        joined = "".join(text.split())
        for step in traced(ref):
            for one in [step, *below(step, "posting"), *below(step, "row"), *below(step, "figure")]:
                assert "".join(one["text"].split()) in joined
                assert "".join(one["place"].split()) in joined


def test_json_has_the_same_keys_in_every_step(traced):
    def check(step):
        assert list(step) == ["step", "text", "place", "facts", "steps"]
        for one in step["steps"]:
            check(one)

    for ref in (f"allocation/Delivery/{QUARTER}", "FMS/7800198/2", "LD-0001", "gl-2018-19-Q3:2"):
        for step in traced(ref):
            check(step)


# ---------------------------------------------------------------- names that are none of the usual

FUND = """
2018-04-01 custom "fund" "Hub" "grant"
2018-04-01 open Assets:Hub:Cash
2018-04-01 open Expenses:Hub:Delivery:KeyWorkers
2018-04-01 open Expenses:Hub:Evaluation
"""


def test_names_with_quotes_equals_signs_and_new_lines(write):
    r"""Every text of a row may be anything that a supplier is called."""
    book = Book.load(
        write(
            "budget.beancount",
            _preamble() + FUND + '\n2018-05-01 * "=Cmd \\"|\\" /C\\ncalc" "a/b: c"\n  doc: "S/=1+\\"2\\"/1"\n'
            '  invoice: "INV=\\"7\\"/18"\n'
            "  Expenses:Hub:Delivery:KeyWorkers  10.00 GBP\n  Assets:Hub:Cash  -10.00 GBP\n",
        )
    )
    (by_key,) = found(book, 'S/=1+"2"/1')
    assert found(book, 'inv="7"/18') == (by_key,)
    refs = [one.facts["ref"] for one in below(by_key, "figure")]
    assert any(one.startswith("transactions/") for one in refs)
    for ref in refs:
        (figure,) = found(book, ref)
        assert figure.facts["amount"] is not None
    (figure,) = found(book, 'transactions/Expenses:Hub:Delivery:KeyWorkers/=cmd "|" /c calc/amount/2018-19 Q1')
    assert figure.facts["amount"] == "10.00"
    text = Trace("x", (by_key,)).as_text()
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "\ncalc" not in text


def _preamble():
    return 'option "title" "T"\noption "operating_currency" "GBP"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n2000-01-01 commodity GBP\n'


def test_one_name_of_several_things_is_all_of_them_in_order(book):
    """
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 open Assets:Hub:Cash
    2018-04-01 open Expenses:Hub:Delivery
    2018-06-01 * "B" "second"
      doc: "S/2/1"
      invoice: "INV-7"
      Expenses:Hub:Delivery  20.00 GBP
      Assets:Hub:Cash       -20.00 GBP
    2018-05-01 * "A" "first"
      doc: "S/1/1"
      invoice: "inv-7"
      Expenses:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash       -10.00 GBP
    """
    assert [one.facts["doc"] for one in found(book, "INV-7")] == ["S/1/1", "S/2/1"]


def test_identical_rows_of_a_statement_are_told_apart_by_their_number(book):
    """
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 open Assets:Hub:Cash
    2018-04-01 open Expenses:Hub:Delivery
    2018-05-01 * "A" "same"
      Expenses:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash       -10.00 GBP
    2018-05-01 * "A" "same"
      Expenses:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash       -10.00 GBP
    """
    with pytest.raises(UntraceableError, match="names 4 figures") as told:
        found(book, "transactions/same/2018-19")
    refs = [line.strip().rpartition("  (")[0] for line in str(told.value).splitlines()[1:]]
    places = [below(found(book, ref)[0], "posting")[0].place for ref in refs]
    assert len(set(places)) == 4


def test_a_reversal_and_what_it_reverses_lead_to_each_other(book):
    """
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 open Assets:Hub:Cash
    2018-04-01 open Expenses:Hub:Delivery
    2018-05-01 * "A" "wrong" ^put-right
      doc: "S/1/1"
      Expenses:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash       -10.00 GBP
    2018-06-01 * "A" "Reversal: wrong"
      reverses: "S/1/1"
      Expenses:Hub:Delivery -10.00 GBP
      Assets:Hub:Cash        10.00 GBP
    2018-06-01 * "A" "right" ^put-right
      doc: "S/1/1/r2"
      restates: "S/1/1"
      Expenses:Hub:Delivery  11.00 GBP
      Assets:Hub:Cash       -11.00 GBP
    """
    first, again = found(book, "S/1/1")
    relations = {one.facts["relation"] for one in below(first, "correction")}
    assert relations == {"reversed by", "restated by"}
    assert next(one.facts["doc"] for one in below(again, "correction")) == "S/1/1"
    (place,) = [one.place for one in below(first, "correction") if one.facts["relation"] == "reversed by"]
    (reversal,) = found(book, place)
    assert [one.facts["relation"] for one in below(reversal, "correction")] == ["reverses"]


def test_a_person_s_match_is_shown_with_its_reason(book):
    """
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 custom "agreement" "H1" "Hub" "upfront"
      title: "Hub"
      funder: "MHCLG"
    2018-04-01 custom "instalment" "H1" 2018-04-30 1000.00 GBP "upfront" "2018-19"
    2018-04-01 open Assets:Hub:Cash
    2018-04-01 open Income:Hub:UpfrontFunding
    2018-05-01 * "MHCLG" "came"
      doc: "BACS/1/1"
      Assets:Hub:Cash            1000.00 GBP
      Income:Hub:UpfrontFunding -1000.00 GBP
    2018-05-02 custom "match" "BACS/1/1" "H1/2018-19/1" "the letter says so, J Smith"
    """
    (entry,) = found(book, "BACS/1/1")
    (match,) = below(entry, "match")
    assert match.facts["why"] == "the letter says so, J Smith"
    assert match.place == "budget.beancount:20"
    instalment, *rest = found(book, "H1/2018-19/1")
    assert rest == []
    assert below(instalment, "received")[0].facts["doc"] == "BACS/1/1"
    assert match in below(instalment, "match")


def test_a_claim_that_was_rejected(book):
    """
    2012-04-01 custom "fund" "TF" "grant"
    2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
      title: "Troubled Families"
      funder: "DCLG"
      results-recognised: "on-claim"
    2012-04-01 custom "route" "TF1" "work"
    2012-04-01 custom "tariff" "TF1" "2012-13"
      families: 10
      attachment-fee: 3200.00 GBP
      route-work: 800.00 GBP
      cap: 4000.00 GBP
    2012-04-01 commodity FAMILY
    2012-04-01 open Assets:TF:ResultsReceivable GBP
    2012-04-01 open Assets:TF:Cash GBP
    2012-04-01 open Income:TF:ResultsPayments GBP
    2013-01-31 * "" "claimed"
      agreement: "TF1"
      family: "F=1"
      attached: "2012-13"
      route: "work"
      Assets:TF:ResultsReceivable  800.00 GBP
      Income:TF:ResultsPayments   -800.00 GBP
    2013-02-15 * "" "rejected"
      agreement: "TF1"
      family: "F=1"
      attached: "2012-13"
      route: "work"
      event: "rejected"
      Assets:TF:ResultsReceivable -800.00 GBP
      Income:TF:ResultsPayments    800.00 GBP
    """
    (claim,) = found(book, "f=1/WORK")
    assert claim.facts["state"] == "rejected"
    assert [(one.facts["event"], one.place) for one in below(claim, "event")] == [
        ("submitted", "budget.beancount:24"),
        ("rejected", "budget.beancount:31"),
    ]


def test_books_with_errors_are_traced_all_the_same(load, tmp_path):
    """
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 custom "allocation" "Nobody" Expenses:Hub:Delivery 2018-04-01 2019-03-31 100.00 GBP
    2018-04-01 open Assets:Hub:Cash
    2018-04-01 open Expenses:Hub:Delivery
    2018-05-01 * "A" "paid"
      doc: "S/1/1"
      Expenses:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash       -10.00 GBP
    2018-05-02 * "A" "unbalanced"
      Expenses:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash        -9.00 GBP
    """
    book = load()
    assert book.errors
    (entry,) = found(book, "S/1/1")
    assert below(entry, "figure")
    done = run(tmp_path / "budget.beancount", "S/1/1")
    assert done.exit_code == 1
    assert "entry: A: paid" in done.stdout
    assert "errors: a trail may be wrong until check finds none" in done.stderr
    assert run(tmp_path / "budget.beancount", "allocation/Delivery/spent/2018-19").exit_code == 1


def test_a_statement_that_the_errors_leave_unmade_is_said_to_be(load, monkeypatch):
    """
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 open Assets:Hub:Cash
    2018-04-01 open Expenses:Hub:Delivery
    2018-05-01 * "A" "paid"
      doc: "S/1/1"
      Expenses:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash        -9.00 GBP
    """
    book = load()

    def broken(name, *_, **__):
        raise ValueError(name)

    monkeypatch.setattr(catalogue, "made", broken)
    (entry,) = found(book, "S/1/1")
    assert len(below(entry, "unmade")) == len(catalogue.STATEMENTS) - 1
    with pytest.raises(UntraceableError, match="cannot be made while the books have errors"):
        found(book, "allocation/Delivery/2018-19")


def test_an_adjusting_period_is_of_its_last_quarter(book):
    """
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 open Assets:Hub:Cash
    2018-04-01 open Expenses:Hub:Delivery
    2019-03-31 * "A" "late"
      doc: "S/1/1"
      period: "2018-19 P13"
      Expenses:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash       -10.00 GBP
    """
    (entry,) = found(book, "S/1/1")
    assert {one.facts["period"] for one in below(entry, "figure")} == {"2018-19 Q4"}


def test_a_step_is_one_line_whatever_it_quotes():
    step = Step("entry", "a\nb\x1b[31m", "", {})
    assert Trace("x", (step,)).as_text() == "a b [31m\n"


def test_a_statement_without_figures_says_so(book):
    """
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 open Assets:Hub:Cash
    """
    with pytest.raises(UntraceableError, match="has no such row or column, and shows no money"):
        found(book, "allocation/Delivery/2018-19")


def test_accounts_that_name_no_fund_leave_the_rest_of_the_trail(load):
    """
    option "title" "T"
    option "name_expenses" "Spending"
    option "tolerance_multiplier" "0"
    plugin "ledger.plugins"
    2018-04-01 custom "fund" "Hub" "grant"
    2018-04-01 custom "agreement" "H1" "Hub" "upfront"
      title: "Hub"
      funder: "MHCLG"
    2018-04-01 custom "instalment" "H1" 2018-04-30 1000.00 GBP "upfront" "2018-19"
    2018-04-01 custom "evidence" "Hub" "spending"
      amount: 10.00 GBP
      doc: "P/1/1"
    2018-04-01 open Assets:Hub:Cash
    2018-04-01 open Spending:Hub:Delivery
    2018-05-01 * "A" "paid"
      doc: "S/1/1"
      Spending:Hub:Delivery  10.00 GBP
      Assets:Hub:Cash       -10.00 GBP
    """
    book = load()
    for ref in ("S/1/1", "P/1/1", "H1/2018-19/1"):
        (step,) = found(book, ref)
        assert step.place
    assert below(found(book, "S/1/1")[0], "unmade")
    assert len(below(found(book, "S/1/1")[0], "posting")) == 2
    with pytest.raises(UntraceableError, match="cannot be made while the books have errors"):
        found(book, "trial-balance/Total/2018-19")
