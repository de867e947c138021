"""What is known of a year's value for money, from a few directives."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger import savings

FUND = '2012-04-01 custom "fund" "SLF" "pool"\n'


def saving(measure, basis, pounds, *said, agency="all", year="2013-14", day="2016-12-08"):
    lines = [f'{day} custom "saving" "SLF" "{year}" "{measure}" "{agency}" "{basis}"', f"amount: {pounds} GBP", *said]
    return "\n  ".join(lines) + "\n"


@pytest.fixture
def years(write, request, load):
    """Return the years that some directives make known."""

    def of(*entries):
        request.function.__doc__ = 'include "savings.beancount"\n'
        write("savings.beancount", FUND + "".join(entries))
        book = load()
        assert book.errors == ()
        return savings.by_year(savings.savings(book.register))

    return of


@pytest.fixture
def year(years):
    """Return the one year of some directives."""

    def of(*entries):
        (one,) = years(*entries)
        return one

    return of


def test_net_cost_and_both_ratios_of_leicestershire(years):
    before, after = years(
        *(saving(*row) for row in (("cost", "per-family", "6286.00"), ("displaced", "per-family", "4105.00"), ("benefit", "per-family", "858.00"))),
        *(
            saving(*row, year="2014-15")
            for row in (("cost", "per-family", "6286.00"), ("displaced", "per-family", "4645.00"), ("benefit", "per-family", "2412.00"))
        ),
    )  # fmt: skip
    assert (before.net, after.net) == (2_181_00, 1_641_00)
    assert (before.on_net, before.on_gross) == (Fraction(858, 2181), Fraction(858, 6286))
    assert (after.on_net, after.on_gross) == (Fraction(2412, 1641), Fraction(2412, 6286))


def test_a_total_and_its_families_give_the_average_exactly(year):
    benefit = year(saving("benefit", "total", "64345.00", "families: 75")).benefit
    assert (benefit.per_family, benefit.families, benefit.total) == (Fraction(64_345_00, 75), 75, 64_345_00)
    assert benefit.reproduced_by is None


def test_an_average_and_its_families_give_the_total_which_proves_nothing_of_it(year):
    cost = year(saving("cost", "per-family", "6286.00", "families: 797")).cost
    assert (cost.total, cost.is_total_computed) == (5_009_942_00, True)
    assert (cost.computed, cost.reproduced_by, cost.differs) == (None, None, False)


def test_the_agencies_add_up_and_say_of_how_many_families_the_average_is(year):
    agencies = (("County Council", "-36978.00"), ("NHS", "101323.00"))
    benefit = year(
        saving("benefit", "per-family", "858.00"),
        *(saving("benefit", "total", pounds, agency=agency) for agency, pounds in agencies),
    ).benefit
    assert (benefit.agencies_total, benefit.total, benefit.families) == (64_345_00, 64_345_00, None)
    assert benefit.reproduced_by == (75, 75)


def test_agencies_of_different_families_have_no_common_base(year):
    def known(one, other):
        return year(
            saving("benefit", "total", "10.00", f"families: {one}", agency="NHS"),
            saving("benefit", "total", "20.00", f"families: {other}", agency="Police"),
        ).benefit

    assert (known(75, 75).families, known(75, 75).per_family) == (75, Fraction(30_00, 75))
    assert (known(75, 60).families, known(75, 60).per_family) == (None, None)


def test_a_printed_average_that_its_own_total_does_not_give_stays_and_is_told(year):
    benefit = year(
        saving("benefit", "per-family", "858.00", "families: 797"),
        saving("benefit", "total", "64345.00", "families: 797"),
    ).benefit
    assert (benefit.per_family, benefit.differs) == (858_00, True)
    fits = year(saving("benefit", "per-family", "858.00"), saving("benefit", "total", "64345.00", "families: 75"))
    assert not fits.benefit.differs


def test_a_figure_is_rounded_to_the_pound_or_the_penny_as_it_looks_or_as_it_says(year):
    def found(pounds, *said):
        return year(saving("benefit", "per-family", pounds, *said), saving("benefit", "total", "64345.00")).benefit

    assert found("858.00").reproduced_by == (75, 75)
    assert found("857.93").reproduced_by == (75, 75)
    assert found("900.00", "rounded-to: 100.00 GBP").reproduced_by == (68, 75)
    assert found("858.00", "rounded-to: 0.01 GBP").reproduced_by.is_none


@pytest.mark.parametrize(("cost", "displaced"), [("100.00", "100.00"), ("100.00", "100.01"), ("0.00", "0.00")])
def test_no_ratio_on_a_net_cost_of_nil_or_below(year, cost, displaced):
    one = year(
        saving("cost", "per-family", cost),
        saving("displaced", "per-family", displaced),
        saving("benefit", "per-family", "5.00"),
    )
    assert one.on_net is None
    assert (one.on_gross is None) == (cost == "0.00")


def test_a_measure_that_is_not_known_makes_no_figure(year):
    one = year(saving("benefit", "per-family", "5.00"))
    assert (one.net, one.on_net, one.on_gross, one.cost.total, one.cost.families) == (None, None, None, None, None)


def test_a_later_figure_of_the_same_name_amends_an_earlier(year):
    one = year(
        saving("benefit", "per-family", "858.00", "families: 75", "printed-ratio: 0.39"),
        saving("benefit", "per-family", "860.00", day="2017-03-01"),
    )
    assert (one.benefit.per_family, one.benefit.families, one.printed_ratios[0]) == (860_00, 75, Fraction(39, 100))


def test_whether_a_ratio_is_what_was_printed(year):
    printed = year(saving("benefit", "per-family", "1.00", "printed-ratio: 0.390")).printed_ratios[0]
    assert not savings.prints(Fraction(858, 2181), printed)  # 0.393
    assert savings.prints(Fraction(39, 100), printed)
    assert not savings.prints(None, printed)


def test_a_programme_that_agreements_name_may_have_savings_as_well(load):
    """
    2012-04-01 custom "fund" "TF" "grant"
    2012-04-01 custom "agreement" "TF1" "TF" "grant"
      title: "Phase 1"
      funder: "DCLG"
      programme: "Troubled Families"
    2016-12-08 custom "saving" "Troubled Families" "2013-14" "cost" "all" "per-family"
      amount: 6286.00 GBP
    """
    book = load()
    assert book.errors == ()
    assert savings.owners(book.register) == {"TF", "Troubled Families"}
