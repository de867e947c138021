"""The extracts of the Leeds ledger: 2012-13, and the two years of Earned Autonomy from 2018."""

from __future__ import annotations

import datetime
import io
import random
from decimal import Decimal

from examples.making.rows import (
    ELSEWHERE,
    MADE_UP,
    SEED,
    SUBJECTIVES,
    SUPPLIERS,
    Line,
    Strand,
    as_csv,
    credit_notes,
    elsewhere,
    month_of,
    spending,
)
from ledger import money

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
OTHER_GRANT = (f"{MADE_UP}: another grant", "OTHER", "1000000.00")

LEEDS_HEADER = [
    "Cost Centre", "Cost Centre Name", "Subjective", "Period", "Posting Date", "Document No", "Line", "Type", "Supplier",
    "Description", "Amount",
]  # fmt: skip


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


def _leeds_year(chance: random.Random, year: str, strands: tuple[Strand, ...]) -> list[Line]:
    start = int(year[:4])
    lines = credit_notes(chance, spending(chance, strands, start, 12))
    return [*lines, *elsewhere(chance, start, 12)]


def _grant_rows(year: str, centres: dict[str, str]) -> list[tuple[datetime.date, int, str, str]]:
    """Return the grant's own rows in the general ledger: evidence there, since the remittance posts grant income."""
    rows = []
    for date, _, _, reference, pounds in LEEDS_REMITTANCES[year]:
        day = datetime.date.fromisoformat(date)
        rows.append((day, month_of(day), centres[reference[:4]], pounds))
    return rows


def leeds() -> dict[str, bytes]:
    """Return Leeds' extracts by file name."""
    chance = random.Random(SEED)  # noqa: S311 - illustrative amounts, not secrets
    centres = {"TFEA": "EA001", "IP17": "IP001", "TF12": "FF001"}
    files = {}
    rows = _leeds_rows(_leeds_year(chance, "2012-13", LEEDS_2012), _grant_rows("2012-13", centres), 7_100_001)
    files["gl-2012-13.csv"] = as_csv(LEEDS_HEADER, rows)
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
                files[f"gl-{year}-Q{quarter}.csv"] = as_csv(LEEDS_HEADER, rows)
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
    return as_csv(header, rows)


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
    return as_csv(header, rows)


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
    return as_csv(["Period", "Cost Centre", "Cost Centre Name", "Subjective", "Balance"], lines)


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
    return as_csv(header, rows)
