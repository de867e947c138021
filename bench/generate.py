"""What does a council's ledger of any size look like? A seeded one in our own layout, on which ``check`` finds no error.

Three financial years of four funds: one general-ledger extract a posting period, one remittance a quarter, journals of
accruals and transfers, agreements with instalments, and an allocation for every activity. Every extract has its source in the
archive, as import keeps it.
"""

from __future__ import annotations

import datetime
import hashlib
import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledger import accounts, canonical, council, money, periods
from ledger.plugins import archive

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
LEDGERS = HERE / "ledgers"
WITHOUT_PLUGINS = "without-plugins.beancount"
STAMP = "generated-by.txt"

FIRST_YEAR = 2018
YEARS = 3
QUARTERS = 4
MONTHS = 12
#: A year's families and the fee for attaching one, in pence: four instalments of a whole number of pounds.
FAMILIES = 800
FEE = 3_200_00
INSTALMENT = FAMILIES * FEE // QUARTERS
#: One transaction in this many is a journal; one in ten of these moves money between funds.
JOURNAL_EVERY = 100
TRANSFER_EVERY = 10
#: One row in this many of an extract belongs to another programme.
OUTSIDE_EVERY = 12

FUNDS = {
    "Troubled Families": ("TF2", "payment-by-results", "attachment-fee", "AttachmentFees"),
    "Earned Autonomy": ("EA", "upfront", "upfront", "UpfrontFunding"),
    "Early Help": ("EH", "grant", "grant", "Grant"),
    "Domestic Abuse Support": ("DA", "grant", "grant", "Grant"),
}
ACTIVITIES = {
    "Coordination": ("TeamSalaries", "TrainingAndTravel", "DataSharing", "OfficeCosts"),
    "Delivery": (
        "KeyWorkers",
        "FamilyHubs",
        "ParentingCourses",
        "EmploymentAdvisers",
        "HousingSupport",
        "HealthVisiting",
        "SchoolAttendance",
        "VoluntarySectorGrants",
        "PersonalBudgets",
    ),
    "Evaluation": ("IndependentEvaluator", "FamilySurvey"),
}
SUPPLIERS = tuple(
    f"{town} {trade}"
    for town in ("Pennine", "Calder Valley", "Moorside", "Riverside", "St Anne’s", "Northgate", "Old Mill", "Kirkfield")
    for trade in (
        "Family Support Ltd",
        "Training CIC",
        "Housing Association",
        "Counselling Trust",
        "Print & Design",
        "NHS Trust",
    )
)
WHAT_FOR = (
    "Key worker salary and on-costs",
    "Room hire, parenting group",
    "Mileage and parking",
    "Agency cover, week ending Friday",
    "Furniture pack for a family",
    "Licence renewal, case management system",
    "Sessional payment, holiday club",
    "Contract payment, monthly",
    "Recharge from legal services",
    "Interpreter, home visit",
)


@dataclass(frozen=True)
class Code:
    """One code of the finance system, the account that it maps to and the other side of its rows."""

    cost_centre: str
    subjective: str
    account: str
    contra: str


@dataclass(frozen=True)
class _Row:
    """One row of an extract as it is posted; *pence* as the finance system prints them."""

    day: datetime.date
    payee: str
    narration: str
    metadata: dict[str, canonical.Value]
    pence: int
    account: str
    contra: str


def ledger_of(size: int, years: range = range(FIRST_YEAR, FIRST_YEAR + YEARS)) -> Path:
    """Return the folder of the ledger with *size* transactions in *years*, made anew where the generator has changed since."""
    folder = LEDGERS / (f"{size}" if len(years) == YEARS else f"{size}-{len(years)}-years")
    stamp = folder / STAMP
    own = _generator()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == own:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    _write(folder, size, years)
    stamp.write_text(own, encoding="utf-8")
    return folder


def quarter() -> str:
    """Return the quarter to pack: one in the middle of the books."""
    return f"{periods.year_label(FIRST_YEAR + YEARS // 2)} Q2"


def _generator() -> str:
    modules = (
        Path(__file__),
        *(Path(str(module.__file__)) for module in (archive, canonical, council, money, periods)),
    )
    return hashlib.sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()


def _write(folder: Path, size: int, years: range) -> None:
    chance = random.Random(size)  # noqa: S311 - the same ledger every time, and no secret
    wanted = [council.fund_wanted(title) for title in FUNDS]
    council.lay_out(folder, "Bench Borough Council", wanted, [], periods.year_label(years[0]))
    codes = every_code()
    _append(folder / "books/accounts.beancount", _more_accounts(codes, years[0]))
    _append(folder / "books/agreements.beancount", _agreements(codes, years))
    journals = size // JOURNAL_EVERY
    remittances = len(years) * QUARTERS * len(FUNDS)
    counts = _spread(size - journals - remittances, len(years) * MONTHS)
    for number, rows in enumerate(counts):
        year, month = divmod(number, MONTHS)
        _write_extract(folder, chance, years[year], month + 1, rows, codes)
    for number in range(len(years) * QUARTERS):
        year, of_year = divmod(number, QUARTERS)
        _write_remittance(folder, years[year], of_year + 1)
    for number, count in enumerate(_spread(journals, len(years))):
        _write_journals(folder, chance, years[number], count, codes)
    top = (folder / "budget.beancount").read_text(encoding="utf-8")
    plain = "".join(line for line in top.splitlines(keepends=True) if not line.startswith("plugin "))
    (folder / WITHOUT_PLUGINS).write_text(plain, encoding="utf-8", newline="\n")


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _spread(whole: int, parts: int) -> list[int]:
    """Return *whole* in *parts* whole numbers that differ by one at most."""
    return [whole // parts + (number < whole % parts) for number in range(parts)]


def every_code() -> list[Code]:
    """Return the codes of every fund and activity."""
    codes = []
    for number, title in enumerate(FUNDS):
        fund = accounts.slug(title)
        for place, (heading, activity) in enumerate(_activities()):
            account = accounts.build("Expenses", fund, heading, activity)
            contra = (
                accounts.build("Assets", fund, "Cash")
                if place % 3
                else accounts.build("Liabilities", fund, "Creditors")
            )
            codes.append(Code(f"CC{41 + number}{place:02}", f"{3100 + 10 * place}", account, contra))
    return codes


def _activities() -> list[tuple[str, str]]:
    return [(heading, activity) for heading, activities in ACTIVITIES.items() for activity in activities]


def _more_accounts(codes: list[Code], first: int) -> str:
    start = f"{first}-04-01"
    funds = [accounts.slug(title) for title in FUNDS]
    names = [code.account for code in codes]
    names += [f"Income:{fund}:{income}" for fund, (*_, income) in zip(funds, FUNDS.values(), strict=True)]
    names += [f"Expenses:{giver}:TransferOut:{taker}" for giver, taker in _neighbours()]
    names += [f"Income:{taker}:TransferIn:{giver}" for giver, taker in _neighbours()]
    return "\n" + "".join(f"{start} open {name}\n" for name in names)


def _neighbours() -> list[tuple[str, str]]:
    funds = [accounts.slug(title) for title in FUNDS]
    return list(zip(funds, [*funds[1:], funds[0]], strict=True))


def _agreements(codes: list[Code], years: range) -> str:
    parts = []
    first, last = years[0], years[-1] + 1
    for title, (name, type_, stream, _) in FUNDS.items():
        fund = accounts.slug(title)
        parts.append(
            f'\n{first}-04-01 custom "agreement" "{name}" "{fund}" "{type_}"\n'
            f'  title: "{title} agreement"\n  funder: "MHCLG"\n'
            '  recognition: "restriction"\n  recognition-reason: "for the programme alone, and not repaid"\n'
        )
        for year in years:
            parts.extend(_year_of_agreement(name, stream, year))
    agreement_of = {accounts.slug(title): name for title, (name, *_) in FUNDS.items()}
    for code in codes:
        agreement = agreement_of[accounts.parse(code.account).fund]
        approved = f"{money.plain(len(years) * 500_000_00)} GBP"
        parts.append(
            f'{first}-04-01 custom "allocation" "{agreement}" {code.account} {first}-04-01 {last}-03-31 {approved}\n'
        )
    return "".join(parts)


def _year_of_agreement(name: str, stream: str, year: int) -> Iterator[str]:
    label = periods.year_label(year)
    if stream == "attachment-fee":
        fee = money.plain(FEE)
        yield (
            f'{year}-04-01 custom "tariff" "{name}" "{label}"\n  families: {FAMILIES}\n'
            f"  attachment-fee: {fee} GBP\n  route-progress: 800.00 GBP\n  cap: 4000.00 GBP\n"
        )
    for number in range(1, QUARTERS + 1):
        due = _last_day(year, 3 * number)
        yield f'{year}-04-01 custom "instalment" "{name}" {due} {money.plain(INSTALMENT)} GBP "{stream}" "{label}"\n'


def _last_day(year: int, number: int) -> datetime.date:
    return periods.Calendar().days(year * 100 + number)[1]


def _write_extract(folder: Path, chance: random.Random, year: int, number: int, count: int, codes: list[Code]) -> None:
    label = periods.year_label(year)
    name = f"gl-{label}-P{number:02}"
    start, end = periods.Calendar().days(year * 100 + number)
    rows: list[_Row] = []
    row, outside, outside_pence = 1, 0, 0
    while len(rows) < count:
        row += 1
        pence = int(chance.lognormvariate(10.0, 1.3)) * (-1 if chance.random() < 0.03 else 1)  # noqa: PLR2004 - credit notes
        if row % OUTSIDE_EVERY == 0:
            outside += 1
            outside_pence += pence
            continue
        code = chance.choice(codes)
        document = f"SAP/{1900 + year % 100}{number:02}{row // 3:06}/{row % 3 + 1}"
        metadata: dict[str, canonical.Value] = {
            "extract": name,
            "row": row,
            "doc": document,
            "cost-centre": code.cost_centre,
            "subjective": code.subjective,
        }
        day = start + datetime.timedelta(days=chance.randrange((end - start).days + 1))
        rows.append(
            _Row(day, chance.choice(SUPPLIERS), chance.choice(WHAT_FOR), metadata, pence, code.account, code.contra)
        )
    _write_file(folder, label, name, "general-ledger", end, rows, (outside, outside_pence))


def _write_remittance(folder: Path, year: int, number: int) -> None:
    label = periods.year_label(year)
    name = f"remittance-{label}-Q{number}"
    day = _last_day(year, 3 * number)
    rows = []
    for row, (title, (agreement, _, _, income)) in enumerate(FUNDS.items(), start=2):
        fund = accounts.slug(title)
        metadata: dict[str, canonical.Value] = {
            "extract": name,
            "row": row,
            "doc": f"REMIT/{label}-{number}/{row}",
            "agreement": agreement,
            "instalment": f"{agreement}/{label}/{number}",
            "remittance": f"{label}-{number}",
        }
        narration = f"Instalment {number} of {label}"
        rows.append(
            _Row(day, "MHCLG", narration, metadata, INSTALMENT, f"Assets:{fund}:Cash", f"Income:{fund}:{income}")
        )
    _write_file(folder, label, name, "grant-remittance", day, rows, (0, 0))


def _write_file(
    folder: Path, label: str, name: str, kind: str, dated: datetime.date, rows: list[_Row], outside: tuple[int, int]
) -> None:
    """Write one generated file as ``import`` does, with its control totals and the digest of its own text."""
    posted = sum(row.pence for row in rows)
    metadata = {
        "sha256": canonical.quote(_archive(folder, rows, outside)),
        "profile": canonical.quote(f"bench-{kind}"),
    }
    for bucket, number, pence in (
        ("read", len(rows) + outside[0], posted + outside[1]),
        ("posted", len(rows), posted),
        ("outside", *outside),
        ("rejected", 0, 0),
    ):
        metadata[f"rows-{bucket}"] = str(number)
        metadata[f"total-{bucket}"] = f"{money.plain(pence)} GBP"
    text = canonical.extract_file(
        [f"Made by bench/generate.py as ealedger import would from {name}.csv. Do not edit."],
        f'{dated} custom "extract" {canonical.quote(name)} {canonical.quote(kind)}',
        metadata,
        (_entry(row) for row in rows),
    )
    path = folder / "books" / label / f"{name}.beancount"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _archive(folder: Path, rows: list[_Row], outside: tuple[int, int]) -> str:
    """Write the source that *rows* might have come from to the archive; return its sha256."""
    lines = ["Date,Document,Supplier,Description,Cost centre,Subjective,Amount"]
    for row in rows:
        codes = f"{row.metadata.get('cost-centre', '')},{row.metadata.get('subjective', '')}"
        lines.append(
            f'{row.day:%d/%m/%Y},{row.metadata["doc"]},{row.payee},"{row.narration}",{codes},{money.plain(row.pence)}'
        )
    number, pence = outside
    lines += [
        f",,,of another programme,CC9900,9999,{money.plain(pence if place == 0 else 0)}" for place in range(number)
    ]
    content = ("\n".join(lines) + "\n").encode()
    digest = hashlib.sha256(content).hexdigest()
    path = folder / archive.ARCHIVE / f"{digest}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return digest


def _entry(row: _Row) -> str:
    postings = [(row.account, money.plain(row.pence)), (row.contra, money.plain(-row.pence))]
    return canonical.transaction(row.day, "*", row.payee, row.narration, row.metadata, postings)


def _write_journals(folder: Path, chance: random.Random, year: int, count: int, codes: list[Code]) -> None:
    label = periods.year_label(year)
    entries = []
    for number in range(count):
        day = _last_day(year, number % MONTHS + 1)
        signed: dict[str, canonical.Value] = {"preparer": "accountancy", "approver": "head of finance"}
        pence = chance.randrange(100_00, 20_000_00)
        if number % TRANSFER_EVERY:
            code = chance.choice(codes)
            fund = accounts.parse(code.account).fund
            narration, sums = (
                "Accrual: received and not invoiced",
                {code.account: pence, f"Liabilities:{fund}:Accruals": -pence},
            )
        else:
            giver, taker = chance.choice(_neighbours())
            narration = "Transfer between funds, as the board agreed"
            sums = {
                f"Expenses:{giver}:TransferOut:{taker}": pence,
                f"Assets:{giver}:Cash": -pence,
                f"Assets:{taker}:Cash": pence,
                f"Income:{taker}:TransferIn:{giver}": -pence,
            }
        postings = [(account, money.plain(amount)) for account, amount in sums.items()]
        entries.append("\n" + canonical.transaction(day, "*", "", narration, signed, postings))
    _append(folder / "books" / label / "journals.beancount", "".join(entries))
