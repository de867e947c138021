"""P110 to P114: what became of contributions."""

from __future__ import annotations

import pytest

POOL = """
    2014-04-01 custom "fund" "Pool" "pool"
      host: "Council"
      host-role: "agent"
      legal-basis: "local-partnership"
      reference: "Agreement of 1 April 2014"
    2012-04-01 custom "partner" "Council" "county" "Testshire County Council"
    2012-04-01 custom "partner" "Police" "police" "Testshire Police and Crime Commissioner"
    2014-04-01 custom "share" "Pool" "Police" "1" "risk"
    2014-04-01 custom "contribution" "Pool" "Police" 2014-04-01 2015-03-31 1200.00 GBP "cash"
    2014-04-01 open Assets:Pool:Cash
    2014-04-01 open Assets:Pool:ContributionsReceivable:Police
    2014-04-01 open Liabilities:Pool:ContributionsInAdvance:Police
    2014-04-01 open Income:Pool:Contributions:Police
    2014-04-01 open Expenses:Pool:WriteOffs
    2014-04-01 open Equity:Pool:PartnerBalance:Police
    2014-04-01 open Equity:Pool:MovementInReserves
"""
INVOICE = """
    2014-04-10 * "Invoice"
      invoice: "INV-1"
      Assets:Pool:ContributionsReceivable:Police   1200.00 GBP
      Income:Pool:Contributions:Police            -1200.00 GBP
"""
CARRIED = """
    2015-03-31 * "Carried"
      Equity:Pool:MovementInReserves     1200.00 GBP
      Equity:Pool:PartnerBalance:Police -1200.00 GBP
"""
AFTER = """
    2015-04-02 open Assets:Pool:Other
    2015-04-02 * "The next year has begun"
      Assets:Pool:Other    1.00 GBP
      Assets:Pool:Cash    -1.00 GBP
"""


def paid(pence: str, day: str = "2014-06-01") -> str:
    return f"""
    {day} * "Received"
      invoice: "INV-1"
      Assets:Pool:Cash                             {pence} GBP
      Assets:Pool:ContributionsReceivable:Police  -{pence} GBP
"""


@pytest.fixture
def of(load, request):
    """Load the pool with the texts given."""

    def book(*texts: str):
        request.function.__doc__ = POOL + "".join(texts)
        return load()

    return book


def test_an_invoice_that_is_paid_twice(of, breaks):
    said = breaks(of(INVOICE, paid("1200.00"), paid("1200.00", "2014-06-02")), "P110")
    assert said.message.startswith("invoice INV-1 of Police: £1,200 more was received than it asks for")
    assert "2014-06-02" in said.line


def test_an_invoice_that_is_paid_in_two_parts(of, keeps):
    book = of(INVOICE, paid("1000.00"), paid("200.00", "2014-06-02"))
    for code in ("P110", "P111", "P112", "P113", "P114"):
        assert keeps(book, code)
    assert keeps(book, "P110")
    assert keeps(book, "P111")
    assert keeps(book, "P112")
    assert keeps(book, "P113")
    assert keeps(book, "P114")


def test_what_was_paid_twice_and_is_to_be_paid_back_is_settled(of, keeps):
    back = """
    2014-07-01 open Liabilities:Pool:PartnersRepayable:Police
    2014-07-01 * "To be paid back"
      invoice: "INV-1"
      Assets:Pool:ContributionsReceivable:Police   1200.00 GBP
      Liabilities:Pool:PartnersRepayable:Police   -1200.00 GBP
"""
    assert keeps(of(INVOICE, paid("1200.00"), paid("1200.00", "2014-06-02"), back), "P110")


@pytest.mark.parametrize("directive", ['dispute" "INV-9" "why"', 'write-off" "INV-9" 10.00 GBP "the treasurer"'])
def test_a_decision_on_an_invoice_that_there_is_not(of, breaks, directive):
    said = breaks(of(INVOICE, f'    2014-09-01 custom "{directive}\n'), "P111")
    assert "names the invoice 'INV-9', which no entry has" in said.message


_APPROVED = '    2014-09-01 custom "write-off" "INV-1" 200.00 GBP "the treasurer"\n'
_WRITTEN_OFF = """
    2014-09-01 * "Given up"
      invoice: "INV-1"
      Expenses:Pool:WriteOffs                      200.00 GBP
      Assets:Pool:ContributionsReceivable:Police  -200.00 GBP
"""


def test_a_write_off_that_is_not_in_the_books(of, breaks):
    said = breaks(of(INVOICE, paid("1000.00"), _APPROVED), "P112")
    assert "a write-off of £200 is approved, and £0 is written off in the books" in said.message


def test_a_write_off_of_more_than_was_approved(of, breaks):
    more = _WRITTEN_OFF.replace("200.00", "250.00")
    said = breaks(of(INVOICE, paid("950.00"), _APPROVED, more), "P112")
    assert "a write-off of £200 is approved, and £250 is written off in the books" in said.message


def test_a_write_off_that_nobody_approved_is_told_once(of, codes):
    assert codes(of(INVOICE, paid("1000.00"), _WRITTEN_OFF)) == ["C122"]


def test_a_write_off_that_is_both(of, keeps):
    assert keeps(of(INVOICE, paid("1000.00"), _APPROVED, _WRITTEN_OFF), "P112")


def test_a_contribution_that_is_due_and_not_invoiced(of, breaks):
    spent = """
    2014-05-01 open Assets:Pool:Other
    2014-05-01 * "Something else"
      Assets:Pool:Other   1.00 GBP
      Assets:Pool:Cash   -1.00 GBP
"""
    said = breaks(of(spent), "P113")
    assert said.message.startswith("Police: £1,200 of what was due to Pool by 2014-05-01 is not invoiced")
    assert "contribution" in said.line


def test_a_contribution_for_next_year_that_is_invoiced_in_march(of, breaks, keeps):
    agreed = '    2015-04-01 custom "contribution" "Pool" "Police" 2015-04-01 2016-03-31 1300.00 GBP "cash"\n'
    invoice = """
    2015-03-10 * "For the next year"
      invoice: "INV-2"
      Assets:Pool:ContributionsReceivable:Police   1300.00 GBP
      Income:Pool:Contributions:Police            -1300.00 GBP
"""
    waiting = """
    2015-03-31 * "In advance"
      Income:Pool:Contributions:Police             1300.00 GBP
      Liabilities:Pool:ContributionsInAdvance:Police -1300.00 GBP
"""
    released = """
    2015-04-01 * "Of this year"
      Liabilities:Pool:ContributionsInAdvance:Police 1300.00 GBP
      Income:Pool:Contributions:Police           -1300.00 GBP
"""
    texts = (agreed, INVOICE, paid("1200.00"), CARRIED, invoice)
    said = breaks(of(*texts, AFTER), "P114", times=2)
    assert said.message.startswith("Pool, Police: invoiced for a later year, no income yet, £1,300 on 2015-03-31")
    said = breaks(of(*texts, waiting, AFTER), "P114")
    assert said.message.startswith("Pool, Police: invoiced in advance, income of this year, £1,300 on 2015-04-30")
    assert keeps(of(*texts, waiting, released, AFTER), "P114")


def test_a_contribution_in_arrears_is_accrued_and_taken_back_when_it_is_invoiced(of, breaks, keeps):
    accrued = """
    2015-03-31 * "Accrued"
      Assets:Pool:ContributionsReceivable:Police   1200.00 GBP
      Income:Pool:Contributions:Police            -1200.00 GBP
"""
    invoice = INVOICE.replace("2014-04-10", "2015-04-20")
    back = """
    2015-04-20 * "Taken back"
      Income:Pool:Contributions:Police             1200.00 GBP
      Assets:Pool:ContributionsReceivable:Police  -1200.00 GBP
"""
    assert breaks(of(AFTER), "P114", times=1).message.startswith(
        "Pool, Police: due for the year, and not invoiced by its end, £1,200 on 2015-03-31"
    )
    assert keeps(of(accrued, CARRIED, AFTER), "P114")
    said = breaks(of(accrued, CARRIED, AFTER, invoice), "P114")
    assert said.message.startswith("Pool, Police: accrued before, and invoiced since, £1,200 on 2015-04-30")
    assert keeps(of(accrued, CARRIED, AFTER, invoice, back), "P114")


def test_a_contribution_of_two_years_belongs_to_each_by_its_days(of, breaks):
    agreed = '    2014-04-01 custom "contribution" "Pool" "Council" 2014-10-01 2015-09-30 365.00 GBP "cash"\n'
    opens = "".join(
        f"    2014-04-01 open {name}\n"
        for name in ("Assets:Pool:ContributionsReceivable:Council", "Income:Pool:Contributions:Council")
    )
    invoice = INVOICE.replace("Police", "Council").replace("1200.00", "365.00").replace("INV-1", "INV-3")
    said = breaks(of(agreed, opens, INVOICE, paid("1200.00"), CARRIED, invoice, AFTER), "P114", times=2)
    # 182 of 365 days are of 2014-15: 1 October to 31 March.
    assert said.message.startswith("Pool, Council: invoiced for a later year, no income yet, £183 on 2015-03-31")


def test_a_contribution_that_is_taken_back_with_nothing_agreed_is_no_fault_of_ours(load, keeps, request):
    back = """
    2014-05-01 * "Given back"
      Income:Pool:Contributions:Police   7.50 GBP
      Assets:Pool:Cash                  -7.50 GBP
"""
    request.function.__doc__ = (
        POOL.replace('    2014-04-01 custom "contribution"', '    ; 2014-04-01 custom "contribution"') + back
    )
    assert keeps(load(), "P113")
