"""The value statement: every figure with its base, and nothing of its source mended."""

from __future__ import annotations

from decimal import Decimal

import pytest

AGENCIES = """
2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "Leicestershire County Council" "total"
  amount: -36978.00 GBP
2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "NHS" "total"
  amount: 101323.00 GBP
"""


def saving(measure, basis, pounds, *said, agency="all", year="2013-14", day="2016-12-08"):
    lines = [f'{day} custom "saving" "SLF" "{year}" "{measure}" "{agency}" "{basis}"', f"amount: {pounds} GBP", *said]
    return "\n  ".join(lines) + "\n"


@pytest.fixture
def of(write, request, build):
    """Build the value statement of a programme with these savings."""

    def built(*entries, period=None):
        fund = (
            '2012-04-01 custom "fund" "SLF" "pool"\n  title: "Supporting Families"\n2012-04-01 open Assets:SLF:Cash\n'
        )
        write("savings.beancount", fund + "".join(entries))
        request.function.__doc__ = 'include "savings.beancount"\n'
        return build("value", period)

    return built


def cells(statement, *names, table="value-SLF"):
    """Return some columns of a table's rows."""
    (one,) = [one for one in statement.tables if one.name == table]
    places = [[column.name for column in one.columns].index(name) for name in names]
    return [tuple(row.cells[place] for place in places) for row in one.rows]


def bases(statement):
    """Return what stands behind each figure, by its name."""
    return {figure: (families, said) for figure, families, said in cells(statement, "figure", "families", "base")}


def averages(cost="6286.00", displaced="4105.00", benefit="858.00", *said):
    return "".join(
        saving(measure, "per-family", pounds, *said)
        for measure, pounds in (("cost", cost), ("displaced", displaced), ("benefit", benefit))
    )


def test_leicestershire(table, pick):
    """
    2012-04-01 custom "fund" "SLF" "pool"
      title: "Supporting Leicestershire Families"
    2012-04-01 open Assets:SLF:Cash
    2016-12-08 custom "saving" "SLF" "2013-14" "cost" "all" "per-family"
      amount: 6286.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "displaced" "all" "per-family"
      amount: 4105.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "all" "per-family"
      amount: 858.00 GBP
      printed-ratio: 0.39
    2016-12-08 custom "saving" "SLF" "2014-15" "cost" "all" "per-family"
      amount: 6286.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "displaced" "all" "per-family"
      amount: 4645.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "all" "per-family"
      amount: 2412.00 GBP
      printed-ratio: 1.47
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "Leicestershire County Council" "total"
      amount: -36978.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "District Councils" "total"
      amount: -24731.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "Police" "total"
      amount: 18919.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "Ministry of Justice (MOJ)" "total"
      amount: 16807.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "HMT (incorporating DWP)" "total"
      amount: 35225.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "Fire and Rescue Service" "total"
      amount: 0.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "NHS" "total"
      amount: 69320.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "benefit" "School/ educational establishment" "total"
      amount: -14217.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "Leicestershire County Council" "total"
      amount: -26489.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "District Councils" "total"
      amount: 7102.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "Police" "total"
      amount: 624.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "Ministry of Justice (MOJ)" "total"
      amount: 17270.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "HMT (incorporating DWP)" "total"
      amount: 10726.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "Fire and Rescue Service" "total"
      amount: 0.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "NHS" "total"
      amount: 108349.00 GBP
    2016-12-08 custom "saving" "SLF" "2014-15" "benefit" "School/ educational establishment" "total"
      amount: 610.00 GBP
    """
    shown = pick(table("value", "value-SLF"), "year", "per-family", "ratio")
    assert shown == [
        ("2013-14", "6286.00", None),
        ("2013-14", "4105.00", None),
        ("2013-14", "2181.00", None),
        ("2013-14", "858.00", None),
        ("2013-14", None, "0.39"),
        ("2013-14", None, "0.14"),
        ("2013-14", None, "0.39"),
        ("2014-15", "6286.00", None),
        ("2014-15", "4645.00", None),
        ("2014-15", "1641.00", None),
        ("2014-15", "2412.00", None),
        ("2014-15", None, "1.47"),
        ("2014-15", None, "0.38"),
        ("2014-15", None, "1.47"),
    ]
    agencies = table("value", "agencies-SLF-benefit-total")
    assert pick(agencies, "2013-14", "2014-15")[-2:] == [("-14217.00", "610.00"), ("64345.00", "118192.00")]
    assert agencies["caption"].endswith("benefit by agency, of all families; families behind it: not published")
    assert pick(table("value", "totals-SLF"), "total", "from", "per-family", "families", "reproduced-by") == [
        ("64345.00", "of 8 agencies", "858.00", None, "75"),
        ("118192.00", "of 8 agencies", "2412.00", None, "49"),
    ]


def test_a_base_that_is_not_published_is_said_and_what_would_reproduce_the_figure(of):
    statement = of(averages(), AGENCIES)
    assert bases(statement) == {
        "Cost per family": (None, "not published"),
        "Cost avoided": (None, "not published"),
        "Net cost": (None, "not published"),
        "Benefit per family": (None, "not published; only 75 families reproduce it"),
        "Ratio on net cost": (None, "not published; only 75 families reproduce the benefit"),
        "Ratio on gross cost": (None, "not published; only 75 families reproduce the benefit"),
    }
    assert (
        "Supporting Families, 2013-14: if the benefit of £64,345, all agencies together, and the average of £858 a family, rounded to £1, "
        "share a base, only 75 families reproduce the average; how many families they rest on is not published."
    ) in statement.notes


def test_one_base_of_all_figures_is_a_number(of):
    found = bases(of(averages("6286.00", "4105.00", "858.00", "families: 75"), AGENCIES))
    assert set(found.values()) == {(75, "75 families")}


def test_figures_of_different_families_make_a_ratio_that_says_so(of):
    found = bases(
        of(
            saving("cost", "per-family", "6286.00", "families: 797"),
            saving("displaced", "per-family", "4105.00"),
            saving("benefit", "total", "64345.00", "families: 75"),
        )
    )
    assert found["Benefit per family"] == (75, "75 families")
    assert found["Net cost"] == (None, "797 families (cost); not published (cost avoided)")
    assert found["Ratio on gross cost"] == (None, "75 families (benefit); 797 families (cost)")
    assert found["Ratio on net cost"] == (
        None,
        "75 families (benefit); 797 families (cost); not published (cost avoided)",
    )


def test_the_average_of_a_total_is_computed_and_rounded_once(of):
    statement = of(
        saving("cost", "total", "200.00", "families: 3"),
        saving("displaced", "total", "100.00", "families: 3"),
        saving("benefit", "total", "50.00", "families: 3"),
    )
    assert cells(statement, "per-family", "ratio") == [
        (66_67, None), (33_33, None), (33_33, None), (16_67, None), (None, Decimal("0.50")), (None, Decimal("0.25")),
    ]  # fmt: skip
    assert cells(statement, "figure", "from", "per-family", "base", table="totals-SLF")[0] == (
        "Cost", "as stated", 66_67, "3 families",
    )  # fmt: skip


def test_a_total_that_was_computed_is_told_from_one_that_was_printed(of):
    statement = of(saving("cost", "per-family", "6286.00", "families: 797"))
    assert cells(statement, "total", "from", "reproduced-by", table="totals-SLF") == [
        (5_009_942_00, "per family × families", None)
    ]


@pytest.mark.parametrize(
    ("displaced", "why", "said"),
    [
        ("6286.00", "no ratio: the net cost is nil", "the net cost is £0: other services would have cost as much or more"),
        ("6300.00", "no ratio: the net cost is below zero", "the net cost is \N{MINUS SIGN}£14: other services would have cost as much or more"),
    ],
)  # fmt: skip
def test_no_ratio_is_made_of_a_net_cost_of_nil_or_below(of, displaced, why, said):
    statement = of(averages(displaced=displaced))
    assert cells(statement, "ratio", "base")[4:] == [(None, why), (Decimal("0.14"), "not published")]
    assert any(said in note for note in statement.notes)


def test_what_is_not_published_is_said_in_the_place_of_a_figure(of):
    statement = of(saving("benefit", "per-family", "858.00"))
    assert cells(statement, "per-family", "ratio", "base") == [
        (None, None, "the figure is not published"),
        (None, None, "the figure is not published"),
        (None, None, "the figure is not published"),
        (858_00, None, "not published"),
        (None, None, "no ratio: the cost and the cost avoided are not published"),
        (None, None, "no ratio: the cost is not published"),
    ]


@pytest.mark.parametrize(
    ("printed", "which"),
    [("0.39", "that on net cost"), ("0.14", "that on gross cost"), ("0.1", "that on gross cost"), ("1.50", "neither of ours; of which families is not published")],
)  # fmt: skip
def test_which_ratio_the_source_prints(of, printed, which):
    statement = of(averages(), saving("benefit", "total", "64345.00", f"printed-ratio: {printed}"))
    assert cells(statement, "figure", "base")[-1] == ("Ratio as printed", which)
    contradicted = (
        f"Supporting Families, 2013-14: the source prints a ratio of {printed}, and its own figures give 0.3934 on net cost and 0.1365 "
        "on gross cost."
    )
    assert (contradicted in statement.notes) == which.startswith("neither")


def test_where_the_source_does_not_add_up_the_difference_is_told_and_nothing_mended(of):
    statement = of(
        saving("benefit", "per-family", "858.00", "families: 797"),
        saving("benefit", "total", "64350.00", "families: 797"),
        AGENCIES,
    )
    assert cells(statement, "total", "from", "per-family", "base", "reproduced-by", table="totals-SLF") == [
        (64_350_00, "as stated", 858_00, "797 families", "75")
    ]
    assert bases(statement)["Benefit per family"] == (
        797,
        "797 families, as stated; only 75 families reproduce it",
    )
    assert [one.partition(": ")[2] for one in statement.notes if "2013-14" in one] == [
        "the benefit of £64,350 for 797 families is £80.74 a family, and the source prints £858, which is kept.",
        (
            "the benefit of the agencies adds up to £64,345, and the source prints £64,350 in all: a difference of \N{MINUS SIGN}£5, which is "
            "not mended."
        ),
    ]


def test_an_average_of_stated_families_that_the_agencies_do_not_give(of):
    statement = of(averages("6286.00", "4105.00", "858.00", "families: 797"), AGENCIES)
    assert bases(statement)["Benefit per family"] == (797, "797 families, as stated; only 75 families reproduce it")
    assert any(one.endswith("share a base only if that is 75 families; 797 are stated.") for one in statement.notes)


def test_a_total_and_an_average_of_other_families(of):
    statement = of(averages(benefit="859.99"), AGENCIES)
    assert bases(statement)["Benefit per family"][1] == "not published; no whole number of families reproduces it"
    assert any(one.endswith("not of the same families: no whole number of families gives both.") for one in statement.notes)  # fmt: skip


def test_agencies_of_different_families_and_averages_by_agency(of):
    statement = of(
        saving("benefit", "total", "10.00", "families: 75", agency="NHS"),
        saving("benefit", "total", "20.00", "families: 60", agency="Police"),
        saving("benefit", "total", "30.00", agency="NHS", year="2014-15"),
        saving("cost", "per-family", "7.00", "families: 5", agency="Police"),
    )
    captions = {table.name: table.caption for table in statement.tables}
    assert captions["agencies-SLF-benefit-total"] == (
        "Supporting Families: benefit by agency, of all families; families behind it: 2013-14: 60 to 75 families, by agency; "
        "2014-15: not published"
    )
    assert captions["agencies-SLF-cost-per-family"] == (
        "Supporting Families: cost by agency, per family; families behind it: 5 families"
    )
    tables = {table.name: table for table in statement.tables}
    assert tables["agencies-SLF-cost-per-family"].total is None
    assert tables["agencies-SLF-benefit-total"].total.cells == ("Total", 30_00, 30_00)
    assert cells(statement, "agency", "2013-14", "2014-15", table="agencies-SLF-benefit-total") == [
        ("NHS", 10_00, 30_00),
        ("Police", 20_00, None),
    ]


def test_a_period_shows_the_years_begun_by_its_end_as_they_are_known_now(of):
    entries = (
        averages(),
        saving("cost", "per-family", "6300.00", year="2014-15"),
        saving("cost", "per-family", "6290.00", day="2017-03-01"),
    )
    assert {year for (year,) in cells(of(*entries, period="2013-14 Q2"), "year")} == {"2013-14"}
    assert cells(of(*entries, period="2013-14 Q2"), "per-family")[0] == (6_290_00,)
    assert {year for (year,) in cells(of(*entries), "year")} == {"2013-14", "2014-15"}
    assert of(*entries).period.label == "2013-14 to 2014-15"
    assert of(*entries, period="2012-13").tables == ()


def test_books_without_savings_say_how_to_import_them(of):
    statement = of()
    assert statement.tables == ()
    assert "ealedger profile template cost-savings" in statement.notes[0]


def test_where_figures_come_from_and_what_is_illustrative_is_printed(of):
    statement = of(
        averages("6286.00", "4105.00", "858.00", 'source: "LSCSB, December 2016"'),
        saving("cost", "per-family", "6286.00", 'illustrative: "made up"', year="2014-15"),
    )
    assert statement.notes[-3:] == (
        "Supporting Families: the cost of a family is £6,286 in 2013-14 and 2014-15 alike: ask whether it was measured in each year.",
        "Supporting Families: Source: LSCSB, December 2016.",
        "Supporting Families: Illustrative: made up",
    )
