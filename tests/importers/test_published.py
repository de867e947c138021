"""Kinds of file that councils publish, each made up small: read exactly, or said to need a person, never wrong in silence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
import xlsxwriter

from importers.inspection import Inspection, inspect
from importers.reader import UnreadableError

NAMES = (
    "Northside Trust", "Castle Training", "Roadmark Ltd", "Total Lifts Ltd", "Elm House Care", "Quay Legal LLP",
    "Harbour Foods", "Minster Print", "Fell View Nursery", "Orchard Taxis", "Beacon Play", "Tern Engineering",
)  # fmt: skip
PENCE = (50_000, 123_456, 99_99, -7_100, 2_500_00, 61_050, 1_000_01, 80_000, 55_555, 640_00, 1_234_567, 70_10)


def pounds(pence: int) -> str:
    return f"{Decimal(pence) / 100:.2f}"


def grouped(pence: int) -> str:
    return f"{Decimal(pence) / 100:,.2f}"


@dataclass(frozen=True)
class Payment:
    number: int
    name: str
    pence: int

    @property
    def day(self) -> str:
        return f"{self.number + 3:02}/09/2014"


PAYMENTS = [Payment(number, name, pence) for number, (name, pence) in enumerate(zip(NAMES, PENCE, strict=True), 1)]
TOTAL = sum(PENCE)
HEADER = "Body,Date,Transaction number,Supplier name,Purpose,Amount"


def row(one: Payment) -> str:
    return f"Testshire,{one.day},{51000 + one.number},{one.name},Family support,{pounds(one.pence)}"


ROWS = [row(one) for one in PAYMENTS]


@pytest.fixture
def see(tmp_path):
    def look(*lines: str, encoding: str = "utf-8", end: str = "\n") -> Inspection:
        path = tmp_path / "spend.csv"
        path.write_bytes((end.join(lines) + end).encode(encoding))
        return inspect(path)

    return look


@pytest.fixture
def book(tmp_path):
    def look(**sheets: list[list[object]]) -> Inspection:
        path = tmp_path / "spend.xlsx"
        with xlsxwriter.Workbook(path) as written:
            for name, grid in sheets.items():
                sheet = written.add_worksheet(name)
                for number, line in enumerate(grid):
                    sheet.write_row(number, 0, line)
        return inspect(path)

    return look


def exact(seen: Inspection, rows: int = len(ROWS), pence: int = TOTAL) -> None:
    assert (seen.rows, seen.pence) == (rows, pence), seen.as_object()
    assert not seen.needs_a_person, (seen.warnings, seen.rejects, seen.printed_totals)


def flagged(seen: Inspection, word: str = "") -> None:
    assert seen.needs_a_person, seen.as_object()
    said = [*seen.warnings, *(one.reason for one in seen.rejects), *("printed total" for one in seen.printed_totals)]
    assert any(word in one for one in said), said


def test_the_plain_file(see):
    exact(see(HEADER, *ROWS))


# Headers.


def test_twenty_empty_columns_and_names_that_stand_twice(see):
    header = "Transaction Number,Seq No,Date,Supplier Name,Procurement Classification,Class Code,Procurement Classification,Class Code,Net Amount"
    rows = [f"9{p.number},1,{p.day},{p.name},Care,{p.number},Homes,{p.number},{pounds(p.pence)}" for p in PAYMENTS]
    exact(see(*(line + "," * 20 for line in [header, "," * 8, *rows])))


def test_names_with_a_column_letter(see):
    header = "Organisation (A),Effective Date (B),Supplier (C),Amount (D),Purpose (N/A)"
    exact(see(header, *(f"Testshire,{p.day},{p.name},{pounds(p.pence)},Care" for p in PAYMENTS)))


@pytest.mark.parametrize(
    "name", ["Net Amount £", "NetAmount", "Net amount", "Net Amount(£)", "Amount Paid", "£", "Value (£)", "Payment Amount",
             "Amount (ex VAT)", "Sum of Amount", "Total", "Spend", "Paid Amount £ ", "Invoice Amount GBP", "Actual Cost", "AMOUNT"]
)  # fmt: skip
def test_what_councils_call_the_amount(see, name):
    exact(
        see(
            f"Supplier (Beneficiary) Name,Payment Date,{name}",
            *(f"{p.name},{p.day},{pounds(p.pence)}" for p in PAYMENTS),
        )
    )


def test_a_header_over_two_rows(see):
    exact(see("Invoice,Supplier,Net", "Date,Name,Amount", *(f"{p.day},{p.name},{pounds(p.pence)}" for p in PAYMENTS)))


def test_a_header_with_units_below(see):
    exact(see("Date,Supplier,Amount", ",,£", *(f"{p.day},{p.name},{pounds(p.pence)}" for p in PAYMENTS)))


def test_a_header_of_groups_above(see):
    lines = [f"{p.day},{p.name},{pounds(p.pence)},0.00,{pounds(p.pence)}" for p in PAYMENTS]
    exact(see("Payment,,Amount,,", "Date,Supplier,Net,VAT,Gross", *lines))


def test_titles_above_and_footers_on_every_page(see):
    lines = ["Testshire Council,,,,,", "Payments over £500,,,,,", "September 2014,,,,,", "", HEADER, *ROWS[:6]]
    lines += ["Page 1 of 2,,,,,", "", "Payments over £500,,,,,", HEADER, *ROWS[6:], "Page 2 of 2,,,,,"]
    exact(see(*lines))


def test_a_second_table_whose_columns_moved(see):
    second = [f"{p.name},{pounds(p.pence)},{p.day},{p.number}" for p in PAYMENTS[7:]]
    exact(see(HEADER, *ROWS[:7], "", "Supplier,Amount,Payment Date,Transaction number", *second))


def test_a_header_that_was_sorted_to_the_end(see):
    seen = see(*ROWS, HEADER)
    assert (seen.rows, seen.pence) == (len(ROWS), TOTAL)
    flagged(seen, "below rows")


def test_no_header(see):
    seen = see(*ROWS)
    assert (seen.rows, seen.pence) == (len(ROWS), TOTAL)
    flagged(seen, "no row reads like a header")


def test_a_header_that_was_sorted_into_the_rows(see):
    seen = see(*ROWS[:5], HEADER, *ROWS[5:])
    assert (seen.rows, seen.pence) == (len(ROWS), TOTAL)
    flagged(seen)


def test_columns_that_move_half_way_without_a_header(see):
    flagged(see(HEADER, *ROWS[:6], *("," + line for line in ROWS[6:])))


def test_columns_that_move_left_half_way(see):
    flagged(see(HEADER, *ROWS[:6], *(line.partition(",")[2] for line in ROWS[6:])))


def test_a_comma_that_is_not_quoted(see):
    flagged(see(HEADER, *ROWS[:6], "Testshire,10/09/2014,51007,Smith, John,Care,70.00", *ROWS[7:]))


def test_no_date_column_and_no_reference(see):
    exact(
        see(
            "Vendor ID,Vendor Name,Cost Element,Amount £",
            *(f"{p.number},{p.name},{5440 + p.number},{pounds(p.pence)}" for p in PAYMENTS),
        )
    )


# Several columns of money.


def test_net_vat_and_gross(see):
    lines = [
        f"{p.day},{p.name},{pounds(p.pence)},{pounds(p.pence // 5)},{pounds(p.pence + p.pence // 5)}" for p in PAYMENTS
    ]
    exact(see("Date,Supplier,Net,VAT,Gross", *lines))


def test_gross_before_net(see):
    lines = [
        f"{p.day},{p.name},{pounds(p.pence + p.pence // 5)},{pounds(p.pence // 5)},{pounds(p.pence)}" for p in PAYMENTS
    ]
    exact(see("Date,Supplier,Gross Amount,VAT Amount,Net Amount", *lines))


def test_gross_that_is_not_net_with_vat(see):
    lines = [f"{p.day},{p.name},{pounds(p.pence)},1.00,{pounds(p.pence * 3)}" for p in PAYMENTS]
    flagged(see("Date,Supplier,Net,VAT,Gross", *lines), "not that with VAT")


def test_irrecoverable_vat_beside_the_amount(see):
    exact(
        see("Date,Supplier,Amount,Irrecoverable VAT", *(f"{p.day},{p.name},{pounds(p.pence)},0.00" for p in PAYMENTS))
    )


def test_two_amounts_that_differ(see):
    lines = [f"{p.day},{p.name},{pounds(p.pence)},{pounds(p.pence * 2 + 7)}" for p in PAYMENTS]
    flagged(see("Date,Supplier,Invoice Amount,Payment Amount", *lines), "columns may be the amount")


def test_two_amounts_that_are_the_same(see):
    lines = [f"{p.day},{p.name},{pounds(p.pence)},{pounds(p.pence)}" for p in PAYMENTS]
    exact(see("Date,Supplier,Amount in doc. curr.,Amount in local cur.", *lines))


def test_a_running_balance(see):
    balance = 0
    lines = []
    for p in PAYMENTS:
        balance += p.pence
        lines.append(f"{p.day},{p.name},{pounds(balance)},{pounds(p.pence)}")
    exact(see("Date,Supplier,Balance,Amount", *lines))
    exact(see("Date,Supplier,Total Value,Value", *lines))


def test_months_side_by_side_with_their_total(see):
    lines = [f"{p.name},{pounds(p.pence)},{pounds(100)},{pounds(p.pence + 100)}" for p in PAYMENTS]
    exact(see("Supplier,April Spend,May Spend,Total Spend", *lines), pence=TOTAL + 100 * len(PAYMENTS))


def test_debit_and_credit(see):
    lines = [
        f"{p.day},{p.number},{p.name},{pounds(p.pence) if p.pence > 0 else ''},{pounds(-p.pence) if p.pence < 0 else ''}"
        for p in PAYMENTS
    ]
    exact(see("GL Date,Journal,Description,Accounted DR,Accounted CR", *lines))


def test_credits_that_are_printed_negative(see):
    lines = [
        f"{p.day},{p.number},{p.name},{pounds(p.pence) if p.pence > 0 else ''},{pounds(p.pence) if p.pence < 0 else ''}"
        for p in PAYMENTS
    ]
    exact(see("Date,Journal,Description,Debit,Credit", *lines))


def test_flags_give_unsigned_amounts_their_sign(see):
    lines = [f"{p.day},{p.number},{'H' if p.pence < 0 else 'S'},{pounds(abs(p.pence))}" for p in PAYMENTS]
    exact(see("Posting date,Document,S/H,Amount", *lines))


def test_flags_beside_signed_amounts(see):
    lines = [f"{p.day},{p.number},{'CR' if p.pence < 0 else 'DR'},{pounds(p.pence)}" for p in PAYMENTS]
    exact(see("Date,Document,Dr/Cr,Amount", *lines))


def test_flags_that_contradict_the_signs(see):
    lines = [f"{p.day},{p.number},{'CR' if p.pence > 0 else 'DR'},{pounds(p.pence)}" for p in PAYMENTS]
    flagged(see("Date,Document,Dr/Cr,Amount", *lines), "disagree")


def test_capital_and_revenue_are_no_signs(see):
    lines = [f"{p.day},{p.name},{'C' if p.number % 3 else 'R'},{pounds(p.pence)}" for p in PAYMENTS]
    exact(see("DatePaid,SupplierName,CapitalOrRevenue,NetAmount", *lines))


def test_credit_notes_without_a_sign(see):
    lines = [f"{p.day},{p.name},{'Credit note' if p.pence < 0 else 'Invoice'},{pounds(abs(p.pence))}" for p in PAYMENTS]
    flagged(see("Date,Supplier,Type,Amount", *lines), "sign cannot be told")


def test_a_year_and_a_number_that_look_like_money(see):
    lines = [f"2013,{p.day},{p.name},{190050 + p.number},{pounds(p.pence)},12.5%" for p in PAYMENTS]
    exact(see("Year,Date,Supplier,Transaction Value Ref,Amount,Share", *lines))


def test_an_amount_that_is_text(see):
    lines = [f"{p.day},{p.name},see invoice,{pounds(p.pence)}" for p in PAYMENTS]
    flagged(see("Date,Supplier,Amount,Other", *lines), "holds no amounts")


def test_numbers_of_documents_under_the_name_amount(see):
    lines = [f"{p.day},{p.name},{51000234 + p.number},{pounds(p.pence)}" for p in PAYMENTS]
    flagged(see("Date,Supplier,Amount,Reference", *lines), "numbers without pence")


def test_other_currencies(see):
    lines = [f"{p.day},{p.name},{'EUR' if p.number == 4 else 'GBP'},{pounds(p.pence)}" for p in PAYMENTS]
    flagged(see("Date,Supplier,Currency,Amount", *lines), "EUR")
    exact(see("Date,Supplier,Currency,Amount", *(line.replace("EUR", "GBP") for line in lines)))


def test_thousands_of_pounds(see):
    flagged(see("Date,Supplier,Amount £000", *(f"{p.day},{p.name},{pounds(p.pence)}" for p in PAYMENTS)), "thousands")


# Amounts.


@pytest.mark.parametrize(
    "shape",
    [
        lambda pence: f'" {grouped(pence)} "',
        lambda pence: f'"£{grouped(pence)}"',
        lambda pence: f'"({grouped(-pence)})"' if pence < 0 else f'"{grouped(pence)}"',
        lambda pence: f'"{grouped(abs(pence))}{"-" if pence < 0 else ""}"',
        lambda pence: f"{pounds(abs(pence))} {'CR' if pence < 0 else 'DR'}",
        lambda pence: f"'{pounds(pence)}",
        lambda pence: repr(pence / 100 + 1e-11),
        lambda pence: f'"-£{grouped(-pence)}"' if pence < 0 else f'"£{grouped(pence)}"',
    ],
)
def test_amounts_in_every_shape(see, shape):
    exact(see("Date,Supplier,Amount", *(f"{p.day},{p.name},{shape(p.pence)}" for p in PAYMENTS)))


def test_nil_and_redacted(see):
    lines = ["20/09/2014,Elm House Care,Nil", "20/09/2014,Elm House Care,-", "20/09/2014,Elm House Care,Redacted"]
    seen = see("Date,Supplier,Amount", *(f"{p.day},{p.name},{pounds(p.pence)}" for p in PAYMENTS), *lines)
    assert (seen.rows, seen.pence, len(seen.rejects)) == (len(ROWS) + 3, TOTAL, 1)
    flagged(seen, "'Redacted' is not a number of pounds")


def test_parts_of_a_penny_are_rounded_and_counted(see):
    seen = see("Date,Supplier,Amount", "01/09/2014,A Ltd,1.005", "02/09/2014,B Ltd,1.015", "03/09/2014,C Ltd,2.50")
    assert (seen.rows, seen.pence) == (3, 100 + 102 + 250)
    assert seen.notes == ("2 amounts have parts of a penny: each was rounded, halves to the even penny",)


def test_points_that_may_mark_thousands(see):
    flagged(
        see("Date,Supplier,Amount", "01/09/2014,A Ltd,1.005", "02/09/2014,B Ltd,12.500", "03/09/2014,C Ltd,900"),
        "thousands",
    )


@pytest.mark.parametrize("first", ["€500.00", "\N{REPLACEMENT CHARACTER}500.00", "<500.00>", "Redacted", "see note"])
def test_a_first_row_that_is_not_understood_is_no_part_of_the_header(see, first):
    for header, line in (("Date,Supplier,Amount", "{},{},{}"), ("Body,Supplier,Amount", "Testshire,{1},{2}")):
        lines = [line.format(p.day, p.name, pounds(p.pence) if p.number > 1 else first) for p in PAYMENTS]
        seen = see(header, *lines)
        assert (seen.rows, seen.pence, len(seen.rejects)) == (len(ROWS), TOTAL - PENCE[0], 1)
        flagged(seen, "is not a number of pounds")


def test_flags_that_all_say_credit(see):
    lines = [f"{p.day},{p.number},CR,{pounds(abs(p.pence))}" for p in PAYMENTS]
    flagged(see("Date,Document,Dr/Cr,Amount", *lines), "every amount is a credit")


def test_tables_with_page_totals_and_a_grand_total(see):
    page = [HEADER, *ROWS, f",,,Page total,,{pounds(TOTAL)}"]
    exact(see(*page, *page, f",,,Grand total,,{pounds(2 * TOTAL)}"), 2 * len(ROWS), 2 * TOTAL)


def test_months_that_name_columns(see):
    lines = [f"{p.name},{pounds(p.pence)},1.00,{pounds(p.pence + 100)}" for p in PAYMENTS]
    exact(see("Supplier,Apr-14,May-14,Total", *lines), pence=TOTAL + 100 * len(PAYMENTS))


def test_formulas_that_were_never_calculated(book):
    grid = [["Date", "Supplier", "Amount"], *(["2014-09-01", p.name, "=1+1"] for p in PAYMENTS)]
    flagged(book(Spend=grid), "formulas")


def test_commas_for_decimals(see):
    flagged(see("Date;Supplier;Amount", *(f"{p.day};{p.name};{pounds(p.pence).replace('.', ',')}" for p in PAYMENTS)))


def test_a_number_among_the_amounts(see):
    lines = [f"{p.day},{p.name},{pounds(p.pence)}" for p in PAYMENTS * 5]
    flagged(see("Date,Supplier,Amount", *lines, "20/09/2014,Elm House Care,5100234577"), "unlike all others")


# Totals.


@pytest.mark.parametrize(
    "label", ["Total", "Grand Total", "TOTAL:", "Sub-total", "Total payments", "Total for September 2014", ""]
)
def test_a_total_below(see, label):
    seen = see(HEADER, *ROWS, "", f",,,{label},,{pounds(TOTAL)}")
    exact(seen)
    assert [(one.row, one.pence, one.agrees) for one in seen.printed_totals] == [(15, TOTAL, True)]


def test_a_total_above(see):
    exact(see(f"Total,,,,,{pounds(TOTAL)}", HEADER, *ROWS))
    exact(see(HEADER, f"Total,,,,,{pounds(TOTAL)}", *ROWS))
    exact(see("Total,,,,,", f",,,,,{pounds(TOTAL)}", HEADER, *ROWS))
    exact(see(f'"Total spend: £{grouped(TOTAL)}",,,,,', HEADER, *ROWS))


@pytest.mark.parametrize("label", ["Total", "Grand Total", ""])
def test_a_total_that_does_not_agree(see, label):
    seen = see(HEADER, *ROWS, f",,,{label},,{pounds(TOTAL + 1)}")
    assert (seen.rows, seen.pence) == (len(ROWS), TOTAL)
    assert [one.agrees for one in seen.printed_totals] == [False]
    flagged(seen)


def test_a_total_in_words_that_does_not_agree(see):
    flagged(see(HEADER, *ROWS, f'"Total: £{grouped(TOTAL + 1)}",,,,,'))


def test_a_negative_total(see):
    lines = [f"{p.day},{p.number},{p.name},{pounds(-p.pence)}" for p in PAYMENTS]
    exact(see("Date,Document,Customer,Amount", *lines, f",,Total,{pounds(-TOTAL)}"), pence=-TOTAL)


def test_subtotals_of_a_pivot(see):
    lines = []
    for name, group in (("Adults", PAYMENTS[:4]), ("Children", PAYMENTS[4:5]), ("Highways", PAYMENTS[5:])):
        lines += [f"{name if p is group[0] else ''},{p.name},{pounds(p.pence)}" for p in group]
        lines.append(f"{name} Total,,{pounds(sum(p.pence for p in group))}")
    exact(see("Directorate,Supplier,Sum of Amount", *lines, f"Grand Total,,{pounds(TOTAL)}"))


def test_subtotals_without_a_label(see):
    lines = []
    for group in (PAYMENTS[:4], PAYMENTS[4:8], PAYMENTS[8:]):
        lines += [row(p) for p in group] + [f",,,,,{pounds(sum(p.pence for p in group))}", ""]
    exact(see(HEADER, *lines, f",,,,,{pounds(TOTAL)}"))


def test_a_pivot_of_suppliers(see):
    lines = [f"{p.name},{pounds(p.pence)}" for p in PAYMENTS]
    exact(see("Row Labels,Sum of Amount", *lines, f"Grand Total,{pounds(TOTAL)}"))
    flagged(see("Row Labels,Sum of Amount", *lines, f"Grand Total,{pounds(TOTAL + 100)}"))


def test_a_supplier_called_total(see):
    lines = [
        *ROWS,
        "Testshire,20/09/2014,51020,Total,Gas,640.00",
        "Testshire,20/09/2014,51021,Total Gas and Power,Gas,1.00",
    ]
    exact(see(HEADER, *lines), len(ROWS) + 2, TOTAL + 641_00)
    narrow = ["Total Gas and Power,640.00", "Facilities Total Ltd,1.00"]
    exact(
        see("Supplier,Amount", *(f"{p.name},{pounds(p.pence)}" for p in PAYMENTS), *narrow),
        len(ROWS) + 2,
        TOTAL + 641_00,
    )


def test_a_row_with_money_and_no_date_is_kept(see):
    seen = see(HEADER, *ROWS, "Testshire,,,Benefit payments,Exchequer,7000.00")
    assert (seen.rows, seen.pence) == (len(ROWS) + 1, TOTAL + 7_000_00)
    flagged(seen, "no date")


def test_a_row_with_a_name_alone_is_kept(see):
    seen = see(HEADER, *ROWS, ",,,Care related payments,,7000.00")
    assert (seen.rows, seen.pence) == (len(ROWS) + 1, TOTAL + 7_000_00)
    flagged(seen, "little else")


def test_two_redacted_rows_that_are_alike_are_no_row_and_its_total(see):
    seen = see(HEADER, *ROWS[:6], "Testshire,,,,,500.00", "Testshire,,,,,500.00", *ROWS[6:])
    flagged(seen)


def test_a_total_beside_the_amounts(see):
    exact(see(HEADER, *ROWS, f",,,Total,{pounds(TOTAL)},"))
    flagged(see(HEADER, *ROWS, f",,,Total,{pounds(TOTAL + 1)},"))


def test_a_total_with_the_marks_of_a_row(see):
    flagged(
        see(HEADER, *ROWS, f"Testshire,30/09/2014,51099,All suppliers,Everything,{pounds(TOTAL)}"), "sum of all rows"
    )


def test_a_count_of_rows(see):
    exact(see(HEADER, *ROWS, f",,,Number of payments,,{len(ROWS)}"))


def test_notes_below_the_table(see):
    notes = [
        "",
        '"Payments of less than £500.00 are not shown",,,,,',
        '"Amounts of 1,000.00 and more are in bold",,,,,',
        "Source: finance,,,,,",
    ]
    exact(see(HEADER, *ROWS, *notes))


def test_rows_of_nothing(see):
    exact(see(HEADER, *ROWS, ",,,,,-", ",,,,,0.00"))


def test_a_row_without_an_amount(see):
    flagged(see(HEADER, *ROWS, "Testshire,20/09/2014,51020,Elm House Care,Care,"), "the amount is blank")


# Dates.


@pytest.mark.parametrize(
    "shape",
    ["{:02}/09/2014", "{}/9/14", "{:02}.09.2014", "{:02}-Sep-14", "{} Sep  2014", "2014-09-{:02} 00:00:00", "{} September 2014",
     "201409{:02}", "{:02}/09/2014 09:30", "Sep 2014"],
)  # fmt: skip
def test_dates_in_every_shape(see, shape):
    exact(see("Date,Supplier,Amount", *(f"{shape.format(p.number + 3)},{p.name},{pounds(p.pence)}" for p in PAYMENTS)))


def test_a_spreadsheet_s_serial_number_among_dates(see):
    exact(see(HEADER, *ROWS[:-1], ROWS[-1].replace("15/09/2014", "41897")))


def test_the_month_first(see):
    seen = see("Date,Supplier,Amount", *(f"09/{p.number + 5:02}/2014,{p.name},{pounds(p.pence)}" for p in PAYMENTS))
    exact(seen)
    assert "Date writes the month first" in seen.notes


def test_orders_that_are_mixed(see):
    lines = [f"{p.day if p.number < 11 else '09/28/2014'},{p.name},{pounds(p.pence)}" for p in PAYMENTS]
    flagged(see("Date,Supplier,Amount", *lines), "others the month")


def test_an_order_that_cannot_be_told(see):
    flagged(
        see("Date,Supplier,Amount", *(f"04/{p.number:02}/2014,{p.name},{pounds(p.pence)}" for p in PAYMENTS)),
        "cannot be told",
    )


def test_a_date_that_is_none(see):
    seen = see(HEADER, *ROWS, "Testshire,various,51020,Elm House Care,Care,1.00")
    assert (seen.rows, seen.pence) == (len(ROWS) + 1, TOTAL + 100)
    flagged(seen, "the date 'various' is not a date")


# Workbooks.

GRID = [
    ["Date", "Document", "Supplier", "Amount"],
    *(["2014-09-01", p.number, p.name, p.pence / 100] for p in PAYMENTS),
]


def test_months_on_sheets_of_their_own(book):
    exact(book(April=GRID, May=[*GRID, ["2014-05-01", 99, "Elm House Care", 1.0]]), 2 * len(ROWS) + 1, 2 * TOTAL + 100)


def test_a_summary_beside_the_sheets_it_sums_up(book):
    june = [GRID[0], ["2014-06-01", 99, "Elm House Care", 1.0]]
    summary = [["Month", "Total spend"], ["May", TOTAL / 100], ["June", 1.0], ["Total", TOTAL / 100 + 1]]
    seen = book(Summary=summary, May=GRID, June=june)
    assert (seen.rows, seen.pence) == (len(ROWS) + 1, TOTAL + 100)
    flagged(seen, "summary")


def test_a_summary_of_something_else(book):
    flagged(book(Spend=GRID, Cards=[["Directorate", "Amount"], ["Adults", 10.5], ["Children", 12.25]]), "other columns")


def test_the_same_sheet_twice(book):
    flagged(book(Spend=GRID, Copy=GRID), "twice")


def test_a_cover_and_notes(book):
    seen = book(Cover=[["Testshire"], ["Spend over £500"]], Spend=GRID, Notes=[["Amounts are net of VAT"]])
    exact(seen)


def test_a_sheet_that_is_not_understood_but_holds_amounts(book):
    flagged(book(Spend=GRID, Other=[["Elm", 10.5], ["Oak", "x"], ["Ash", "y"]]), "it was not read")


def test_no_table_at_all(see):
    with pytest.raises(UnreadableError, match="has no row that reads like a header with an amount"):
        see("a,b,c", "x,y,z")
