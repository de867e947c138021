"""The worked ledgers of Leeds, Lancashire and Leicestershire give the published figures, to the penny, and can be built again."""

from __future__ import annotations

import csv
import functools
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from beancount.core.data import Transaction
from click.testing import CliRunner

import cli
from ledger import pools
from ledger.book import Book
from reports import catalogue
from reports.render import as_json
from reports.statement import Figure

ROOT = Path(__file__).resolve().parent.parent
LEEDS = ROOT
LANCASHIRE = ROOT / "examples" / "lancashire"
LEICESTERSHIRE = ROOT / "examples" / "leicestershire"
WORKED = [
    pytest.param(LEEDS, id="leeds"),
    pytest.param(LANCASHIRE, id="lancashire"),
    pytest.param(LEICESTERSHIRE, id="leicestershire"),
]
BY_HAND = ("budget.beancount", "books/accounts.beancount", "books/agreements.beancount")
#: Who may be named as the other party of a transaction: a made-up supplier, a department, or nobody.
PAYEES = re.compile(r"|Opening balance|DCLG|Illustrative Supplier \d\d")


def run(folder, *arguments):
    result = CliRunner().invoke(cli.main, ["--ledger", str(folder / "budget.beancount"), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@functools.cache
def printed(folder, name, form="json", period=""):
    result = run(folder, "statement", name, *([period] if period else []), "--format", form)
    assert result.exit_code == 0, result.output
    return result.stdout


def statement(folder, name, period=""):
    return json.loads(printed(folder, name, "json", period))


def table(found, name):
    (one,) = (one for one in found["tables"] if one["name"] == name)
    return one


def column(found, name):
    return [row[name] for row in found["rows"]]


@functools.cache
def book(folder):
    return Book.load(folder / "budget.beancount")


def transactions(folder):
    return [entry for entry in book(folder).entries if isinstance(entry, Transaction)]


# ---------------------------------------------------------------- Lancashire: the report of 17 January 2013, section 4


def test_lancashire_is_funded_year_by_year_as_printed():
    """Section 4.2."""
    funding = table(statement(LANCASHIRE, "funding"), "tariffs-TF1")
    assert [list(row.values()) for row in funding["rows"]] == [
        ["2012-13", 730, "80.0", "2336000.00", "20.0", "584000.00", "2920000.00"],
        ["2013-14", 731, "60.0", "1754400.00", "40.0", "1169600.00", "2924000.00"],
        ["2014-15", 731, "40.0", "1169600.00", "60.0", "1754400.00", "2924000.00"],
    ]
    assert list(funding["total"].values()) == ["Total", 2192, None, "5260000.00", None, "3508000.00", "8768000.00"]


def test_lancashire_allocates_as_printed():
    """Section 4.4."""
    headings = table(statement(LANCASHIRE, "allocation"), "headings-TroubledFamilies")
    assert column(headings, "heading") == ["Coordination", "Delivery", "Evaluation"]
    assert column(headings, "approved") == ["950000.00", "3430000.00", "120000.00"]
    assert column(headings, "share") == ["21.1", "76.2", "2.7"]
    assert (headings["total"]["approved"], headings["total"]["share"]) == ("4500000.00", "100.0")


@pytest.mark.parametrize(
    ("against", "funding", "per_cent", "left", "guaranteed"),
    [
        ("Attachment fees and all results", "8768000.00", "51.3", "4268000.00", "no: results are contingent"),
        ("Attachment fees 2012-13", "2336000.00", "192.6", "-2164000.00", "yes: paid upfront"),
        ("Attachment fees 2012-13 to 2013-14", "4090400.00", "110.0", "-409600.00", "no: released on performance"),
        ("Attachment fees 2012-13 to 2014-15", "5260000.00", "85.6", "760000.00", "no: released on performance"),
        ("Received to date", "2336000.00", "192.6", "-2164000.00", "in the bank"),
    ],
)
def test_lancashire_s_allocations_against_funding(against, funding, per_cent, left, guaranteed):
    cover = table(statement(LANCASHIRE, "allocation"), "funding-TF1")
    (row,) = (row for row in cover["rows"] if row["against"] == against)
    assert row == {
        "against": against,
        "funding": funding,
        "allocated": "4500000.00",
        "per-cent": per_cent,
        "not-allocated": left,
        "guaranteed": guaranteed,
    }


def test_lancashire_s_allocations_in_sentences():
    notes = " / ".join(statement(LANCASHIRE, "allocation")["notes"])
    assert "£4,500,000 allocated is 51.3 % of £8,768,000; £4,268,000 is not allocated." in notes
    assert "exceed the attachment fees 2012-13 (£2,336,000) by £2,164,000." in notes
    assert "exceed the attachment fees 2012-13 to 2013-14 (£4,090,400, not guaranteed) by £409,600." in notes
    assert (
        "fall £760,000 short of the attachment fees 2012-13 to 2014-15 (£5,260,000, not guaranteed)." in notes
    )  # "short of" as the issue has it: they are covered only where every year's fee comes


def test_lancashire_s_85_per_cent_is_five_sixths():
    (warning,) = statement(LANCASHIRE, "allocation")["findings"]
    assert warning["code"] == "A108"
    assert warning["level"] == "warning"
    assert warning["message"] == (
        "the printed 85 % of 2,630 families is 2,235.5, while the printed 2,192 is five sixths"
    )


# ---------------------------------------------------------------- Leeds


@pytest.mark.parametrize(
    ("title", "awarded"),
    [
        ("Families First Earned Autonomy", "5400000.00"),
        ("Family Valued", "4500000.00"),
        ("Innovation Programme, 2017", "9600000.00"),
        ("DfE Innovation Programme", "14100000.00"),
        ("Stronger Families", "3500000.00"),
    ],
)
def test_leeds_awards(title, awarded):
    grants = table(statement(LEEDS, "grants"), "grants")
    assert [row["awarded"] for row in grants["rows"] if row["title"] == title] == [awarded]


def test_leeds_is_paid_earned_autonomy_upfront_in_both_years():
    receipts = table(statement(LEEDS, "funding"), "receipts-EA")
    by_year = {
        year: sum(float(row["received"]) for row in receipts["rows"] if year in row["instalment"])
        for year in ("2018-19", "2019-20")
    }
    assert by_year == {"2018-19": 2_700_000, "2019-20": 2_700_000}


def test_leeds_135_results_of_january_2013_at_700_pounds():
    (tariff,) = (one for one in book(LEEDS).register.tariffs if one.agreement == "FF")
    assert 135 * tariff.routes["crime-asb-education"] == 94_500_00
    receipts = table(statement(LEEDS, "funding"), "receipts-FF")
    (results,) = (row for row in receipts["rows"] if row["stream"] == "results payment")
    assert (results["amount"], results["received"], results["outstanding"]) == ("94500.00", "94500.00", "0.00")


def test_every_strand_of_leeds_plan_is_there_under_a_heading():
    """Report of 17 October 2018, section 3.1 and paragraph 6."""
    headings = table(statement(LEEDS, "allocation"), "headings-EarnedAutonomy")
    strands = {row["activity"]: row["heading"] for row in headings["rows"] if not row["activity"].endswith(", total")}
    assert strands == {
        "Early Help Hub One": "Delivery",
        "Early Help Hub Two": "Delivery",
        "Early Help Hub Three": "Delivery",
        "Adolescent Services": "Delivery",
        "Workforce": "Coordination",
        "Intelligence and Performance": "Evaluation",
        "Three As": "Delivery",
    }
    spent = {row["activity"]: float(row["spent"]) for row in headings["rows"]}
    assert all(spent[strand] > 0 for strand in strands)


def test_leeds_claims_of_january_2013_are_94_500_pounds():
    """The paper of 2013: 135 families, no result for work; £94,500 is derived, and is not 135 × £800."""
    found = statement(LEEDS, "claims")
    (row,) = table(found, "claims-FF")["rows"]
    assert {
        name: row[name] for name in ("window", "route", "claims", "claimed", "paid", "outstanding", "rejected")
    } == {
        "window": "2013-01",
        "route": "crime-asb-education",
        "claims": 135,
        "claimed": "94500.00",
        "paid": "94500.00",
        "outstanding": "0.00",
        "rejected": "0.00",
    }
    (window,) = table(found, "windows-FF")["rows"]
    assert (window["drafted"], window["claims"], window["audited"], window["population"]) == (
        135,
        135,
        "2013-01-25",
        135,
    )
    notes = " / ".join(found["notes"])
    assert "135 of 867 households are 15.6 %." in notes
    assert "a printed 15 % for 135 families means 871 to 931." in notes


def test_leeds_claims_as_they_stood_before_they_were_paid():
    (row,) = table(statement(LEEDS, "claims", "2012-13 P10"), "claims-FF")["rows"]
    assert (row["claimed"], row["paid"], row["outstanding"]) == ("94500.00", "0.00", "94500.00")
    found = statement(LEEDS, "claims", "2012-13 P09")
    assert found["tables"] == []


def test_every_figure_of_leeds_claims_that_moved_money_knows_its_postings():
    built = catalogue.build("claims", book(LEEDS))
    (row,) = next(one for one in built.tables if one.name == "claims-FF").rows
    paid = row.cells[4]
    assert isinstance(paid, Figure)
    assert (paid.pence, len(paid.lines)) == (94_500_00, 1)


def test_leeds_families_of_year_1():
    years = table(statement(LEEDS, "families"), "years-FamiliesFirst")
    assert [list(row.values()) for row in years["rows"]] == [["2012-13", 900, 900, 135, 0, 765, "15.0"]]


def test_lancashire_s_districts_as_printed():
    """Section 2.4: twelve districts, four stages, blank cells by position."""
    found = statement(LANCASHIRE, "families")
    grid = table(found, "districts-as-printed-TroubledFamilies")
    assert len(grid["rows"]) == 12
    assert list(grid["total"].values()) == ["Total", 44, 112, 149, 2325, 2630]
    rows = {row["district"]: list(row.values())[1:] for row in grid["rows"]}
    assert (rows["Preston"], rows["West Lancs"], rows["Wyre"], rows["Ribble Valley"]) == (
        [11, 12, 20, 251, 294],
        [0, 11, 9, 169, 189],
        [9, 0, 0, 100, 109],
        [0, 15, 0, 42, 57],
    )
    assert (
        "Troubled Families programme, phase 1: the books count 2,630 families, and 2,192 are funded, 5/6 of the 2,630 that are eligible, "
        "to the nearest family: 438 more than are funded; the eligible are an estimate, of which the agreement pays for a share."
    ) in found["notes"]


def test_lancashire_s_first_window():
    """Section 3.4: up to 50 families, at £700 or £800 of the tariff of year 1."""
    notes = " / ".join(statement(LANCASHIRE, "claims")["notes"])
    assert (
        "up to 50 families in the window 2013-01, attached in 2012-13, earn £35,000 to £40,000, by the route." in notes
    )


def test_leeds_upfront_funding_of_both_years():
    """Report of 17 October 2018, §2.10 and ¶4.4.2: £2.7m for 2018-19 and £2.7m for 2019-20."""
    for year, received in (("2018-19", "2700000.00"), ("2019-20", "5400000.00")):
        rows = table(statement(LEEDS, "upfront", year), "upfront")["rows"]
        assert [row["received"] for row in rows if row["agreement"] == "EA"] == [received]


def test_leeds_upfront_funding_against_the_65_per_cent_planned_with():
    """§2.10: budgets assumed 65 %; which share of £2.7m a year was results is not published, so bounds (DOMAIN.md §9.3)."""
    asked = json.loads(run(LEEDS, "statement", "upfront", "--assume", "65", "--format", "json").stdout)
    value = table(asked, "value-EA")
    assert column(value, "upfront") == ["2700000.00", "2700000.00"]
    assert list(zip(column(value, "at-least"), column(value, "at-most"), strict=True)) == [("0.00", "945000.00")] * 2
    typed = run(LEEDS, "statement", "upfront", "2018-19", "--assume", "65", "--results-share", "40", "--format", "json")
    (row,) = table(json.loads(typed.stdout), "value-EA")["rows"]
    assert row["at-least"] == row["at-most"] == "378000.00"


def test_leeds_condition_and_restriction_differ_by_creditor_and_reserve_and_not_in_cash():
    routes = table(statement(LEEDS, "upfront", "2018-19"), "routes-EA")
    rows = {row["item"]: (row["books"], row["condition"], row["restriction"]) for row in routes["rows"]}
    assert rows["Receipts in advance"] == ("0.00", "250218.82", "0.00")
    assert rows["Earmarked reserve"] == ("250218.82", "0.00", "250218.82")
    assert len(set(rows["Cash"])) == 1


@pytest.mark.parametrize(
    ("fund", "period", "reserve"),
    [
        ("EarnedAutonomy", "2018-19", "250218.82"),
        ("EarnedAutonomy", "2019-20", "104499.99"),
        ("InnovationProgramme", "2018-19", "833370.00"),
        ("StrongerFamilies", "2019-20", "0.00"),
    ],
)
def test_leeds_restricted_grants_are_in_the_reserve_at_the_year_s_end(fund, period, reserve):
    sheet = table(statement(LEEDS, "balance-sheet", period), f"balance-sheet-{fund}")
    closing = {row["account"]: row["closing"] for row in sheet["rows"]}
    assert closing["Earmarked Reserve"] == reserve
    assert closing["Net assets"] == closing["Total reserves"]
    assert "entries" not in {one["name"] for one in statement(LEEDS, "upfront", period)["tables"]}


# ---------------------------------------------------------------- Leicestershire: the report of 8 December 2016


def test_leicestershire_pools_ten_and_a_half_million():
    """Minute 31320: £10.5m pooled; what partners agreed and what was drawn down of the programme grant make it up."""
    contributions = table(statement(LEICESTERSHIRE, "contributions"), "partners-SLF")
    funding = table(statement(LEICESTERSHIRE, "funding"), "tariffs-TF1")
    assert contributions["total"]["agreed"] == "8000000.00"
    assert funding["total"]["total"] == "2500000.00"
    assert column(contributions, "partner") == [
        "Blaby District Council",
        "Charnwood Borough Council",
        "NHS East Leicestershire and Rutland CCG",
        "Harborough District Council",
        "Hinckley and Bosworth Borough Council",
        "Leicestershire County Council",
        "Melton Borough Council",
        "North West Leicestershire District Council",
        "Oadby and Wigston Borough Council",
        "Office of the Police and Crime Commissioner for Leicestershire",
        "NHS Leicestershire County and Rutland",
        "Leicestershire Police Authority",
        "NHS West Leicestershire CCG",
    ]


@pytest.mark.parametrize(
    ("year", "figures"),
    [
        ("2013-14", ["6286.00", "4105.00", "2181.00", "858.00", "0.39", "0.14", "0.39"]),
        ("2014-15", ["6286.00", "4645.00", "1641.00", "2412.00", "1.47", "0.38", "1.47"]),
    ],
)
def test_leicestershire_s_return_on_investment(year, figures):
    """Table 2; the ratio on gross cost is ours."""
    rows = [row for row in table(statement(LEICESTERSHIRE, "value"), "value-SLF")["rows"] if row["year"] == year]
    assert [row["per-family"] or row["ratio"] for row in rows] == figures


def test_leicestershire_s_benefit_by_agency():
    """Table 3; the totals, and the families that give both tables, are not printed."""
    found = statement(LEICESTERSHIRE, "value")
    agencies = table(found, "agencies-SLF-benefit-total")
    assert len(agencies["rows"]) == 8
    assert list(agencies["total"].values())[1:] == ["64345.00", "118192.00"]
    assert [row["reproduced-by"] for row in table(found, "totals-SLF")["rows"]] == ["75", "49"]


def test_leicestershire_s_programme_grant():
    """Paragraphs 1.5 and 1.7."""
    found = statement(LEICESTERSHIRE, "funding")
    total = table(found, "tariffs-TF2")["total"]
    assert (total["families"], total["attachment"], total["results"], total["total"]) == (
        2770,
        "2770000.00",
        "2216000.00",
        "4986000.00",
    )
    notes = " / ".join(found["notes"])
    assert "£2,500,000, rounded to £100,000, is 613 to 637 families at £4,000; its tariffs have 625." in notes


@pytest.mark.parametrize("period", ["2012-13 Q1", "2012-13 Q3", "2012-13", "2013-14 Q2", "2013-14 Q3", "2013-14", ""])
def test_leicestershire_s_partners_add_up_to_the_pool(period):
    whole = table(statement(LEICESTERSHIRE, "pooled", period), "partners-SLF")
    sums = dict.fromkeys(("Contributed", "Spending borne", "Carried forward"), 0)
    for name in pools.partners(book(LEICESTERSHIRE).register.records):
        alone = as_json.as_object(catalogue.build("pooled", book(LEICESTERSHIRE), period or None, partner=name))
        for one in alone["tables"]:
            if one["name"] == "account-SLF":
                said = {row["what"]: row["pounds"] for row in one["rows"]}
                sums = {what: pence + int(said[what].replace(".", "")) for what, pence in sums.items()}
    total = [int(whole["total"][key].replace(".", "")) for key in ("contributed", "borne", "closing")]
    assert list(sums.values()) == total
    assert table(statement(LEICESTERSHIRE, "pooled", period), "control-SLF")["rows"][-1]["pounds"] == "0.00"


def test_leicestershire_s_invoices_say_what_became_of_them():
    rows = table(statement(LEICESTERSHIRE, "contributions", "2013-14"), "invoices-SLF")["rows"]
    states = {(row["invoice"], row["partner"]): row["state"] for row in rows}
    assert states["SLF12-10", "NHS Leicestershire County and Rutland"] == "passed on"
    assert states["SLF12-10", "NHS West Leicestershire CCG"] == "paid"
    assert states["SLF13-06", "North West Leicestershire District Council"] == "part-paid"
    assert states["SLF13-13", "NHS East Leicestershire and Rutland CCG"] == "part written off"
    assert states["", "NHS East Leicestershire and Rutland CCG"] == "accrued"
    later = table(statement(LEICESTERSHIRE, "contributions", "2014-15"), "invoices-SLF")["rows"]
    assert [row["state"] for row in later if not row["invoice"]] == ["taken back"]


def test_leicestershire_asks_for_no_entry():
    for name in ("pooled", "contributions"):
        for period in ("2012-13 Q3", "2012-13", "2013-14", ""):
            names = [one["name"] for one in statement(LEICESTERSHIRE, name, period)["tables"]]
            assert "entries-SLF" not in names


# ---------------------------------------------------------------- sound, and openable with beancount's and Fava's tools


@pytest.mark.parametrize(
    ("folder", "codes"),
    [(LEEDS, []), (LANCASHIRE, ["A108"]), (LEICESTERSHIRE, [])],
    ids=["leeds", "lancashire", "leicestershire"],
)
def test_check_has_no_error(folder, codes):
    result = run(folder, "check", "--format", "json")
    assert result.exit_code == 0
    assert [(one["code"], one["level"]) for one in json.loads(result.stdout)["findings"]] == [
        (code, "warning") for code in codes
    ]


@pytest.mark.parametrize("folder", WORKED)
def test_bean_check_from_any_folder(folder, tmp_path):
    command = [str(Path(sys.executable).parent / "bean-check"), str(folder / "budget.beancount")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("folder", WORKED)
def test_fava_opens_it_without_an_error(folder):
    from fava.application import create_app  # noqa: PLC0415 - heavy, for these two tests

    app = create_app([str(folder / "budget.beancount")], load=True)
    (slug,) = app.config["LEDGERS"].ledgers_by_slug
    assert app.config["LEDGERS"].ledgers_by_slug[slug].errors == []
    page = app.test_client().get(f"/{slug}/income_statement/")
    assert page.status_code == 200


# ---------------------------------------------------------------- illustrative, wherever a person sees it


@pytest.mark.parametrize("folder", WORKED)
@pytest.mark.parametrize("form", ["text", "html", "csv", "json"])
@pytest.mark.parametrize("name", cli.STATEMENTS)
def test_every_statement_says_that_it_is_illustrative(folder, form, name):
    text = printed(folder, name, form)
    assert "(illustrative)" in text
    assert "Illustrative ledger: " in text


@pytest.mark.parametrize("folder", WORKED)
def test_every_generated_transaction_says_that_it_is_illustrative(folder):
    unsaid = [one for one in transactions(folder) if "llustrative" not in f"{one.payee} {one.narration}"]
    assert unsaid == []


@pytest.mark.parametrize("folder", WORKED)
def test_every_row_of_every_extract_says_that_it_is_illustrative(folder):
    for path in sorted((folder / "extracts").glob("*.csv")):
        _, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        assert all("Illustrative" in " ".join(row) for row in rows), path.name


@pytest.mark.parametrize("folder", WORKED)
def test_nobody_is_named(folder):
    parties = {one.payee or "" for one in transactions(folder)}
    assert [party for party in parties if not PAYEES.fullmatch(party)] == []
    people = {
        str(one.meta.get(key, "illustrative")) for one in transactions(folder) for key in ("preparer", "approver")
    }
    assert people <= {"illustrative"}
    references = {one.meta["family"] for one in transactions(folder) if "family" in one.meta}
    assert [one for one in references if not re.fullmatch(r"LD-\d{4}", one)] == []


# ---------------------------------------------------------------- built again from the extracts beside them


def copy_by_hand(source, target):
    names = [*BY_HAND, *(path.relative_to(source) for path in source.glob("books/*/journals.beancount"))]
    names.append(Path("books/queries.beancount"))
    names += [path.relative_to(source) for path in source.glob("profiles/*.toml")]
    names += [path.relative_to(source) for path in source.glob("extracts/*.*")]
    for name in names:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, place)


def books_of(folder):
    paths = [*folder.glob("books/**/*.beancount"), *folder.glob("extracts/archive/*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("folder", WORKED)
def test_the_books_are_those_that_import_makes_of_the_extracts(folder, tmp_path):
    copy_by_hand(folder, tmp_path)
    extracts = sorted(str(path) for path in (tmp_path / "extracts").glob("*.*"))
    result = run(tmp_path, "import", *extracts)
    assert result.exit_code == 0, result.output
    assert books_of(tmp_path) == books_of(folder)


def cells(content):
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - for the one workbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


@pytest.mark.parametrize(
    ("folder", "made_by"), [(LEEDS, "leeds"), (LANCASHIRE, "lancashire"), (LEICESTERSHIRE, "leicestershire")]
)
def test_the_extracts_are_those_that_the_seeded_script_makes(folder, made_by):
    spec = importlib.util.spec_from_file_location("generate_examples", ROOT / "examples" / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = generate
    spec.loader.exec_module(generate)
    made = getattr(generate, made_by)()
    kept = {path.name: path.read_bytes() for path in (folder / "extracts").glob("*.*")}
    assert made.keys() == kept.keys()
    for name, content in made.items():
        if name.endswith(".xlsx"):
            assert cells(content) == cells(kept[name])
        else:
            assert content == kept[name], name


@pytest.mark.parametrize("folder", WORKED)
def test_the_worked_ledgers_reconcile_to_nothing_unexplained(folder):
    done = run(folder, "reconcile")
    assert (done.exit_code, "Nothing is unexplained on" in done.stdout) == (0, True)


def test_lancashire_s_fees_of_later_years_are_held_until_a_count_releases_them():
    """DOMAIN.md 1.1: the fee of year 2 is released on the families of year 1 that are worked with."""
    found = json.loads(run(LANCASHIRE, "reconcile", "--as-at", "2013-08-01", "--format", "json").stdout)
    assert [(row["instalment"], row["held"]) for row in table(found, "coming")["rows"]] == [
        ("TF1/2013-14/1", "877200.00"),
        ("TF1/2013-14/2", "877200.00"),
    ]


def test_leeds_is_expected_and_was_paid_as_published():
    """Section 4.4.2: £2.7m in each of two years."""
    expected = table(statement(LEEDS, "funding"), "expected-EA")
    assert [(row["year"], row["agreed"], row["due"], row["received"]) for row in expected["rows"]] == [
        ("2018-19", "2700000.00", "2700000.00", "2700000.00"),
        ("2019-20", "2700000.00", "2700000.00", "2700000.00"),
    ]


# ---------------------------------------------------------------- against the finance system


def test_leeds_reconciles_to_the_finance_system_with_the_grant_as_evidence():
    found = statement(LEEDS, "gl-reconciliation", "2018-19 Q1")
    assert column(table(found, "periods"), "unexplained") == ["0.00", "0.00", "0.00"]
    assert column(table(found, "periods"), "difference") == ["-675000.00", "-675000.00", "-3075000.00"]
    items = table(found, "items-2018-19-P03")
    assert [(row["cost-centre"], row["why"], row["amount"]) for row in items["rows"]] == [
        ("EA001", "posted here as BACS/R180427/1", "-675000.00"),
        ("IP001", "posted here as BACS/R180615/1", "-2400000.00"),
    ]
    assert table(found, "one-sided")["rows"] == []
    # What the books have of income and spending, wherever it stands, is what the finance system holds on the codes.
    coverage = table(found, "coverage-2018-19-P03")
    assert column(coverage, "amount") == ["1306610.19", "0.00", "-3075000.00"]
    assert coverage["total"]["amount"] == column(table(found, "periods"), "theirs")[2]
