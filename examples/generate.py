"""Make the illustrative extracts of the worked ledgers: Leeds (the root) and Lancashire.

Only totals are published, so every single transaction here is made up. The amounts are drawn from a fixed seed and add
up to the totals stated below, so that running this again writes the same files:

    python examples/generate.py

The books are then built from them as anyone's are: ``ealedger import extracts/*``.
"""

from __future__ import annotations

import calendar
import csv
import datetime
import io
import random
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ledger import money  # noqa: E402 - the checkout comes first on the path
from ledger.periods import Calendar  # noqa: E402

SEED = 20121018
MADE_UP = "Illustrative"
SUPPLIERS = tuple(f"{MADE_UP} Supplier {number:02}" for number in range(1, 25))


@dataclass(frozen=True)
class Strand:
    """A cost centre of the programme: what a year's rows add up to (pounds), and what they are for."""

    cost_centre: str
    name: str
    pounds: str
    rows_a_month: int
    purposes: tuple[str, ...]


#: Other services in the same extract, as every council's has: they lie outside the programme.
ELSEWHERE = (
    ("LB410", "Libraries", "Book fund"),
    ("HW220", "Highways", "Gully cleansing"),
    ("PK115", "Parks", "Grounds maintenance"),
    ("CS800", "Children's Homes", "Agency cover"),
)

HUBS = ("hub practitioners", "mental health worker", "substance misuse worker", "premises of the hub")
LEEDS_2018 = (
    Strand("EA101", "Early Help Hub One", "391204.17", 4, HUBS),
    Strand("EA102", "Early Help Hub Two", "402870.55", 4, HUBS),
    Strand("EA103", "Early Help Hub Three", "377465.02", 4, HUBS),
    Strand("EA200", "Adolescent Services", "588310.90", 3, ("commissioned adolescent service", "placement support")),
    Strand("EA300", "Workforce", "261733.48", 2, ("qualification framework", "practice model training")),
    Strand("EA400", "Intelligence and Performance", "214096.31", 2, ("analyst team", "predictive analysis")),
    Strand("EA500", "Three As", "196225.75", 2, ("attendance work with schools", "attainment support")),
    Strand("IP201", "Restorative Early Support Teams", "1480250.00", 2, ("early support team",)),
    Strand("IP202", "Rethink", "566410.25", 1, ("formulation service",)),
    Strand("IP203", "Futures", "418092.40", 1, ("support to young parents",)),
    Strand("IP204", "Relational Practice Centre", "301877.35", 1, ("practice centre",)),
    Strand("SF301", "Stronger Families", "420000.00", 1, ("employment support",)),
)
LEEDS_2019 = (
    Strand("EA101", "Early Help Hub One", "431118.62", 4, HUBS),
    Strand("EA102", "Early Help Hub Two", "428507.94", 4, HUBS),
    Strand("EA103", "Early Help Hub Three", "436290.08", 4, HUBS),
    Strand("EA200", "Adolescent Services", "702455.13", 3, ("commissioned adolescent service", "placement support")),
    Strand("EA300", "Workforce", "318040.77", 2, ("qualification framework", "practice model training")),
    Strand("EA400", "Intelligence and Performance", "277960.20", 2, ("analyst team", "predictive analysis")),
    Strand("EA500", "Three As", "251346.09", 2, ("attendance work with schools", "attainment support")),
    Strand("IP201", "Restorative Early Support Teams", "1612480.00", 2, ("early support team",)),
    Strand("IP202", "Rethink", "540112.75", 1, ("formulation service",)),
    Strand("IP203", "Futures", "402665.10", 1, ("support to young parents",)),
    Strand("IP204", "Relational Practice Centre", "355904.15", 1, ("practice centre",)),
    Strand("SF301", "Stronger Families", "180000.00", 1, ("employment support",)),
)
#: Year 1 spends what it received: 900 families × £3,200 (illustrative) and 135 results × £700.
LEEDS_2012 = (
    Strand("FF101", "Families First Coordination", "412000.00", 2, ("coordinator and team",)),
    Strand(
        "FF102", "Families First Delivery", "2449500.00", 5, ("family intervention service", "family support workers")
    ),
    Strand("FF103", "Families First Evaluation", "113000.00", 1, ("evaluation of outcomes",)),
)
LANCASHIRE_2012 = (
    Strand("WT100", "Coordination", "168240.36", 3, ("district coordinators", "information sharing")),
    Strand("WT200", "Delivery", "402118.90", 6, ("commissioned family support", "lead professional budgets")),
    Strand("WT300", "Evaluation", "9450.00", 1, ("research on cohorts",)),
)

#: Payment date, remittance, grant, reference, pounds.
LEEDS_REMITTANCES = {
    "2012-13": (
        ("2012-05-11", "R120511", "Troubled Families attachment fee", "TF12/ATT", "2880000.00"),
        ("2013-03-20", "R130320", "Troubled Families results", "TF12/RES", "94500.00"),
    ),
    "2018-19": (
        ("2018-04-27", "R180427", "Troubled Families Earned Autonomy", "TFEA 18/19-1", "675000.00"),
        ("2018-06-15", "R180615", "Children's Social Care Innovation Programme", "IP17/3", "2400000.00"),
        ("2018-07-27", "R180727", "Troubled Families Earned Autonomy", "TFEA 18/19-2", "675000.00"),
        ("2018-10-26", "R181026", "Troubled Families Earned Autonomy", "TFEA 18/19-3", "675000.00"),
        ("2019-01-25", "R190125", "Troubled Families Earned Autonomy", "TFEA 18/19-4", "675000.00"),
    ),
    "2019-20": (
        ("2019-04-26", "R190426", "Troubled Families Earned Autonomy", "TFEA 19/20-1", "675000.00"),
        ("2019-06-14", "R190614", "Children's Social Care Innovation Programme", "IP17/4", "2400000.00"),
        ("2019-07-26", "R190726", "Troubled Families Earned Autonomy", "TFEA 19/20-2", "675000.00"),
        ("2019-10-25", "R191025", "Troubled Families Earned Autonomy", "TFEA 19/20-3", "675000.00"),
        ("2020-01-24", "R200124", "Troubled Families Earned Autonomy", "TFEA 19/20-4", "675000.00"),
    ),
}
#: Published: 135 families claimed in January 2013. Illustrative: 900 attached, and every reference.
LEEDS_ATTACHED, LEEDS_CLAIMED = 900, 135
#: Section 2.4 of the report of 17 January 2013, as it is printed: blank cells are blank.
LANCASHIRE_STAGES = (
    "No of families with LP and active action plan",
    "No of families - awaiting allocation of LP",
    "No of families \N{EN DASH} info gathering",
    "No of families \N{EN DASH} remaining (of estimate)*",
)
LANCASHIRE_DISTRICTS = (
    ("Preston", "11", "12", "20", "251"),
    ("West Lancs", "", "11", "9", "169"),
    ("Chorley", "", "", "20", "142"),
    ("South Ribble", "", "", "15", "94"),
    ("Lancaster", "8", "42", "35", "77"),
    ("Wyre", "9", "", "", "100"),
    ("Fylde", "", "", "6", "51"),
    ("Hyndburn", "", "", "13", "386"),
    ("Ribble Valley", "", "15", "", "42"),
    ("Burnley", "16", "", "18", "391"),
    ("Pendle", "", "32", "", "341"),
    ("Rossendale", "", "", "13", "281"),
)
OTHER_GRANT = (f"{MADE_UP}: another grant", "OTHER", "1000000.00")

Line = tuple[datetime.date, int, Strand | None, str, str, int, str, str]


def _days(chance: random.Random, start_year: int, month: int, rows: int) -> list[datetime.date]:
    first, _ = Calendar().days(start_year * 100 + month)
    last = calendar.monthrange(first.year, first.month)[1]
    return sorted(first.replace(day=chance.randint(1, last)) for _ in range(rows))


def _spending(chance: random.Random, strands: tuple[Strand, ...], start_year: int, months: int) -> list[Line]:
    """Return the rows of every strand: date, month, strand, type, purpose, pence, cost centre, supplier."""
    lines: list[Line] = []
    for strand in strands:
        count = strand.rows_a_month * months
        weights = [chance.randint(40, 160) for _ in range(count)]
        parts = iter(money.split(money.to_pence(Decimal(strand.pounds)), weights))
        for month in range(1, months + 1):
            for day in _days(chance, start_year, month, strand.rows_a_month):
                purpose = chance.choice(strand.purposes)
                kind, supplier = ("PY", "") if chance.random() < 0.25 else ("IN", chance.choice(SUPPLIERS))  # noqa: PLR2004 - a quarter is payroll
                lines.append(
                    (day, month, strand, kind, f"{MADE_UP}: {purpose}", next(parts), strand.cost_centre, supplier)
                )
    return lines


def _elsewhere(chance: random.Random, start_year: int, months: int) -> list[Line]:
    lines: list[Line] = []
    for month in range(1, months + 1):
        for cost_centre, _, purpose in ELSEWHERE:
            day = _days(chance, start_year, month, 1)[0]
            text = f"{MADE_UP}: {purpose.lower()}"
            lines.append(
                (day, month, None, "IN", text, chance.randint(5_000, 900_000), cost_centre, chance.choice(SUPPLIERS))
            )
    return lines


def _credit_notes(chance: random.Random, lines: list[Line]) -> list[Line]:
    """Return *lines* with some invoices charged twice and credited again: negative rows that net to nothing."""
    more: list[Line] = []
    for line in chance.sample([line for line in lines if line[3] == "IN" and line[2] is not None], 4):
        day, month, strand, _, text, pence, cost_centre, supplier = line
        more.append((day, month, strand, "IN", f"{text} (charged twice)", pence, cost_centre, supplier))
        more.append((day, month, strand, "CN", f"{text} (credit note)", -pence, cost_centre, supplier))
    return [*lines, *more]


def _csv(header: list[str], rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def _xlsx(header: list[str], rows: list[list[str]]) -> bytes:
    """Return the rows as a workbook: dates as dates, amounts as numbers, the same bytes each time."""
    import xlsxwriter  # noqa: PLC0415 - for this one extract

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False})
    book.set_properties({"created": datetime.datetime(2019, 7, 5)})  # noqa: DTZ001 - a fixed moment
    sheet = book.add_worksheet("GL")
    date_format = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, header)
    for place, row in enumerate(rows, start=1):
        for column, (name, text) in enumerate(zip(header, row, strict=True)):
            if name == "Amount":
                sheet.write_number(place, column, float(text))
            elif name == "Posting Date":
                day, month, year = (int(part) for part in text.split("/"))
                sheet.write_datetime(place, column, datetime.datetime(year, month, day), date_format)  # noqa: DTZ001 - a date
            else:
                sheet.write_string(place, column, text)
    book.close()
    return buffer.getvalue()


LEEDS_HEADER = [
    "Cost Centre", "Cost Centre Name", "Subjective", "Period", "Posting Date", "Document No", "Line", "Type", "Supplier",
    "Description", "Amount",
]  # fmt: skip
SUBJECTIVES = {"PY": "1100", "IN": "4300", "CN": "4300", "AC": "4300"}


def _leeds_rows(
    lines: list[Line], grant: list[tuple[datetime.date, int, str, str]], first_document: int
) -> list[list[str]]:
    names = {code: name for code, name, _ in ELSEWHERE}
    rows: list[tuple[datetime.date, list[str]]] = []
    for day, month, strand, kind, text, pence, cost_centre, supplier in lines:
        name = strand.name if strand else names[cost_centre]
        cells = [cost_centre, name, SUBJECTIVES[kind], str(month), f"{day:%d/%m/%Y}"]
        rows.append((day, [*cells, kind, supplier, text, money.plain(pence)]))
    for day, month, cost_centre, pounds in grant:
        cells = [cost_centre, "Grant income", "9100", str(month), f"{day:%d/%m/%Y}"]
        rows.append((day, [*cells, "JN", "", f"{MADE_UP}: government grant received", f"-{pounds}"]))
    rows.sort(key=lambda pair: (pair[0], pair[1]))
    return [
        [*cells[:5], str(first_document + number // 2), str(number % 2 + 1), *cells[5:]]
        for number, (_, cells) in enumerate(rows)
    ]


def _month(day: datetime.date) -> int:
    return Calendar().key_of(day) % 100


def _leeds_year(chance: random.Random, year: str, strands: tuple[Strand, ...]) -> list[Line]:
    start = int(year[:4])
    lines = _credit_notes(chance, _spending(chance, strands, start, 12))
    return [*lines, *_elsewhere(chance, start, 12)]


def _grant_rows(year: str, centres: dict[str, str]) -> list[tuple[datetime.date, int, str, str]]:
    """Return the grant's own rows in the general ledger: evidence there, since the remittance posts grant income."""
    rows = []
    for date, _, _, reference, pounds in LEEDS_REMITTANCES[year]:
        day = datetime.date.fromisoformat(date)
        rows.append((day, _month(day), centres[reference[:4]], pounds))
    return rows


def leeds() -> dict[str, bytes]:
    """Return Leeds' extracts by file name."""
    chance = random.Random(SEED)  # noqa: S311 - illustrative amounts, not secrets
    centres = {"TFEA": "EA001", "IP17": "IP001", "TF12": "FF001"}
    files = {}
    rows = _leeds_rows(_leeds_year(chance, "2012-13", LEEDS_2012), _grant_rows("2012-13", centres), 7_100_001)
    files["gl-2012-13.csv"] = _csv(LEEDS_HEADER, rows)
    document = 7_800_001
    for year, strands in (("2018-19", LEEDS_2018), ("2019-20", LEEDS_2019)):
        lines = _leeds_year(chance, year, strands)
        if year == "2018-19":
            lines += _accrual(strands[3])
        grant = _grant_rows(year, centres)
        for quarter in range(1, 5):
            months = range(quarter * 3 - 2, quarter * 3 + 1 + (quarter == 4))  # noqa: PLR2004 - the last quarter holds P13
            rows = _leeds_rows(
                [one for one in lines if one[1] in months], [one for one in grant if one[1] in months], document
            )
            document += len(rows)
            if (year, quarter) == ("2019-20", 1):
                files[f"gl-{year}-Q{quarter}.xlsx"] = _xlsx(LEEDS_HEADER, rows)
            else:
                files[f"gl-{year}-Q{quarter}.csv"] = _csv(LEEDS_HEADER, rows)
            if (year, quarter) == ("2018-19", 1):
                files[f"gl-balances-{year}-Q{quarter}.csv"] = _balances(year, rows)
    for year in LEEDS_REMITTANCES:
        files[f"remittances-{year}.csv"] = _remittances(year)
    files["families-2012-13.csv"] = _leeds_families()
    files["claim-drafts-2013-01.csv"] = _leeds_claims("14/01/2013", "draft")
    files["claims-2013-01.csv"] = _leeds_claims("31/01/2013", "claimed")
    return files


def _leeds_families() -> bytes:
    """Return who was identified and attached: those claimed later by a reference, all others by number."""
    header = ["Date", "Agreement", "Family", "Stage", "Year", "Families", "Note"]
    rest = str(LEEDS_ATTACHED - LEEDS_CLAIMED)
    rows = []
    for stage, day in (("identified", "29/06/2012"), ("attached", "28/09/2012")):
        year = "2012-13" if stage == "attached" else ""
        note = f"{MADE_UP}: {stage}"
        rows += [[day, "FF", family, stage, year, "1", note] for family in _references()]
        rows.append([day, "FF", "", stage, year, rest, f"{note}, by number"])
    return _csv(header, rows)


def _leeds_claims(day: str, event: str) -> bytes:
    """Return a row for each of the families claimed in January 2013: crime, anti-social behaviour and education alone."""
    header = ["Date", "Agreement", "Window", "Family", "Attached", "Route", "Event", "Evidence", "Note", "Amount"]
    rows = [
        [
            *(day, "FF", "2013-01", family, "2012-13", "crime-asb-education", event),
            *(f"{MADE_UP} file {family}", f"{MADE_UP}: result {event}", "700.00"),
        ]
        for family in _references()
    ]
    return _csv(header, rows)


def _references() -> list[str]:
    return [f"LD-{number:04}" for number in range(1, LEEDS_CLAIMED + 1)]


def _balances(year: str, rows: list[list[str]]) -> bytes:
    """Return what the finance system holds on each code at the end of each period of *rows*, the ledger's own of a quarter."""
    names = {row[0]: row[1] for row in rows}
    sums: dict[tuple[str, str], int] = {}
    lines = []
    for month in sorted({int(row[3]) for row in rows}):
        for row in rows:
            if int(row[3]) == month:
                sums[row[0], row[2]] = sums.get((row[0], row[2]), 0) + money.to_pence(Decimal(row[-1]))
        lines += [
            [f"{year} P{month:02}", centre, f"{MADE_UP}: {names[centre]}", subjective, money.plain(pence)]
            for (centre, subjective), pence in sorted(sums.items())
        ]
    return _csv(["Period", "Cost Centre", "Cost Centre Name", "Subjective", "Balance"], lines)


def _accrual(strand: Strand) -> list[Line]:
    """Return a year-end accrual and its part-reversal in the adjusting period, P13."""
    day = datetime.date(2019, 3, 31)
    return [
        (
            day,
            12,
            strand,
            "AC",
            f"{MADE_UP}: service received, not invoiced",
            1_850_000,
            strand.cost_centre,
            SUPPLIERS[2],
        ),
        (day, 13, strand, "AC", f"{MADE_UP}: accrual reduced at closedown", -62_500, strand.cost_centre, SUPPLIERS[2]),
    ]


def _remittances(year: str) -> bytes:
    header = ["Payment Date", "Remittance", "Line", "Grant", "Reference", "Amount"]
    rows = []
    for date, remittance, grant, reference, pounds in LEEDS_REMITTANCES[year]:
        paid = f"{datetime.date.fromisoformat(date):%d/%m/%Y}"
        rows.append([paid, remittance, "1", f"{MADE_UP}: {grant}", reference, pounds])
        if "Innovation" not in grant:
            name, code, other = OTHER_GRANT
            rows.append([paid, remittance, "2", name, f"{code} {year}", other])
    return _csv(header, rows)


def lancashire() -> dict[str, bytes]:
    """Return Lancashire's extracts by file name: nine months of an Oracle ledger, debits and credits apart."""
    chance = random.Random(SEED + 1)  # noqa: S311 - illustrative amounts, not secrets
    lines = _credit_notes(chance, _spending(chance, LANCASHIRE_2012, 2012, 9)) + _elsewhere(chance, 2012, 9)
    lines.sort(key=lambda line: (line[0], line[6], line[4], line[5], line[7]))
    header = [
        "GL Date",
        "Journal",
        "Line",
        "Cost Centre",
        "Account",
        "Vendor",
        "Line Description",
        "Accounted DR",
        "Accounted CR",
    ]
    rows = []
    for number, (day, _, _, kind, text, pence, cost_centre, supplier) in enumerate(lines):
        debit, credit = (money.plain(pence), "") if pence >= 0 else ("", money.plain(-pence))
        journal = str(640_001 + number // 3)
        rows.append(
            [
                f"{day:%d-%b-%Y}".upper(),
                journal,
                str(number % 3 + 1),
                cost_centre,
                SUBJECTIVES[kind],
                supplier,
                text,
                debit,
                credit,
            ]
        )
    remittance = _csv(
        ["Date paid", "Remittance", "Line", "Payer", "Description", "Instalment", "Amount"],
        [
            [
                "30/04/2012",
                "BACS-0412",
                "1",
                "DCLG",
                f"{MADE_UP}: attachment fees of year 1",
                "TF1/2012-13/1",
                "2336000.00",
            ]
        ],
    )
    return {
        "gl-2012-13-P01-P09.csv": _csv(header, rows),
        "remittances-2012-13.csv": remittance,
        "districts-2013-01.csv": _districts(),
    }


def _districts() -> bytes:
    """Return the district table with its totals; the day is that of the report."""
    header = ["Date", "District", *LANCASHIRE_STAGES, "Note"]
    rows = [["17/01/2013", *cells, f"{MADE_UP} entry of the printed table"] for cells in LANCASHIRE_DISTRICTS]
    totals = [str(sum(int(cells[place] or 0) for cells in LANCASHIRE_DISTRICTS)) for place in range(1, 5)]
    return _csv(header, [*rows, ["", f"{MADE_UP} total", *totals, ""]])


def main() -> None:
    """Write every extract beside its ledger."""
    for folder, files in ((ROOT / "extracts", leeds()), (ROOT / "examples" / "lancashire" / "extracts", lancashire())):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
            print(f"wrote {(folder / name).relative_to(ROOT).as_posix()}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
