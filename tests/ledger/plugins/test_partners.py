"""P101, P102, P104, P105: the terms of pools."""

from __future__ import annotations

import pytest

TERMS = """
    2014-04-01 custom "fund" "Pool" "pool"
      host: "Council"
      host-role: "principal"
      legal-basis: "local-partnership"
      reference: "Agreement of 1 April 2014"
    2012-04-01 custom "partner" "Council" "county" "Testshire County Council"
    2012-04-01 custom "partner" "Police" "police" "Testshire Police and Crime Commissioner"
    2012-04-01 custom "partner" "WestCCG" "ccg" "NHS West Testshire CCG"
"""


@pytest.fixture
def pool(load, request):
    """The terms of a pool of three, and the test's docstring."""
    request.function.__doc__ = TERMS + (request.function.__doc__ or "")
    return load()


def test_shares_that_make_eleven_twelfths_are_refused(pool, breaks):
    """
    2014-04-01 custom "share" "Pool" "Council" "1/3" "risk"
    2014-04-01 custom "share" "Pool" "Police" "1/3" "risk"
    2014-04-01 custom "share" "Pool" "WestCCG" "1/4" "risk"
    """
    said = breaks(pool, "P101")
    assert "the risk shares of Pool add up to 11/12 from 2014-04-01, and should add up to 1" in said.message


def test_three_thirds_are_a_whole(pool, keeps):
    """
    2014-04-01 custom "share" "Pool" "Council" "1/3" "risk"
    2014-04-01 custom "share" "Pool" "Police" "1/3" "risk"
    2014-04-01 custom "share" "Pool" "WestCCG" "1/3" "risk"
    """
    assert keeps(pool, "P101")
    assert keeps(pool, "P102")
    assert keeps(pool, "P104")
    assert keeps(pool, "P105")


def test_weights_add_up_to_what_the_pool_says(pool, breaks):
    """
    2014-04-01 custom "share" "Pool" "Council" "50" "contribution"
    2014-04-01 custom "share" "Pool" "Police" "25%" "contribution"
    2014-04-01 custom "share" "Pool" "WestCCG" "25" "contribution"
    """
    assert "add up to 301/4" in breaks(pool, "P101").message


def test_one_share_that_changes_alone_is_no_whole_from_that_day(pool, breaks):
    """
    2014-04-01 custom "share" "Pool" "Council" "1/2" "risk"
    2014-04-01 custom "share" "Pool" "Police" "1/2" "risk"
    2014-08-15 custom "share" "Pool" "Police" "1/4" "risk"
    """
    said = breaks(pool, "P101")
    assert "3/4 from 2014-08-15" in said.message
    assert "2014-08-15" in said.line


def test_a_spending_rule_is_a_whole_of_its_own(pool, breaks):
    """
    2014-04-01 custom "share" "Pool" "Council" "1" "risk"
    2014-04-01 custom "share" "Pool" "Police" "9/10" "risk"
      account: Expenses:Pool:Delivery:Officers
    """
    assert "the risk shares of Pool for Expenses:Pool:Delivery:Officers add up to 9/10" in breaks(pool, "P101").message


def test_a_share_of_a_partner_that_is_none_is_refused(pool, breaks):
    """
    2014-04-01 custom "share" "Pool" "Fire" "1" "risk"
    """
    assert "share names the partner 'Fire'" in breaks(pool, "P102").message


def test_a_contribution_of_days_after_the_partner_ended_is_refused(pool, breaks):
    """
    2011-04-01 custom "partner" "TestPCT" "pct" "Testshire PCT"
      ends: 2013-03-31
    2012-04-01 custom "succession" "TestPCT" "WestCCG"
    2012-04-01 custom "contribution" "Pool" "TestPCT" 2011-04-01 2013-03-31 100.00 GBP "cash"
    """
    said = breaks(pool, "P102")
    assert said.message == "contribution of TestPCT on 2013-03-31: TestPCT is a partner from 2011-04-01 to 2012-03-31"


def test_a_contribution_that_ends_before_it_starts_is_refused(pool, breaks):
    """
    2014-04-01 custom "contribution" "Pool" "Police" 2015-03-31 2014-04-01 100.00 GBP "cash"
    """
    assert "ends before it starts" in breaks(pool, "P102").message


def test_income_from_a_partner_that_no_longer_exists_is_refused(pool, breaks):
    """
    2011-04-01 custom "partner" "TestPCT" "pct" "Testshire PCT"
    2013-04-01 custom "succession" "TestPCT" "WestCCG"
    2011-04-01 open Income:Pool:Contributions:TestPCT
    2011-04-01 open Assets:Pool:Cash
    2013-04-01 * "A contribution on the day after"
      Assets:Pool:Cash                    100.00 GBP
      Income:Pool:Contributions:TestPCT  -100.00 GBP
    """
    said = breaks(pool, "P102")
    assert (
        "a contribution of TestPCT to Pool on 2013-04-01: TestPCT is a partner from 2011-04-01 to 2013-03-31"
        in said.message
    )
    assert "A contribution on the day after" in said.line


def test_successors_take_the_whole_between_them(pool, breaks):
    """
    2011-04-01 custom "partner" "TestPCT" "pct" "Testshire PCT"
    2013-04-01 custom "succession" "TestPCT" "WestCCG"
      share: "2/3"
    """
    assert "take 0.6667 of it together, and should take 1" in breaks(pool, "P104").message


def test_a_successor_exists_on_its_day(pool, breaks):
    """
    2011-04-01 custom "partner" "TestPCT" "pct" "Testshire PCT"
    2022-07-01 custom "partner" "TestICB" "icb" "NHS Testshire ICB"
    2013-04-01 custom "succession" "TestPCT" "TestICB"
    """
    assert (
        breaks(pool, "P104").message
        == "TestICB succeeds TestPCT on 2013-04-01, but TestICB is a partner from 2022-07-01 on"
    )


def test_a_successor_that_is_no_partner_is_refused(pool, breaks):
    """
    2013-04-01 custom "succession" "Police" "PCC"
    """
    assert "names PCC, no partner of the books" in breaks(pool, "P104").message


def test_a_partner_is_succeeded_on_one_day(pool, breaks):
    """
    2013-04-01 custom "succession" "Police" "Council"
    2014-04-01 custom "succession" "Police" "WestCCG"
    """
    assert "Police is succeeded on two days" in breaks(pool, "P104").message


def test_a_partner_that_ends_hands_its_share_on(pool, breaks):
    """
    2014-04-01 custom "share" "Pool" "Council" "1/2" "risk"
    2014-04-01 custom "share" "Pool" "Fire" "1/2" "risk"
    2012-04-01 custom "partner" "Fire" "fire" "Testshire Fire and Rescue"
      ends: 2014-12-31
    """
    assert "Fire ends on 2014-12-31 and has a part of the risk shares of Pool after it" in breaks(pool, "P104").message


def test_a_pool_without_host_role_and_basis_is_told(load, breaks):
    """
    2014-04-01 custom "fund" "Pool" "pool"
      host: "Council"
    """
    book = load()
    said = breaks(book, "P105", times=2)
    assert said.message == "the pool Pool does not say host-role:, legal-basis:, reference:"
    assert "is no partner" in next(one.message for one in book.findings if "no partner" in one.message)


@pytest.mark.parametrize(
    ("directive", "code", "said"),
    [
        ('"contribution" "Pool" "all" 2014-04-01 2015-03-31 10.00 GBP "cash"', "P101", "in force on 2014-04-01"),
        (
            '"share" "Pool" "Police" "1" "risk"\n      account: Expenses:Other:Delivery',
            "P101",
            "account of Expenses:Pool",
        ),
        ('"share" "Pool" "Police" "1" "contribution"\n      account: Expenses:Pool:Delivery', "P101", "risk shares"),
        (
            '"share" "Pool" "Police" "1" "risk"\n      account: Expenses:Pool:Delivery\n      cap: 5.00 GBP',
            "P101",
            "cap: is of all that Police bears of Pool in a year",
        ),
        ('"headcount" "Pool" "Police" 10', "P105", "a number of families counts for nothing"),
        ('"fund" "Pool" "pool"\n      shares-of: "0"', "P101", "shares-of: of Pool is 0"),
        (
            '"share" "Grant" "Police" "1" "risk"',
            "P102",
            "names the pool 'Grant', which is the fund of a grant: name a pool",
        ),
        ('"partner" "Fire Service" "fire" "Fire"', "P102", "'Fire Service': accounts cannot have it in their names"),
        ('"partner" "all" "fire" "Fire"', "P102", "'all': that is how a contribution of every partner is written"),
    ],
)
def test_what_would_count_for_nothing_is_said(load, request, directive, code, said):
    request.function.__doc__ = f"""
    2014-04-01 custom "fund" "Pool" "pool"
      host: "Council"
      host-role: "agent"
      legal-basis: "s75"
      reference: "x"
    2014-04-01 custom "fund" "Grant" "grant"
    2012-04-01 custom "partner" "Council" "county" "Testshire County Council"
    2012-04-01 custom "partner" "Police" "police" "Testshire Police"
    2014-04-01 custom "share" "Pool" "Council" "1" "risk"
    2014-04-01 custom {directive}
"""
    (found,) = (one for one in load().findings if one.code == code)
    assert said in found.message


def test_a_contribution_of_all_is_divided_by_the_shares_that_there_are(load, keeps):
    """
    2014-04-01 custom "fund" "Pool" "pool"
      host: "Council"
      host-role: "agent"
      legal-basis: "s75"
      reference: "x"
    2012-04-01 custom "partner" "Council" "county" "Testshire County Council"
    2014-04-01 custom "share" "Pool" "Council" "1" "contribution"
    2014-04-01 custom "contribution" "Pool" "all" 2014-04-01 2015-03-31 10.00 GBP "cash"
    """
    assert keeps(load(), "P101")
