"""A fund that is paid by results, and the entries of its claims as import writes them, for tests of claims."""

from __future__ import annotations

BOOKS = """
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Assets:TF:ResultsReceivable
2012-04-01 open Liabilities:TF:GrantRepayable
2012-04-01 open Income:TF:ResultsPayments
2012-04-01 open Expenses:TF:WriteOffs
2012-04-01 open Equity:TF:Families:Cohort FAMILY
2012-04-01 open Assets:TF:Families:Identified FAMILY
2012-04-01 open Assets:TF:Families:2012-13:Attached FAMILY
2012-04-01 open Assets:TF:Families:2012-13:Claimed FAMILY
2012-04-01 open Assets:TF:Families:2012-13:Closed FAMILY
2012-04-01 open Assets:TF:Families:2013-14:Attached FAMILY
2012-04-01 open Assets:TF:Families:2013-14:Claimed FAMILY
2012-04-01 custom "route" "TF1" "crime"
2012-04-01 custom "route" "TF1" "progress"
  tops-up: "crime"
2012-04-01 custom "route" "TF1" "job"
  excludes: "crime; progress"
  other-provision: "refused"
2012-04-01 custom "route" "TF1" "extra"
2012-04-01 custom "tariff" "TF1" "2012-13"
  families: 1
  because: "an example"
  attachment-fee: 3200.00 GBP
  route-crime: 700.00 GBP
  route-progress: 100.00 GBP
  route-job: 800.00 GBP
  route-extra: 150.00 GBP
  cap: 4000.00 GBP
2013-04-01 custom "tariff" "TF1" "2013-14"
  families: 1
  because: "an example"
  attachment-fee: 2400.00 GBP
  route-crime: 1500.00 GBP
  cap: 4000.00 GBP
"""
AGREED = """
2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
  title: "Troubled Families, phase 1"
  funder: "DCLG"
  recognition: "none"
  recognition-reason: "as advised"
  results-recognised: "{policy}"
"""
PAYS = {"crime": 700, "progress": 100, "job": 800, "extra": 150}
BACK = {"rejected": "Assets:TF:ResultsReceivable", "withdrawn": "Assets:TF:ResultsReceivable"}


def attach(family, day="2012-06-01", year="2012-13", number=1):
    named = f'  family: "{family}"\n' if family else ""
    return (
        f'{day} * "" "attached"\n  agreement: "TF1"\n{named}  Assets:TF:Families:{year}:Attached  {number} FAMILY\n'
        f"  Equity:TF:Families:Cohort  -{number} FAMILY\n"
    )


def step(
    day, family, route, pounds, *, window="", year="2012-13", event="", sign=1, back="Assets:TF:ResultsReceivable"
):
    """Return a claim, or with *sign* -1 what takes it back, as import writes them."""
    said = f'  event: "{event}"\n' if event else ""
    said += f'  window: "{window}"\n' if window else ""
    moves = 0 if route == "progress" else sign
    return (
        f'{day} * "" "claim"\n  agreement: "TF1"\n  family: "{family}"\n  attached: "{year}"\n  route: "{route}"\n{said}'
        f"  {back}  {sign * pounds}.00 GBP\n  Income:TF:ResultsPayments  {-sign * pounds}.00 GBP\n"
        f"  Assets:TF:Families:{year}:Claimed  {moves} FAMILY\n  Assets:TF:Families:{year}:Attached  {-moves} FAMILY\n"
    )


def claim(family="F1", route="crime", day="2013-01-31", pounds=None, **more):
    return step(day, family, route, pounds if pounds is not None else PAYS[route], **more)


def end(event, family="F1", route="crime", day="2013-02-28", pounds=None, **more):
    """Return what ends a claim, or with *pounds* takes back a part of it, so that its family stays claimed."""
    back = BACK.get(event, "Liabilities:TF:GrantRepayable")
    entry = step(day, family, route, pounds or PAYS[route], event=event, sign=-1, back=back, **more)
    return entry if pounds is None else entry.replace("-1 FAMILY", "0 FAMILY").replace("  1 FAMILY", "  0 FAMILY")


def paid(pounds, day="2013-03-20", **names):
    said = "".join(f'  {key}: "{value}"\n' for key, value in names.items())
    return (
        f'{day} * "DCLG" "results"\n  agreement: "TF1"\n{said}  Assets:TF:Cash  {pounds}.00 GBP\n'
        f"  Assets:TF:ResultsReceivable  {-pounds}.00 GBP\n"
    )


WINDOW = '2013-01-07 custom "window" "TF1" "2013-01" 2013-01-31\n'


def audit(day="2013-01-20", window="2013-01", population=1):
    return f'{day} custom "audit" "TF1" "{window}" "officer"\n  population: {population}\n  sample: 1\n  errors: 0\n'
