"""Families identified, attached and closed, from a list or a grid to the books, through the command line."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import profile as profiles
from importers.batch import Importing
from importers.books import Books
from importers.kinds import importer
from importers.lines import BUCKETS
from importers.meaning import Targets
from importers.reader import read
from ledger.book import Book

HEADER = "Date,Agreement,Family,Stage,Year,District,Families"
COHORT = "Equity:TroubledFamilies:Families:Cohort"
IDENTIFIED = "Assets:TroubledFamilies:Families:Identified"
ATTACHED = "Assets:TroubledFamilies:Families:2018-19:Attached"
CLOSED = "Assets:TroubledFamilies:Families:2018-19:Closed"
ONE = 100

#: Lancashire's families by district in 2013, as the report to its Cabinet Committee prints them; blank is none.
STAGES = ("with active action plan", "awaiting allocation of LP", "info gathering", "remaining (of estimate)")
GRID = {
    "Preston": (11, 12, 20, 251),
    "West Lancs": (0, 11, 9, 169),
    "Chorley": (0, 0, 20, 142),
    "South Ribble": (0, 0, 15, 94),
    "Lancaster": (8, 42, 35, 77),
    "Wyre": (9, 0, 0, 100),
    "Fylde": (0, 0, 6, 51),
    "Hyndburn": (0, 0, 13, 386),
    "Ribble Valley": (0, 15, 0, 42),
    "Burnley": (16, 0, 18, 391),
    "Pendle": (0, 32, 0, 341),
    "Rossendale": (0, 0, 13, 281),
}
BY_DISTRICT = """
    kind = "families-attached"
    system = "WTWF"
    extends = "plain-families-attached"

    [types]
    identified = ["awaiting allocation of LP", "info gathering", "remaining (of estimate)"]
    attached = "With Active  Action Plan"
"""
#: A list with a row a family, and no number in it.
A_LIST = """
    kind = "families-attached"
    system = "LIST"

    [columns]
    date = "Date"
    family = "Ref"
    stage = "Step"
    district = "District"

    [always]
    agreement = "TF1"
"""
LIST = "Date,Ref,Step,District"


@pytest.fixture
def listing(council):
    """Return what writes a list without numbers, and the profile that reads it."""
    council.write("profiles/list.toml", A_LIST)
    return lambda name, *rows: council.rows(name, LIST, *rows)


def test_families_go_from_the_cohort_to_identified_attached_and_closed(council):
    rows = (
        "01/06/2018,TF1,F1,identified,,Preston,1",
        "01/06/2018,TF1,F2,Identified,,Preston,1",
        "03/09/2018,TF1,F1,attached,,,1",
        "01/02/2019,TF1,F1,closed,2018/19,,1",
    )
    done = council.run("import", council.rows("fam.csv", HEADER, *rows))
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[:3] == [
        "fam.csv (profile plain-families-attached)",
        "  read                                       4 rows          4 families",
        "  posted                                     4 rows          4 families",
    ]
    balances = [council.pence(one) for one in (COHORT, IDENTIFIED, ATTACHED, CLOSED)]
    assert balances == [-2 * ONE, ONE, 0, ONE]
    first, *_, last = council.book().transactions
    assert {key: first.meta[key] for key in ("doc", "agreement", "family", "district")} == {
        "doc": "FAM/TF1:F1/identified",
        "agreement": "TF1",
        "family": "F1",
        "district": "Preston",
    }
    assert (last.meta["doc"], last.meta["attached"]) == ("FAM/TF1:2018-19:F1/closed", "2018-19")
    assert council.run("check").exit_code == 0


def test_the_district_grid_of_lancashire(council):
    council.write("profiles/grid.toml", BY_DISTRICT)
    rows = [
        f"31/01/2019,TF1,,{stage},,{district},{number}"
        for district, numbers in GRID.items()
        for stage, number in zip(STAGES, numbers, strict=True)
    ]
    path = council.rows("grid.csv", HEADER, *rows, 'Total,,,,,,"2,630"')
    done = council.run("import", path, "--profile", "grid")
    assert done.exit_code == 0, done.output
    assert "posted                                    48 rows      2,630 families" in done.stdout
    assert council.pence(ATTACHED) == 44 * ONE
    assert council.pence(COHORT) == -(112 + 149 + 2_325) * ONE
    preston = [one.postings[0].units.number for one in council.book().transactions if one.meta["district"] == "Preston"]
    assert sum(preston) == 294
    again = council.run("import", council.rows("again.csv", HEADER, *rows), "--profile", "grid")
    assert "every row of again.csv is in the books already: nothing changed" in again.stdout


WIDE = """
    kind = "families-attached"
    system = "WTWF"
    spread = ["With plan", "Awaiting  allocation", "Remaining"]

    [columns]
    date = "Date"
    district = "District"

    [always]
    agreement = "TF1"

    [types]
    attached = "With plan"
    identified = "awaiting allocation"
    estimated = "Remaining"
"""
ESTIMATED = "Assets:TroubledFamilies:Families:Estimated"


@pytest.fixture
def wide(council):
    """Return what writes a grid with a column for each stage, and the profile that reads it."""
    council.write("profiles/wide.toml", WIDE)
    council.append("books/accounts.beancount", f"2018-04-01 open {ESTIMATED} FAMILY\n")
    return lambda name, *rows: council.rows(name, "Date,District,With plan,Awaiting allocation,Remaining", *rows)


def test_a_grid_with_a_column_for_each_stage_is_read_by_position(council, wide):
    rows = (
        "31/01/2019,Preston,11,12,251",
        "31/01/2019,Wyre,9,,100",
        "31/01/2019,Ribble Valley,,15,",
        ",Total,20,27,351",
    )
    done = council.run("import", wide("grid.csv", *rows))
    assert done.exit_code == 0, done.output
    assert "posted                                     6 rows        398 families" in done.stdout
    # Each family stands in one stage: what is attached does not leave those identified.
    balances = [council.pence(one) // ONE for one in (ATTACHED, IDENTIFIED, ESTIMATED, COHORT)]
    assert balances == [20, 27, 351, -398]
    wyre = [one for one in council.book().transactions if one.meta["district"] == "Wyre"]
    assert [one.meta["row"] for one in wyre] == [3, 3]
    assert [one.meta.get("stage") for one in wyre] == ["With plan", "Remaining"]
    assert council.run("check").exit_code == 0


def test_a_column_of_a_grid_that_does_not_add_up_stops_the_import(council, wide):
    done = council.run(
        "import", wide("grid.csv", "31/01/2019,Preston,11,12,251", "31/01/2019,Wyre,9,1,100", ",Total,21,13,351")
    )
    assert done.exit_code == 1
    assert "row 4: the total printed here, 21, is not the sum of the rows" in done.stderr


def test_a_corrected_list_of_a_grid_comes_in(council, wide):
    rows = ("31/01/2019,Preston,11,12,251", "31/01/2019,Wyre,x,1,100", "31/01/2019,Fylde,3,,6")
    path = wide("grid.csv", *rows)
    assert council.run("import", path, "--accept-rejects", "to be asked").exit_code == 1
    listed = path.with_name("grid.rejects.csv")
    listed.write_text(listed.read_text(encoding="utf-8").replace(",x", ",9"), encoding="utf-8")
    done = council.run("import", listed, "--profile", "wide")
    assert done.exit_code == 0, done.output
    assert council.pence(ATTACHED) == 23 * ONE


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (('spread = ["With plan", ', 'spread = ["Lost", '), "spread names 'Lost', which is no stage: add it to types"),
        (('district = "District"', 'stage = "District"'), "spread says what columns.stage says: keep one of them"),
    ],
)
def test_a_spread_that_cannot_be_right(council, changed, why):
    council.write("profiles/wide.toml", WIDE.replace(*changed))
    done = council.run(
        "import", council.rows("grid.csv", "Date,District,With plan", "31/01/2019,Wyre,1"), "--profile", "wide"
    )
    assert why in done.stderr


def test_a_number_below_zero_takes_families_back(council):
    rows = ("01/06/2018,TF1,,identified,,Wyre,9", "01/06/2018,TF1,,identified,,Wyre,-2")
    assert council.run("import", council.rows("fam.csv", HEADER, *rows)).exit_code == 0
    assert council.pence(IDENTIFIED) == 7 * ONE


def test_a_family_is_in_a_stage_once_whatever_the_file_calls_it(council):
    council.write("profiles/grid.toml", BY_DISTRICT)
    rows = ("01/06/2018,TF1,F1,info gathering,,,1", "01/06/2018,TF1,F1,remaining (of estimate),,,1")
    done = council.run("import", council.rows("fam.csv", HEADER, *rows), "--profile", "grid")
    assert done.stderr.startswith("  row 3: WTWF/TF1:F1/identified stands in row 2 as well: ")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("01/06/2018,TF1,,identified,,Wyre,2.5", "'2.5' is no whole number of families: correct the row"),
        ("01/06/2018,TF1,,identified,,Wyre,3.001", "'3.001' is no whole number of families: correct the row"),
        ("01/06/2018,TF1,,identified,,Wyre,", "the number of families is blank: write 0 where there are none"),
        ("01/06/2018,TF1,F9,identified,,Wyre,2", "the row names one family and counts 2: count 1, or name none"),
        ("01/06/2018,TF1,,seen,,Wyre,2", ("the stage 'seen' is none of estimated, identified, attached, closed: correct the row, or "
         "add the word to [types] in profile plain-families-attached")),
        ("01/06/2018,TF1,,,,Wyre,2", ("the stage is blank, and is one of estimated, identified, attached, closed: correct the row, or "
         "add the word to [types] in profile plain-families-attached")),
        ("01/06/2018,TF1,,closed,,Wyre,2", "the year of attachment is blank: write the financial year, such as 2012-13"),
        ("01/06/2018,TF1,,attached,2017-18,Wyre,2", ("Assets:TroubledFamilies:Families:2017-18:Attached is not open: open it "
         "in books/accounts.beancount, or correct the profile")),
        ("01/06/2018,TF2,,identified,,Wyre,2", ("'TF2' is no agreement of the books: correct the row, or add the agreement to "
         "books/agreements.beancount")),
        (",TF1,,identified,,Wyre,2", "the date is blank"),
        ("01/06/2018,TF1,Smith,identified,,Wyre,1", ("the family's reference has no digit, as a name has none: give each "
         "family a reference of your own, with a digit and no space, that names nobody")),
        ("01/06/2018,TF1,,identified,,ring 07700 900123,1", ("the district holds what looks like a phone number: take it out "
         "of the source, or set personal.action to mask")),
    ],
)  # fmt: skip
def test_a_row_that_moves_no_family(council, row, reason):
    good = [f"0{number}/05/2018,TF1,,identified,,Preston,{number}" for number in range(1, 7)]
    before = council.snapshot()
    done = council.run("import", council.rows("fam.csv", HEADER, row, *good))
    assert (done.exit_code, done.stderr) == (1, f"  row 2: {reason}\n")
    assert council.snapshot() == before


def test_a_part_of_a_family_stands_in_the_control_totals_where_its_reject_was_accepted(council):
    rows = ("01/06/2018,TF1,,identified,,Wyre,2.5", "01/06/2018,TF1,,identified,,Preston,3")
    done = council.run("import", council.rows("fam.csv", HEADER, *rows), "--accept-rejects", "asked, officer")
    assert done.exit_code == 1
    assert "rejected                                   1 rows       2.50 families" in done.stdout
    assert council.pence(IDENTIFIED) == 3 * ONE
    assert council.run("check").exit_code == 0


def test_a_total_that_is_not_the_sum_stops_the_import(council):
    rows = [f"01/06/2018,TF1,,identified,,District {number},{number}" for number in range(1, 7)]
    done = council.run("import", council.rows("fam.csv", HEADER, *rows, "Total,,,,,,1022"))
    assert done.stderr == (
        "  row 8: the total printed here, 1,022, is not the sum of the rows: find the row that is missing, or take the "
        "total out\n"
    )


def test_a_changed_number_is_told_in_families_and_restated(council):
    first = ("01/06/2018,TF1,,identified,,Wyre,1", "01/06/2018,TF1,,identified,,Preston,4")
    council.run("import", council.rows("june.csv", HEADER, *first))
    changed = council.rows("july.csv", HEADER, first[0], first[1].replace(",4", ",1"))
    done = council.run("import", changed)
    first_said, *_ = done.stderr.split(": a posted row does not change")
    assert first_said.startswith("  row 3: FAM/TF1:2018-06-01:Preston/identified is in the books of 2018-06-01 with 4 ")
    assert "here of 2018-06-01 with 1 " in first_said
    assert ".00" not in first_said
    assert council.run("import", changed, "--restate", "miscounted, officer").exit_code == 0
    assert council.pence(IDENTIFIED) == 2 * ONE
    assert "total-restated: -4 FAMILY" in (council.folder / "books/2018-19/july.beancount").read_text()
    assert council.run("check").exit_code == 0
    fewer = council.run("import", council.rows("aug.csv", HEADER, first[0]))
    assert "with 1 family is in the books and no longer in aug.csv" in fewer.stdout


def test_a_list_without_numbers_is_one_family_a_row(council, listing):
    rows = (
        "01/06/2018,F1,identified,Preston", "01/06/2018,F2,identified,Preston", "", "Total Preston,2,,", LIST,
        "01/06/2018,,identified,Wyre", "01/06/2018,,identified,Wyre", "Total,,,4", "Prepared by the WTWF team,,,",
    )  # fmt: skip
    done = council.run("import", listing("list.csv", *rows))
    assert done.exit_code == 0, done.output
    assert "posted                                     4 rows          4 families" in done.stdout
    assert council.pence(IDENTIFIED) == 4 * ONE
    more = council.run("import", listing("more.csv", *rows[:3], *rows[5:7], rows[6], "03/07/2018,F1,attached,"))
    assert "posted                                     2 rows          2 families" in more.stdout
    assert (council.pence(IDENTIFIED), council.pence(ATTACHED)) == (4 * ONE, ONE)


def test_titles_above_a_list_are_none_of_its_families(council):
    council.write("profiles/list.toml", A_LIST)
    path = council.write(
        "extracts/list.csv",
        f"""\
        Working Together With Families,,,
        As at 31 March 2019,,,
        Total families: 2,,,

        {LIST}
        01/06/2018,F1,identified,Preston
        01/06/2018,F2,identified,Preston
        """,
    )
    done = council.run("import", path)
    assert (done.exit_code, council.pence(IDENTIFIED)) == (0, 2 * ONE)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",F3,identified,Wyre", "the date is blank"),
        ("F3,,,", "the date 'F3' is no date that is written day first, as the others are"),
        (",,,Wyre", "the date is blank"),
        ("soon,F3,identified,Wyre", "the date 'soon' is no date that is written day first, as the others are"),
        ("01/06/2018", "the row has 1 cells and ends before its family, column 2: mend its quotes or separators"),
        ("01/06/2018,F3,identified,Wyre,7", "the row has more cells than the header's 4: mend its quotes or separators"),
        ("Total,3,,", ("the total printed here, 3, is not the sum of the rows: find the row that is missing, or take the "
         "total out")),
        ("Total,3 of 5,,", "the date 'Total' is no date that is written day first, as the others are"),
        ("01/06/2018,Total,,3", ("the family's reference has no digit, as a name has none: give each family a reference of "
         "your own, with a digit and no space, that names nobody")),
    ],
)  # fmt: skip
def test_no_row_of_a_list_is_passed_over(council, listing, row, reason):
    before = council.snapshot()
    done = council.run(
        "import", listing("list.csv", "13/06/2018,F1,identified,Wyre", "13/06/2018,F2,identified,Wyre", row)
    )
    assert (done.exit_code, done.stderr) == (1, f"  row 4: {reason}\n")
    assert council.snapshot() == before


def test_a_list_in_a_workbook(council, listing):
    path = listing("list.xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Families")
        sheet.write_row(0, 0, ["Families at 30 June 2018"])
        sheet.write_row(2, 0, LIST.split(","))
        sheet.write_row(3, 0, ["2018-06-01", 17, "identified", "Wyre"])
        sheet.write_row(4, 0, ["2018-06-02", 18, "identified", "Wyre"])
        sheet.write_row(6, 0, ["Total", 2])
    assert council.run("import", path).exit_code == 0
    assert {txn.meta["family"] for txn in council.book().transactions} == {"17", "18"}


def test_names_in_a_list_are_withheld(council, listing):
    done = council.run("import", listing("list.csv", "01/06/2018,Jane Doe,identified,Wyre", "01/06/2018,F2,x,Wyre"))
    listed = (council.folder / "extracts/list.rejects.csv").read_text(encoding="utf-8")
    assert "Doe" not in done.output + listed
    assert "[withheld: not a pseudonym]" in listed


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ('[types]\natached = "x"', ("types.atached is nothing that a families-attached extract tells apart: it tells "
         "estimated, identified, attached, closed apart")),
        ('[types]\nattached = "On programme"\nclosed = ["on  programme"]', "types: 'on programme' means both attached and closed: keep one of them"),
        ('[columns]\ndebit = "Families"', ("columns.debit is no column of a families-attached extract: families are counted "
         "in amount")),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be_right(council, changed, why):
    head = 'kind = "families-attached"\nsystem = "X"\nextends = "plain-families-attached"\n'
    council.write("profiles/odd.toml", head + changed)
    done = council.run(
        "import", council.rows("fam.csv", HEADER, "01/06/2018,TF1,F1,identified,,,1"), "--profile", "odd"
    )
    assert done.exit_code == 2
    assert why in done.stderr


def test_types_are_of_the_kinds_that_tell_some_apart(council):
    head = 'kind = "general-ledger"\nsystem = "X"\nextends = "plain-general-ledger"\n'
    council.write("profiles/odd.toml", head + '[types]\ninvoice = "x"')
    done = council.run("profile", "test", "odd", council.rows("fam.csv", HEADER))
    assert "types.invoice is nothing that a general-ledger extract tells apart: take types out" in done.stderr


def test_what_a_profile_would_do_is_told_in_families(council):
    path = council.rows("fam.csv", HEADER, "01/06/2018,TF1,,identified,,Wyre,1200")
    done = council.run("profile", "test", "plain-families-attached", path)
    assert IDENTIFIED in done.stdout
    assert COHORT in done.stdout
    assert "  read                                       1 rows      1,200 families\n" in done.stdout


def test_statements_count_families_apart_from_pounds(council):
    council.run("import", council.rows("fam.csv", HEADER, "01/06/2018,TF1,,identified,,Wyre,1200"))
    listing = council.run("statement", "transactions", "--format", "csv").stdout
    assert "fam,families-attached,2018-06-30,posted,1,1200," in listing
    assert "1200.00" not in listing
    assert IDENTIFIED not in listing
    balance = council.run("statement", "trial-balance", "--format", "csv").stdout
    assert f"{IDENTIFIED},0,1200,0,1200" in balance
    for name in ("allocation", "funding", "grants"):
        printed = council.run("statement", name)
        assert (printed.exit_code, "1,200" in printed.stdout) == (0, False)


def test_a_closed_period_and_another_year(council):
    council.append(
        "books/2018-19/journals.beancount",
        '2018-07-20 custom "period-close" "2018-19 Q1" "sha256:0" "A. Officer"\n',
    )
    rows = ("01/06/2018,TF1,F1,identified,,,1", "01/07/2018,TF1,F2,identified,,,1", "01/08/2018,TF1,F3,identified,,,1")
    done = council.run("import", council.rows("fam.csv", HEADER, *rows, "01/05/2019,TF1,F4,identified,,,1"))
    first, second = done.stderr.splitlines()
    assert first.startswith("  row 2: 2018-19 P03 was closed on 2018-07-20: ")
    assert second.startswith("  row 5: the row is of 2019-20, while the extract is of 2018-19: ")


rows = st.builds(
    "{},{},{},{},{},{},{}".format,
    st.sampled_from(["01/06/2018", "01/06/2018", "02/07/2018", "30/04/2019", "", "soon", "Total"]),
    st.sampled_from(["TF1", "TF1", "TF2", ""]),
    st.sampled_from(["", "F1", "F2", "Smith", "9434765919", "Total"]),
    st.sampled_from(["identified", "identified", "Attached", "closed", "seen", ""]),
    st.sampled_from(["", "", "2018-19", "2018", "2030-31"]),
    st.sampled_from(["", "Wyre", "Ribble Valley", "total"]),
    st.sampled_from(["1", "1", "12", "-1", "0", "2.5", "1.001", "", "many"]),
)


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    from tests.importers.conftest import lay_out  # noqa: PLC0415

    council = lay_out(tmp_path_factory.mktemp("law") / "testshire")
    council.write("profiles/list.toml", A_LIST)
    return council


def sums_up(law, path, name):
    """Check that rows and families read are those of the buckets, and no row of the file is anywhere else."""
    book = Book.load(law.ledger)
    done = importer(profiles.find(name, law.folder), Targets(book.accounts, book.register, book.calendar)).sort(
        read(path)
    )
    assert sum(done.counts[bucket] for bucket in BUCKETS) == done.rows
    assert sum(done.sums[bucket] for bucket in BUCKETS) == done.pence
    assert len(done.rejects) == done.counts["rejected"] + done.open_totals
    if done.rows and done.latest:
        held = Importing(Books.read(law.ledger), dry_run=True).run(path, name).done
        assert sum(held.counts.values()) == held.rows
        assert sum(held.sums.values()) == held.pence
    return done


@given(lines=st.lists(rows, max_size=15))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_and_every_family_is_somewhere(law, lines):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fam.csv"
        path.write_text("\n".join((HEADER, *lines, "")), encoding="utf-8")
        done = sums_up(law, path, "plain-families-attached")
        assert done.rows + done.blank_rows + done.aside == len(lines)


cells = st.sampled_from(
    ["01/06/2018", "F1", "F2", "identified", "Wyre", "Total", "4", "", "", "a note", "31 March 2019"]
)


@given(lines=st.lists(st.one_of(st.tuples(cells, cells, cells, cells).map(",".join), st.just(LIST)), max_size=12))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_of_a_list_is_a_family_a_reject_or_seen_to_be_none(law, lines):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_text("\n".join((LIST, *lines, "")), encoding="utf-8")
        done = sums_up(law, path, "list")
        dated = sum(line.startswith("01/06/2018,") for line in lines)
        assert done.rows >= dated
