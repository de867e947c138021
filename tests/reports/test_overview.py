"""The overview: every agreement with the figures of grants, its next instalment, and what needs a person."""

from __future__ import annotations

from reports import catalogue
from reports.render import as_json


def _rows(book, name, period, table=0):
    return as_json.as_object(catalogue.build(name, book, period))["tables"][table]


def test_its_figures_are_those_of_grants(leeds):
    for period in ("2018-19 Q3", "2019-20", None):
        ours, theirs = _rows(leeds, "overview", period), _rows(leeds, "grants", period)
        for mine, other in zip([*ours["rows"], ours["total"]], [*theirs["rows"], theirs["total"]], strict=True):
            assert [mine[key] for key in ("awarded", "received", "spent", "to-go")] == [
                other[key] for key in ("awarded", "received", "spent", "to-go")
            ]


def test_the_next_instalment_is_the_first_that_is_not_due_yet(leeds):
    rows = {one["agreement"]: one for one in _rows(leeds, "overview", "2018-19 Q3")["rows"]}
    assert (rows["EA"]["next"], rows["EA"]["due-on"], rows["EA"]["due"]) == ("EA/2018-19/4", "2019-01-25", "675000.00")
    assert (rows["FV"]["next"], rows["FV"]["due"]) == (None, None)


def test_nothing_is_to_come_at_the_end_of_the_books(leeds):
    rows = _rows(leeds, "overview", "2019-20 Q4")["rows"]
    assert {one["next"] for one in rows} == {None}


def test_what_is_not_explained_is_counted_with_its_agreement(table):
    """
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Income:EA:UpfrontFunding
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "agreement" "EA" "EA" "upfront"
      title: "Earned Autonomy"
      funder: "MHCLG"
    2018-04-01 custom "instalment" "EA" 2018-04-30 675000.00 GBP "upfront" "2018-19"

    2018-05-31 * "an advice" "paid in part"
      agreement: "EA"
      instalment: "EA/2018-19/1"
      Assets:EA:Cash              600000.00 GBP
      Income:EA:UpfrontFunding   -600000.00 GBP
    """
    found = table("overview", "agreements", "2018-19 Q1")
    assert found["rows"][0]["unexplained"] == 1
    assert found["total"]["unexplained"] == 1
    assert found["rows"][0]["findings"] >= 0
    assert found["total"]["findings"] >= found["rows"][0]["findings"]
