"""Exports of SAP, Oracle and Unit4 under their own field names: inspect sees what an import with our layouts reads."""

from __future__ import annotations

import json

import pytest

from importers.inspection import inspect

DELIVERY = "Expenses:TroubledFamilies:Delivery"
SAP = "BUKRS,BELNR,GJAHR,BUZEI,BUDAT,BLDAT,BLART,SHKZG,DMBTR,WRBTR,KOSTL,HKONT,SGTXT,MONAT,LIFNR,NAME1,AUFNR"
ENGLISH = "Company,Document No,Year,Itm,Pstng Date,Doc. Date,Document Type,D/C,Amount in LC,Rate,Cost Ctr,G/L Account,Text,Posting period,Vendor No,Vendor Name,Order"
ORACLE = "GL Date,Journal Name,JE Line Num,Code Combination,Cost Centre,Natural Account,Line Description,Entered DR,Entered CR,Accounted DR,Accounted CR"
UNIT4 = "TT,TransNo,SequenceNo,TransDate,Account,Cat1,Ap/Ar ID(T),Text,Amount,Period"
VOUCHERS = "TT,Voucher No,SequenceNo,TransDate,Account,Cat1,Ap/Ar ID(T),Text,Amount,Period"
DAYS = range(1, 13)


def sap(day: int) -> str:
    flag = "HSSS"[day % 4]
    return f"1000,51{day},2018,1,{day:02}.05.2018,01.05.2018,KR,{flag},{day}.00,{day * 2}.00,TF01,400100,Text {day},2,10{day},Hub {day},80{day}"


def oracle(day: int) -> str:
    debit, credit = (f"{day}.00", "") if day % 4 else ("", f"{day}.00")
    entered = f"{2 * day}.00," if day % 4 else f",{2 * day}.00"
    return f"{day:02}-MAY-2018,J{day},1,01.TF01.4001,TF01,4001,Text {day},{entered},{debit},{credit}"


def unit4(day: int) -> str:
    return f"AP,70{day},{day},{day:02}/05/2018,4001,TF01,Hub {day},Text {day},{day if day % 4 else -day}.00,201802"


@pytest.fixture
def seen(council):
    """Return what reads rows with both commands: the object of inspect and what import printed."""

    def read(layout: str, header: str, rows: list[str]):
        council.write(
            "profiles/own.toml",
            f"""
            extends = "{layout}"
            kind = "general-ledger"
            [[map]]
            cost-centre = "*"
            account = "{DELIVERY}"
            """,
        )
        path = council.rows("own.csv", header, *rows)
        done = council.run("import", "--dry-run", path, "--profile", "own")
        return json.loads(council.run("inspect", "--format", "json", path).stdout), done

    return read


@pytest.mark.parametrize(
    ("layout", "header", "line", "roles"),
    [
        ("sap-line-items", SAP, sap, "- document - line date document-date document-type sign amount - cost-centre subjective description period - supplier -"),
        ("sap-line-items", SAP.lower(), sap, "- document - line date document-date document-type sign amount - cost-centre subjective description period - supplier -"),
        ("sap-line-items", ENGLISH, sap, "- document - line date document-date document-type sign amount - cost-centre subjective description period - supplier -"),
        ("oracle-gl", ORACLE, oracle, "date document line - cost-centre subjective description - - debit credit"),
        ("unit4-agresso", UNIT4, unit4, "document-type document line date account cost-centre supplier description amount period"),
        ("unit4-agresso", VOUCHERS, unit4, "document-type document line date account cost-centre supplier description amount period"),
    ],
    ids=["sap", "sap-small", "sap-english", "oracle", "unit4", "unit4-vouchers"],
)  # fmt: skip
def test_the_fields_of_a_system(seen, layout, header, line, roles):
    looked, done = seen(layout, header, [line(day) for day in DAYS])
    assert [one["role"] or "-" for one in looked["tables"][0]["columns"]] == roles.split()
    assert (looked["rows"], looked["total"]) == (12, "30.00")
    assert done.stdout.splitlines()[1].split() == ["read", "12", "rows", "30.00"]
    # Every fourth of these rows carries what the three above it do, as a subtotal would; Oracle's two columns show no sums.
    is_doubted = layout != "oracle-gl"
    assert (done.exit_code, "carries the sum of the rows above it" in done.stdout) == (int(is_doubted), is_doubted)


def test_oracle_s_entered_amounts_are_not_taken(seen):
    looked, _ = seen("oracle-gl", ORACLE, [oracle(day) for day in DAYS])
    assert looked["warnings"] == ["amounts were taken as they are accounted for, not as they were entered"]


@pytest.mark.parametrize("field", ["DMBTR", "WRBTR"])
def test_sap_s_unsigned_amounts_without_their_flag_are_doubted(council, field):
    rows = (f"51{day},{day:02}.05.2018,{day}.00,TF01" for day in DAYS)
    done = council.run("inspect", council.rows("own.csv", f"BELNR,BUDAT,{field},KOSTL", *rows))
    assert done.exit_code == 1
    assert f"column '{field}' has no signs, and no column says debit or credit: check the total" in done.stdout


def test_a_balance_is_the_amount_where_no_other_money_is(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text(
        "Period,Cost centre,Subjective,Balance\n2018-19 P03,TF01,3100,100.00\n2018-19 P03,TF02,3100,250.00\n"
    )
    seen = inspect(path)
    assert (seen.rows, seen.pence, seen.warnings) == (2, 350_00, ())
    assert seen.notes[-1] == "column 'Balance' is no amount paid, and the only money there is"
    path.write_text("Date,Document,Amount,Balance\n01/05/2018,D1,100.00,900.00\n02/05/2018,D2,250.00,650.00\n")
    assert inspect(path).pence == 350_00
