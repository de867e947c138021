"""How is a council's folder laid out? The files ``init`` writes, on which ``check`` passes and ``import`` works."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import accounts, agreements, browsing, canonical, store
from ledger.periods import FIRST_MONTH, PeriodError, year_label, year_start

if TYPE_CHECKING:
    from pathlib import Path

BY_RESULTS = "payment-by-results"
TYPES = (BY_RESULTS, "upfront", "grant")
KINDS = ("grant", "pool")

#: One example of every directive, as the books write it.
EXAMPLES: dict[str, str] = {
    "fund": '2012-04-01 custom "fund" "TroubledFamilies" "grant"',
    "posts": '2012-04-01 custom "posts" "TroubledFamilies" "results" "grant-remittance"',
    "agreement": """\
2012-04-01 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
  title: "Troubled Families programme, phase 1"
  funder: "DCLG"
  reference: "the determination or memorandum"
  ends: 2015-05-31
  eligible-families: 2630
  funded-share: "5/6"
  recognition: "restriction"
  recognition-reason: "the grant may be used for the programme alone, and is not repaid"
  results-recognised: "on-claim"
  audit-required: TRUE
  assumed-success: "65%"
  ring-fenced: FALSE
  signatories: "Chief Executive; Chief Internal Auditor"
  return-due: "30 September\"""",
    "route": """\
2012-04-01 custom "route" "TF1" "continuous-employment"
  excludes: "crime-asb-education; progress-to-work"
  other-provision: "refused\"""",
    "provision": """\
2012-10-01 custom "provision" "TF1" "F-0042" "ESF Families Programme"
  ends: 2013-06-30""",
    "tariff": """\
2012-04-01 custom "tariff" "TF1" "2012-13"
  families: 730
  attachment-fee: 3200.00 GBP
  route-crime-asb-education: 700.00 GBP
  route-progress-to-work: 100.00 GBP
  route-continuous-employment: 800.00 GBP
  cap: 4000.00 GBP""",
    "staging": """\
2013-04-01 custom "staging" "TF1" "2013-14"
  at-75: "100%"
  at-33: "50%\"""",
    "worked-with": """\
2013-05-03 custom "worked-with" "TF1" "2012-13" 2013-04-30
  families: 540""",
    "instalment": '2012-04-01 custom "instalment" "TF1" 2012-04-30 2336000.00 GBP "attachment-fee" "2012-13"',
    "window": '2013-01-07 custom "window" "TF1" "2013-01" 2013-01-31',
    "draft": """\
2013-01-14 custom "draft" "TF1" "F-0042" "crime-asb-education" 700.00 GBP
  attached: "2012-13"
  window: "2013-01\"""",
    "allocation": (
        '2012-04-01 custom "allocation" "TF1" Expenses:TroubledFamilies:Coordination 2012-04-01 2015-03-31 950000.00 GBP'
    ),
    "virement": (
        '2013-07-01 custom "virement" Expenses:TroubledFamilies:Coordination Expenses:TroubledFamilies:Delivery '
        '20000.00 GBP "who approved it, and where it is minuted"'
    ),
    "commitment": '2013-07-01 custom "commitment" "PO-4410" Expenses:TroubledFamilies:Delivery 84000.00 GBP "raised"',
    "forecast": '2013-07-01 custom "forecast" Expenses:TroubledFamilies:Delivery "2013-14" 910000.00 GBP "method, officer"',
    "profile": (
        '2013-04-01 custom "profile" Expenses:TroubledFamilies:Delivery "2013-14" "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2"'
    ),
    "monitoring": """\
2013-04-01 custom "monitoring" Expenses:TroubledFamilies:Delivery
  method: "straight-line"
  tolerance: 500.00 GBP
  tolerance-share: "2%\"""",
    "partner": '2016-04-01 custom "partner" "LancashireConstabulary" "police" "Lancashire Constabulary"',
    "succession": '2013-04-01 custom "succession" "ManchesterPCT" "SouthManchesterCCG"',
    "share": '2016-04-01 custom "share" "Pool" "LancashireConstabulary" "1/3" "contribution"',
    "headcount": '2016-04-01 custom "headcount" "Pool" "LancashireConstabulary" 120',
    "subjective": '2016-04-01 custom "subjective" "31*" "Supplies and services"',
    "contribution": (
        '2016-04-01 custom "contribution" "Pool" "LancashireConstabulary" 2016-04-01 2017-03-31 250000.00 GBP "cash"'
    ),
    "dispute": '2016-09-01 custom "dispute" "INV-0042" "why"',
    "write-off": '2017-02-01 custom "write-off" "INV-0042" 1200.00 GBP "who approved it"',
    "audit": """\
2013-01-20 custom "audit" "TF1" "2013-01" "officer"
  population: 135
  sample: 14
  errors: 0""",
    "window-seal": """\
2013-01-14 custom "window-seal" "TF1" "2013-01" "sha256:…" "officer"
  drafts: 135""",
    "sample": '2013-01-15 custom "sample" "TF1" "2013-01" "4 8 15 16" "auditor"',
    "tested": """\
2013-01-18 custom "tested" "TF1" "2013-01" "F-0042" "crime-asb-education"
  eligible: TRUE
  approach: TRUE
  by: "who tested it"
  evidenced: FALSE""",
    "gl-balance": """\
2018-07-02 custom "gl-balance" "CC1234" "3100" "2018-19 P03"
  amount: 1893004.17 GBP""",
    "saving": """\
2016-12-08 custom "saving" "TroubledFamilies" "2013-14" "benefit" "all" "per-family"
  amount: 858.00 GBP
  printed-ratio: 0.39
  source: "LSCSB report of 8 December 2016, table 2\"""",
    "extract": """\
2018-06-30 custom "extract" "gl-2018-19-P03" "general-ledger"
  sha256: "import writes this directive; it is never written by hand"
  body: "sha256 of the generated text"
  profile: "the profile it was read with"
  rows-read: 3
  total-read: 30.00 GBP
  rows-posted: 2
  total-posted: 20.00 GBP
  rows-outside: 1
  total-outside: 10.00 GBP
  rows-rejected: 0
  total-rejected: 0.00 GBP""",
    "evidence": """\
2018-06-12 custom "evidence" "TroubledFamilies" "spending"
  amount: 1200.00 GBP
  payee: "import writes this directive; it is never written by hand"
  invoice: "780012\"""",
    "match": '2018-07-20 custom "match" "BANK-7781/2" "TF1/2013-14/1" "why, officer"',
    "carry-forward": '2019-06-28 custom "carry-forward" "EA" "2018-19" 412000.00 GBP "approval"',
    "targets-met": '2018-10-19 custom "targets-met" "EA" "2018-19 Q2" 675000.00 GBP "who confirmed, and where"',
    "repayment": '2019-02-14 custom "repayment" "EA" "2018-19" 5000.00 GBP "letter of 14 February: spent on what is not eligible"',
    "certificate": """\
2018-04-01 custom "certificate" "In our opinion the conditions of the grant have been complied with in all significant respects"
  signatories: "Chief Executive; Chief Internal Auditor\"""",
    "period-close": '2018-07-20 custom "period-close" "2018-19 Q1" "sha256:…" "who closed it"',
    "period-reopen": '2018-08-02 custom "period-reopen" "2018-19 Q1" "why, and who"',
    "year-alone": """\
2018-04-01 custom "year-alone" "2018-19"
  body: "…"
  whole: "budget.beancount\"""",
    "openings": """\
2018-04-01 custom "openings" "2018-19"
  body: "…\"""",
    "materiality": '2018-04-01 custom "materiality" 250000.00 GBP "the accountant who decided it, and where it is minuted"',
    "settled": '2018-07-20 custom "settled" "I113" "CC1234" "the accrual was reversed in July: journal 7 of 3 July" "who says so"',
    "provider": """\
2012-06-01 custom "provider" "NewCharter" "TroubledFamilies" "principal"
  agreement: "TF1"
  title: "New Charter Housing Trust"
  account: Expenses:TroubledFamilies:Delivery
  fee-share: "100%"
  result-share: "100%"
  maximum: 300000.00 GBP
  retained: "5%"
  until: 2015-03-31
  success: "50%"
  condition: "withheld until the programme is delivered at 50 % success\"""",
    "disclosure": '2012-04-01 custom "disclosure" "What every statement of these books must say."',
}


#: Git on Windows changes line ends unless it is told not to, and the hashes of what import wrote would not fit any more.
_GIT = """\
* text=auto eol=lf
# What import wrote, and an extract as it was received, are kept byte for byte: their hashes stand in the books.
books/*/** -text
extracts/** -text
*.xlsx binary
*.zip binary
"""


class LayoutError(ValueError):
    """A folder cannot be laid out: the message says why."""


@dataclass(frozen=True)
class FundWanted:
    """A fund to open: its title for people, its name in accounts, and whether it is a grant's or a pool's."""

    title: str
    name: str
    kind: str


@dataclass(frozen=True)
class AgreementWanted:
    """An agreement to enter: its short name, its fund and its type."""

    name: str
    fund: str
    type: str


def fund_wanted(text: str) -> FundWanted:
    """Return the fund that "Troubled Families" or "Troubled Families:pool" asks for; raise :class:`LayoutError`."""
    title, _, kind = text.partition(":")
    kind = kind.strip() or "grant"
    if kind not in KINDS:
        raise LayoutError(f"fund {text!r}: the kind after the colon is grant or pool")
    try:
        return FundWanted(title.strip(), accounts.slug(title), kind)
    except accounts.AccountNameError as problem:
        raise LayoutError(f"fund {text!r}: {problem}") from problem


def agreement_wanted(text: str, funds: list[FundWanted]) -> AgreementWanted:
    """Return the agreement that "EA:Earned Autonomy:upfront" asks for; raise :class:`LayoutError`."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - name, fund, type
        raise LayoutError(f"agreement {text!r}: write NAME:FUND:TYPE, such as EA:Earned Autonomy:upfront")
    name, fund, type_ = parts
    if type_ not in TYPES:
        raise LayoutError(f"agreement {text!r}: the type is one of {', '.join(TYPES)}")
    slug = fund_wanted(fund).name
    if slug not in {one.name for one in funds}:
        raise LayoutError(
            f"agreement {text!r}: there is no fund {fund!r} among {', '.join(one.title for one in funds)}"
        )
    return AgreementWanted(name, slug, type_)


def lay_out(folder: Path, name: str, funds: list[FundWanted], wanted: list[AgreementWanted], year: str) -> list[Path]:
    """Write a council's folder and return its files; raise :class:`LayoutError`.

    No file that is there already is changed: one with another content refuses the whole.
    """
    if not name.strip():
        raise LayoutError("the council's name is blank")
    if not funds:
        raise LayoutError("a ledger needs one fund at least: --fund 'Troubled Families'")
    if (folder / "budget.beancount").exists():
        raise LayoutError(f"{folder} holds a ledger already; nothing was changed")
    if folder.exists() and not folder.is_dir():
        raise LayoutError(f"{folder} is a file: name a folder")
    if set(str(folder.resolve())) & set("*?["):
        raise LayoutError(
            f"{folder} lies in a folder whose name has *, ? or [, which beancount takes for a pattern: name another"
        )
    if len({fund.name for fund in funds}) < len(funds):
        raise LayoutError(f"two funds would have one name in accounts: {', '.join(fund.name for fund in funds)}")
    start = _first_day(year)
    year = year_label(start.year)
    files = {
        "books/accounts.beancount": _accounts(start, funds, wanted),
        "books/agreements.beancount": _agreements(start, funds, wanted),
        "books/queries.beancount": browsing.queries(start),
        f"books/{year}/journals.beancount": _journals(year),
        ".gitignore": "*.picklecache\n.ealedger.lock\npacks/\n",
        ".gitattributes": _GIT,
        # Last: where this file is, the folder is whole.
        "budget.beancount": _budget(name, start),
    }
    _leave_alone(folder, files)
    for place in ("extracts", "packs", "profiles"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        store.replace_text(folder / file, content)
    return [folder / file for file in files]


def _first_day(year: str) -> datetime.date:
    try:
        return datetime.date(year_start(year), FIRST_MONTH, 1)
    except PeriodError as problem:
        raise LayoutError(str(problem)) from problem


def _leave_alone(folder: Path, files: dict[str, str]) -> None:
    """Raise :class:`LayoutError` where one of *files* is in *folder* with another content."""
    for file, content in files.items():
        path = folder / file
        if path.exists() and (not path.is_file() or path.read_bytes() != content.encode()):
            raise LayoutError(f"{path} is there already; nothing was changed: move it away, or name an empty folder")


def _budget(name: str, start: datetime.date) -> str:
    return f"""\
;; The ledger of {_one_line(name)}: every option, plugin and include stands here. Open it in Fava.
option "title" {canonical.quote(name.strip())}
option "operating_currency" "GBP"
;; A penny of difference is an error.
option "tolerance_multiplier" "0"
;; Fava prints thousands apart.
option "render_commas" "TRUE"
;; Every check of ours, in one line.
plugin "ledger.plugins"

include "books/*.beancount"
include "books/*/*.beancount"

{browsing.options(start)}"""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _accounts(start: datetime.date, funds: list[FundWanted], wanted: list[AgreementWanted]) -> str:
    lines = [
        ";; The accounts: Root:Fund:…, the fund always second. Kept by hand.",
        f"{start} commodity GBP",
    ]
    if any(one.type == BY_RESULTS for one in wanted):
        lines.append(f"{start} commodity {canonical.FAMILY}")
    for fund in funds:
        income = {"CouncilBudget"}
        for one in wanted:
            if one.fund == fund.name:
                income.update(_income(one.type))
        names = [
            *(accounts.build("Assets", fund.name, part) for part in ("Cash", "GrantReceivable", "Prepayments")),
            *(
                accounts.build("Liabilities", fund.name, part)
                for part in ("Creditors", "Accruals", "ReceiptsInAdvance", "GrantRepayable")
            ),
            *(
                accounts.build("Equity", fund.name, part)
                for part in ("OpeningBalances", "EarmarkedReserve", "MovementInReserves", "GeneralFund")
            ),
            *(accounts.build("Income", fund.name, part) for part in sorted(income)),
            *(
                accounts.build("Expenses", fund.name, part)
                for part in (*accounts.DEFAULT_HEADINGS, accounts.UNALLOCATED)
            ),
        ]
        lines += ["", f";; {_one_line(fund.title)}", *(f"{start} open {account}" for account in names)]
        if any(one.fund == fund.name and one.type == BY_RESULTS for one in wanted):
            lines += _results(start, fund)
    return "\n".join(lines) + "\n"


def _results(start: datetime.date, fund: FundWanted) -> list[str]:
    """Return what a fund that is paid by results has besides: the debtor, and its families in their stages."""
    year = year_label(start.year)
    families = [
        accounts.build("Equity", fund.name, "Families", "Cohort"),
        accounts.build("Assets", fund.name, "Families", "Identified"),
        *(accounts.build("Assets", fund.name, "Families", year, stage) for stage in ("Attached", "Claimed", "Closed")),
    ]
    return [
        f"{start} open {accounts.build('Assets', fund.name, 'ResultsReceivable')}",
        ";; Families, by the year in which they were attached: open those of each later year.",
        *(f"{start} open {account} {canonical.FAMILY}" for account in families),
    ]


def _income(type_: str) -> set[str]:
    streams = {
        "payment-by-results": ("attachment-fee", "results-payment", "coordinator"),
        "upfront": ("upfront",),
        "grant": ("grant",),
    }
    return {agreements.INCOME_OF_STREAM[stream] for stream in streams[type_]}


def _agreements(start: datetime.date, funds: list[FundWanted], wanted: list[AgreementWanted]) -> str:
    lines = [
        ";; The funds and what was agreed for them. Kept by hand; an agreement is amended by a later directive of its name.",
        ";; Every directive there is stands below as a comment: copy one, take the ; away, and put your own facts in.",
        "",
    ]
    for fund in funds:
        lines += [
            f'{start} custom "fund" {canonical.quote(fund.name)} {canonical.quote(fund.kind)}',
            f"  title: {canonical.quote(_one_line(fund.title))}",
        ]
    for one in wanted:
        lines += [
            "",
            f'{start} custom "agreement" {canonical.quote(one.name)} {canonical.quote(one.fund)} {canonical.quote(one.type)}',
            f"  title: {canonical.quote(one.name)}",
            '  funder: "MHCLG"',
            ";; Decide with the accountant, and give the reason: condition | restriction | none",
            ';;  recognition: "restriction"',
            ';;  recognition-reason: "why"',
        ]
    for name, example in EXAMPLES.items():
        lines += ["", f";; {name}", *(f"; {line}" for line in example.split("\n"))]
    return "\n".join(lines) + "\n"


def _journals(year: str) -> str:
    return (
        f";; Journals of {year}, kept by hand: corrections, accruals, transfers between funds.\n"
        ";; Name who prepared and who approved each one (preparer:, approver:).\n"
    )
