"""P103, P106 to P108: what is posted to pools."""

from __future__ import annotations

import pytest

POOL = """
    2000-01-01 commodity GBP.INKIND
    2014-04-01 custom "fund" "Pool" "pool"
      host: "Council"
      host-role: "principal"
      legal-basis: "s75"
      reference: "Agreement of 1 April 2014"
      surplus: "SURPLUS"
    2012-04-01 custom "partner" "Council" "county" "Testshire County Council"
    2012-04-01 custom "partner" "OldCCG" "ccg" "NHS Old CCG"
    2014-04-01 custom "share" "Pool" "Council" "1/2" "risk"
    2014-04-01 custom "share" "Pool" "OldCCG" "1/2" "risk"
    2014-04-01 open Assets:Pool:Cash
    2014-04-01 open Assets:Pool:ContributionsReceivable:OldCCG
    2014-04-01 open Income:Pool:Contributions:Council
    2014-04-01 open Income:Pool:Contributions:OldCCG
    2014-04-01 open Income:Pool:InKind:OldCCG
    2014-04-01 open Expenses:Pool:Delivery
    2014-04-01 open Expenses:Pool:Delivery:InKind
    2014-05-01 * "Contributions"
      Assets:Pool:Cash                     700.00 GBP
      Assets:Pool:ContributionsReceivable:OldCCG  300.00 GBP
      Income:Pool:Contributions:Council   -700.00 GBP
      Income:Pool:Contributions:OldCCG    -300.00 GBP
    2014-06-01 * "Spending"
      Expenses:Pool:Delivery  400.01 GBP
      Assets:Pool:Cash       -400.01 GBP
"""


@pytest.fixture
def pool(load, request):
    """A pool of two with money and spending, carried forward, and the test's docstring."""
    surplus = getattr(request, "param", "carry-forward")
    request.function.__doc__ = POOL.replace("SURPLUS", surplus) + (request.function.__doc__ or "")
    return load()


@pytest.mark.parametrize(
    ("debit", "credit"),
    [
        ("Assets:Pool:Cash  10.00 GBP.INKIND", "Income:Pool:InKind:OldCCG  -10.00 GBP.INKIND"),
        ("Assets:Pool:Cash  10.00 GBP", "Income:Pool:InKind:OldCCG  -10.00 GBP"),
        ("Expenses:Pool:Delivery  10.00 GBP.INKIND", "Income:Pool:InKind:OldCCG  -10.00 GBP.INKIND"),
    ],
)
def test_in_kind_never_meets_cash(load, breaks, request, debit, credit):
    request.function.__doc__ = (
        POOL.replace("SURPLUS", "return") + f'    2014-06-02 * "Staff"\n      {debit}\n      {credit}\n'
    )
    assert breaks(load(), "P103").message.startswith("10.00 GBP" if "-10.00 GBP.INKIND" in credit else "-10.00 GBP")


def test_in_kind_on_its_own_accounts_is_kept(pool, keeps):
    """
    2014-06-02 * "Staff"
      Expenses:Pool:Delivery:InKind  10.00 GBP.INKIND
      Income:Pool:InKind:OldCCG     -10.00 GBP.INKIND
    """
    assert keeps(pool, "P103")
    assert keeps(pool, "P106")
    assert keeps(pool, "P107")
    assert keeps(pool, "P108")


def test_spending_before_there_are_shares_is_borne_by_nobody(pool, breaks):
    """
    2014-03-01 open Expenses:Pool:Evaluation
    2014-03-01 open Equity:Pool:OpeningBalances
    2014-03-02 * "Too early"
      Expenses:Pool:Evaluation  5.00 GBP
      Equity:Pool:OpeningBalances  -5.00 GBP
    """
    assert breaks(pool, "P107").message.startswith("£5 of what Pool spent in 2013-14 is borne by nobody")


_NEXT_YEAR = """
    2015-05-01 * "Next year"
      Expenses:Pool:Delivery  1.00 GBP
      Assets:Pool:Cash       -1.00 GBP
"""


def test_a_years_balance_is_carried_for_its_partners_by_an_entry(load, breaks, request):
    request.function.__doc__ = POOL.replace("SURPLUS", "carry-forward") + _NEXT_YEAR
    said = breaks(load(), "P108")
    # 400.01 divided by two: the Council bears the odd penny.
    assert said.message.startswith(
        "Pool 2014-15: the year's balance is carried forward for its partners: an entry of £599.99"
    )


@pytest.mark.parametrize(
    ("surplus", "entry"),
    [
        (
            "carry-forward",
            """
      Equity:Pool:MovementInReserves        599.99 GBP
      Equity:Pool:PartnerBalance:Council   -499.99 GBP
      Equity:Pool:PartnerBalance:OldCCG    -100.00 GBP
""",
        ),
        (
            "ring-fence",
            """
      Equity:Pool:MovementInReserves        599.99 GBP
      Equity:Pool:EarmarkedReserve         -599.99 GBP
""",
        ),
        (
            "return",
            """
      Equity:Pool:MovementInReserves           599.99 GBP
      Liabilities:Pool:PartnersRepayable:Council -499.99 GBP
      Liabilities:Pool:PartnersRepayable:OldCCG  -100.00 GBP
""",
        ),
    ],
)
def test_the_entry_of_each_way_is_what_is_asked_for(load, keeps, request, surplus, entry):
    accounts = sorted({line.split()[0] for line in entry.split("\n") if line.strip()})
    opens = "".join(f"    2014-04-01 open {name}\n" for name in accounts)
    request.function.__doc__ = (
        POOL.replace("SURPLUS", surplus) + opens + f'    2015-03-31 * "Year end"{entry}'.rstrip() + "\n" + _NEXT_YEAR
    )
    assert keeps(load(), "P108")


def test_what_a_partner_held_passes_to_its_successor(load, breaks, keeps, request):
    later = """
    2014-07-01 custom "partner" "NewICB" "icb" "NHS New ICB"
    2014-07-01 custom "succession" "OldCCG" "NewICB"
    2014-08-01 * "Later"
      Expenses:Pool:Delivery  10.00 GBP
      Assets:Pool:Cash       -10.00 GBP
"""
    request.function.__doc__ = POOL.replace("SURPLUS", "carry-forward") + later
    said = breaks(load(), "P106", times=2)
    assert said.message.startswith(
        "Pool: what OldCCG had as Contributions Receivable passes to NewICB: an entry of £300 on 2014-07-01"
    )
    request.function.__doc__ += """
    2014-07-01 open Assets:Pool:ContributionsReceivable:NewICB
    2014-07-01 open Equity:Pool:PartnerBalance:OldCCG
    2014-07-01 open Equity:Pool:PartnerBalance:NewICB
    2014-07-01 * "What is owed"
      Assets:Pool:ContributionsReceivable:NewICB   300.00 GBP
      Assets:Pool:ContributionsReceivable:OldCCG  -300.00 GBP
    2014-07-01 * "The balance"
      Equity:Pool:PartnerBalance:OldCCG   100.00 GBP
      Equity:Pool:PartnerBalance:NewICB  -100.00 GBP
"""
    assert keeps(load(), "P106")
