"""Statement agreements: the register of what was agreed with whom."""

from __future__ import annotations

from ledger.money import plain
from reports import catalogue


def test_the_awards_of_leeds(leeds):
    tables = {one.name: one for one in catalogue.build("agreements", leeds, "2018-19").tables}
    awarded = {row.cells[0]: plain(row.cells[-1]) for row in tables["agreements"].rows}
    # Published: £2.7m a year for two years, £4.5m, £9.6m, £3.5m; FF is 900 families at £4,000, illustrative.
    assert awarded == {
        "FF": "3600000.00",
        "FV": "4500000.00",
        "IP": "9600000.00",
        "SF": "3500000.00",
        "EA": "5400000.00",
    }
    assert plain(tables["instalments-EA"].total.cells[-1]) == "5400000.00"


def test_an_agreement_that_is_not_made_yet_is_not_there(leeds):
    names = [row.cells[0] for row in catalogue.build("agreements", leeds, "2012-13 Q4").tables[0].rows]
    assert names == ["FF"]


def test_amendments_are_listed_by_their_day_and_not_before_it(table, pick, write):
    """
    include "books.beancount"
    """
    write(
        "books.beancount",
        """
        2018-04-01 custom "fund" "EA" "grant"
        2018-04-01 custom "agreement" "EA" "EA" "upfront"
          title: "Earned Autonomy"
          funder: "MHCLG"
          awarded: 100.00 GBP
          recognition: "condition"
          release: "spending"
          recognition-reason: "the memorandum"
          ring-fenced: FALSE
          signatories: "Chief Executive; Chief Internal Auditor"
          return-due: "30 September"
        2018-10-01 custom "agreement" "EA" "EA" "upfront"
          title: "Earned Autonomy"
          funder: "MHCLG"
          recognition: "restriction"
          because: "letter of 28 September"
        2018-04-01 custom "instalment" "EA" 2018-04-30 100.00 GBP "upfront" "2018-19"
        2018-04-01 open Assets:EA:Cash
        """,
    )
    before = table("agreements", "terms", "2018-19 Q2")
    assert pick(before, "recognition", "ring-fenced", "return-due", "signatories") == [
        ("condition, released by spending", "no", "30 September", "Chief Executive; Chief Internal Auditor")
    ]
    after = table("agreements", "amendments", "2018-19 Q3")
    assert pick(after, "date", "what", "because") == [
        ("2018-10-01", "agreement: title, funder, recognition", "letter of 28 September")
    ]
    assert pick(table("agreements", "terms", "2018-19 Q3"), "recognition") == [("restriction",)]
