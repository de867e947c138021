"""Results of a cost-savings calculator, from their file to the value statement, through the command line."""

from __future__ import annotations

import json

import pytest

HEADER = "Date,Fund,Year,Measure,Agency,Of,Amount,Families,Printed ratio,Source"
COST = 'x,TroubledFamilies,2013/14,cost,,per family,"6,286",,,table 2'.replace("x", "08/12/2016")
AVOIDED = COST.replace("cost", "cost avoided").replace("6,286", "4,105")
BENEFIT = '08/12/2016,TroubledFamilies,2013-14,benefit,,per family,£858,,0.39,"table 2"'
NHS = "08/12/2016,TroubledFamilies,2013-14,benefit,NHS,all families,69320,,,table 3"
WHY = ("--restate", "a slip of the keyboard, A. Officer")
#: Leicestershire 2016, tables 2 and 3: what the paper prints, and nothing else.
PUBLISHED = (
    ("2013-14", "cost", "", "per family", '"£6,286"', ""),
    ("2013-14", "cost avoided", "", "per family", '"£4,105"', ""),
    ("2013-14", "benefit", "", "per family", "£858", "£0.39: £1.00"),
    ("2014-15", "cost", "", "per family", '"£6,286"', ""),
    ("2014-15", "cost avoided", "", "per family", '"£4,645"', ""),
    ("2014-15", "benefit", "", "per family", '"£2,412"', "£1.47:£1.00"),
    *(
        (year, "benefit", agency, "all families", f'"{amount}"', "")
        for agency, *amounts in (
            ("Leicestershire County Council", "-£36,978", "-£26,489"),
            ("District Councils", "-£24,731", "£7,102"),
            ("Police", "£18,919", "£624"),
            ("Ministry of Justice (MOJ)", "£16,807", "£17,270"),
            ("HMT (incorporating DWP)", "£35,225", "£10,726"),
            ("Fire and Rescue Service", "£0", "£0"),
            ("NHS", "£69,320", "£108,349"),
            ("School/ educational establishment", "-£14,217", "£610"),
        )
        for year, amount in zip(("2013-14", "2014-15"), amounts, strict=True)
    ),
)


@pytest.fixture
def published(council):
    """Import what the paper prints; return the value statement as JSON, its tables by name."""
    rows = [
        f"08/12/2016,TroubledFamilies,{year},{measure},{agency},{of},{amount},,{ratio},LSCSB 8 December 2016"
        for year, measure, agency, of, amount, ratio in PUBLISHED
    ]
    done = council.run("import", council.rows("savings.csv", HEADER, *rows))
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    assert "savings.csv (profile plain-cost-savings)" in done.stdout
    assert "22 rows" in done.stdout
    council.book()
    shown = json.loads(council.run("statement", "value", "2014-15", "--format", "json").stdout)
    return {one["name"]: one for one in shown["tables"]}


def rejected(council, *rows, header=HEADER):
    """Return the sentences that rows are rejected with, after asserting that nothing was written."""
    before = council.snapshot()
    done = council.run("import", council.rows("bad.csv", header, *rows))
    assert (done.exit_code, council.snapshot()) == (1, before), done.output
    return done.stderr


def savings(council):
    """Return the savings of the books as directives say them, each row in its last state."""
    book = council.book()
    last = {one.metadata.get("restates") for one in book.register.records}
    return [
        (*list(one.values.values())[1:], one.metadata["amount"], one.metadata.get("families"))
        for one in book.register.records
        if one.name == "saving" and one.metadata.get("doc") not in last
    ]


def test_the_published_averages_and_ratios(published):
    shown = [
        (row["year"], row["figure"], row["per-family"] or row["ratio"], row["families"])
        for row in published["value-TroubledFamilies"]["rows"]
    ]
    assert shown == [
        ("2013-14", "Cost per family", "6286.00", None),
        ("2013-14", "Cost avoided", "4105.00", None),
        ("2013-14", "Net cost", "2181.00", None),
        ("2013-14", "Benefit per family", "858.00", None),
        ("2013-14", "Ratio on net cost", "0.39", None),
        ("2013-14", "Ratio on gross cost", "0.14", None),
        ("2013-14", "Ratio as printed", "0.39", None),
        ("2014-15", "Cost per family", "6286.00", None),
        ("2014-15", "Cost avoided", "4645.00", None),
        ("2014-15", "Net cost", "1641.00", None),
        ("2014-15", "Benefit per family", "2412.00", None),
        ("2014-15", "Ratio on net cost", "1.47", None),
        ("2014-15", "Ratio on gross cost", "0.38", None),
        ("2014-15", "Ratio as printed", "1.47", None),
    ]


def test_the_published_benefits_by_agency_and_the_totals_that_the_paper_does_not_print(published):
    table = published["agencies-TroubledFamilies-benefit-total"]
    assert [(row["agency"], row["2013-14"], row["2014-15"]) for row in table["rows"]] == [
        ("Leicestershire County Council", "-36978.00", "-26489.00"),
        ("District Councils", "-24731.00", "7102.00"),
        ("Police", "18919.00", "624.00"),
        ("Ministry of Justice (MOJ)", "16807.00", "17270.00"),
        ("HMT (incorporating DWP)", "35225.00", "10726.00"),
        ("Fire and Rescue Service", "0.00", "0.00"),
        ("NHS", "69320.00", "108349.00"),
        ("School/ educational establishment", "-14217.00", "610.00"),
    ]
    assert table["total"] == {"agency": "Total", "2013-14": "64345.00", "2014-15": "118192.00"}


def test_only_75_and_49_families_reproduce_the_published_averages(published, council):
    rows = published["totals-TroubledFamilies"]["rows"]
    assert [(row["total"], row["per-family"], row["base"], row["reproduced-by"]) for row in rows] == [
        ("64345.00", "858.00", "not published", "75"),
        ("118192.00", "2412.00", "not published", "49"),
    ]
    notes = json.loads(council.run("statement", "value", "2014-15", "--format", "json").stdout)["notes"]
    assert (
        "Troubled Families, 2014-15: if the benefit of £118,192, all agencies together, and the average of £2,412 a family, rounded to "
        "£1, share a base, only 49 families reproduce the average; how many families they rest on is not published."
    ) in notes


def test_the_same_rows_change_nothing_and_a_later_figure_amends(council):
    council.run("import", council.rows("a.csv", HEADER, COST, BENEFIT))
    before = council.snapshot()
    assert "every row of b.csv is in the books already" in (
        council.run("import", council.rows("b.csv", HEADER, BENEFIT, COST)).stdout
    )
    assert council.snapshot() == before
    later = BENEFIT.replace("08/12/2016", "01/03/2017").replace("£858", "£860")
    assert council.run("import", council.rows("c.csv", HEADER, later)).exit_code == 0
    assert council.run("statement", "value", "2013-14").stdout.count("860") == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (BENEFIT.replace("benefit", "savings"), "the measure 'savings' is none of cost, cost avoided, displaced, benefit: correct the row, or add the word to [types] in profile plain-cost-savings"),
        (BENEFIT.replace("benefit", ""), "the measure is blank, and is one of cost, cost avoided, displaced, benefit: correct the row, or add the word to [types] in profile plain-cost-savings"),
        (BENEFIT.replace("per family", "each"), "the basis 'each' is none of per family, all families: correct the row, or add the word to [types] in profile plain-cost-savings"),
        (BENEFIT.replace("per family", "benefit"), "the basis 'benefit' is none of per family, all families: correct the row, or add the word to [types] in profile plain-cost-savings"),
        (BENEFIT.replace("2013-14", "Year 2"), "the year 'Year 2' is not a period: a financial year is written 2018-19: correct the row"),
        (BENEFIT.replace("2013-14", ""), "the year is blank"),
        (AVOIDED.replace('"4,105"', "").replace("avoided,,", "avoided,NHS,"), "the amount is blank"),
        (BENEFIT.replace("£858", ""), "the amount is blank, and another column of the row holds one"),
        (BENEFIT.replace("£858", "n/a"), "the amount 'n/a' is not a number of pounds"),
        (BENEFIT.replace("£858,", "£858,-75"), "'-75' is no number of families that a figure can be of: write a whole number above zero, or leave it blank where it is not known"),
        (BENEFIT.replace("£858,", "£858,0"), "'0' is no number of families that a figure can be of: write a whole number above zero, or leave it blank where it is not known"),
        (BENEFIT.replace("£858,", "£858,74.5"), "'74.5' is no number of families that a figure can be of: write a whole number above zero, or leave it blank where it is not known"),
        (BENEFIT.replace("£858,", "£858,all"), "'all' is no number of families that a figure can be of: write a whole number above zero, or leave it blank where it is not known"),
        (BENEFIT.replace("0.39", "39%"), "the printed ratio '39%' is none: write it as in 0.39, the benefit for each pound"),
        (BENEFIT.replace("TroubledFamilies", "SLF"), "'SLF' is no fund of the books, and no programme that its agreements name: correct the row, or add it to books/agreements.beancount"),
        (BENEFIT.replace("TroubledFamilies", ""), "the fund is blank: correct the row, or add it to books/agreements.beancount"),
        (COST.replace("6,286", "6,287"), "row 2 is the saving of TroubledFamilies 2013-14 cost all per-family on 2016-12-08 as well: keep one of them, or date the one that amends the other later"),
        (NHS.replace("NHS", "a.n.other@nhs.uk"), "the agency holds what looks like an e-mail address: take it out of the source, or set personal.action to mask"),
        (BENEFIT.replace("table 2", "AB 12 34 56 C"), "the description holds what looks like a National Insurance number: take it out of the source, or set personal.action to mask"),
        ("08/12/2016,TroubledFamilies,2013-14,benefit", "the row has 4 cells and ends before its amount, column 7: mend its quotes or separators"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_understood_is_rejected(council, row, sentence):
    assert rejected(council, COST, AVOIDED, row) == f"  row 4: {sentence}\n"


def test_an_agency_that_nobody_knew_is_fine(council):
    rows = (NHS, NHS.replace("NHS", "Ofsted"), NHS.replace("69320", "64345").replace("NHS", "All"))
    assert council.run("import", council.rows("a.csv", HEADER, *rows)).exit_code == 0
    assert savings(council) == [
        ("2013-14", "benefit", "NHS", "total", 69_320_00, None),
        ("2013-14", "benefit", "Ofsted", "total", 69_320_00, None),
        ("2013-14", "benefit", "all", "total", 64_345_00, None),
    ]


def test_a_changed_amount_or_base_is_a_conflict_or_restated(council):
    council.run("import", council.rows("a.csv", HEADER, COST, BENEFIT))
    amount, base = BENEFIT.replace("£858", "£868"), BENEFIT.replace("£858,", "£858,75")
    assert " with 858.00, and here of 2016-12-08 with 868.00: a posted row does not change" in rejected(council, amount)
    assert (
        " with 858.00 (printed-ratio 0.39), and here of 2016-12-08 with 858.00 (families 75, printed-ratio 0.39): a posted row does not"
        in rejected(council, base)
    )
    assert council.run("import", *WHY, council.rows("b.csv", HEADER, COST, base)).exit_code == 0
    assert council.run("import", *WHY, council.rows("c.csv", HEADER, COST, base.replace(",75", ",76"))).exit_code == 0
    assert savings(council)[-1] == ("2013-14", "benefit", "all", "per-family", 858_00, 76)
    assert "76 families" in council.run("statement", "value", "2013-14").stdout


def test_a_figure_kept_by_hand_is_not_imported_besides(council):
    council.append(
        "books/agreements.beancount",
        """\
        2016-12-08 custom "saving" "TroubledFamilies" "2013-14" "cost" "all" "per-family"
          amount: 6286.00 GBP
        """,
    )
    assert rejected(council, COST).startswith(
        "  row 2: the saving of TroubledFamilies 2013-14 cost all per-family on 2016-12-08 is in the books already (agreements.beancount:"
    )


PROFILE = """
    extends = "plain-cost-savings"
    kind = "cost-savings"
    system = "CSC"

    [columns]
    rounded-to = "To the nearest"

    [types]
    displaced = ["cost avoided", "pre-SLF"]
"""


def test_a_profile_may_have_other_words_and_say_what_figures_are_rounded_to(council):
    council.write("profiles/csc.toml", PROFILE)
    header = f"{HEADER},To the nearest"
    row = "08/12/2016,TroubledFamilies,2013-14,pre-SLF,,per family,4100,,,,100"
    wrong = row.replace("4100", "4105").replace("pre-SLF", "cost")
    done = council.run("import", "--profile", "csc", council.rows("bad.csv", header, row, wrong))
    assert done.stderr == "  row 3: 4105.00 is not rounded to '100': correct the amount or what it is rounded to\n"
    assert council.run("import", "--profile", "csc", council.rows("a.csv", header, row)).exit_code == 0
    (one,) = [record for record in council.book().register.records if record.name == "saving"]
    assert (one.values["measure"], one.metadata["rounded-to"]) == ("displaced", 100_00)


def test_a_closed_period_is_refused(council):
    council.append(
        "books/2018-19/journals.beancount", '2018-07-10 custom "period-close" "2016-17 Q3" "sha256:0" "A. Officer"\n'
    )
    assert rejected(council, COST).startswith("  row 2: 2016-17 P09 was closed on 2018-07-10")
