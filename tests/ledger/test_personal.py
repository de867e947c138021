from __future__ import annotations

import pytest

from ledger import personal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Support for AB123456C", "a National Insurance number"),
        ("AB 12 34 56 C rent", "a National Insurance number"),
        ("ni ab123456d", "a National Insurance number"),
        ("943 476 5919 home visit", "an NHS number"),
        ("943-476-5919", "an NHS number"),
        ("NHS 9434765919", "an NHS number"),
        ("NHS number: 9434765919", "an NHS number"),
        ("nhs no 9434765919", "an NHS number"),
        ("pupil H801200001001", "a unique pupil number"),
        ("pupil U80120000100A", "a unique pupil number"),
        ("write to jane.doe+ea@example.org.uk", "an e-mail address"),
        ("dob 12/03/2009", "a date of birth"),
        ("D.O.B.: 1 March 2009", "a date of birth"),
        ("date of birth 2009-03-12", "a date of birth"),
        ("born on 3rd March 2009", "a date of birth"),
        ("born 12.3.09", "a date of birth"),
        ("07700 900123", "a phone number"),
        ("0161 496 0123", "a phone number"),
        ("020 7946 0958", "a phone number"),
        ("+44 7700 900123", "a phone number"),
        ("tel 07700900123", "a phone number"),
        ("Mobile: 07700900123", "a phone number"),
        ("phone (0161) 496 0123", "a phone number"),
    ],
)
def test_a_personal_identifier_is_named_by_its_kind(text, kind):
    assert personal.identifier_in(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Family support, June",
        "PO 4410012345",
        "9434765919",  # passes the NHS check digit, but is neither spaced nor cued
        "Invoice 9434765919",
        "943 476 5918",  # the check digit of an NHS number is wrong
        "NHS 9434765918",
        "NHS Trust",
        "invoice INV-004217, order 4500018832",
        "SAP 1900012345/001",
        "period 30/06/2018 to 31/07/2018",
        "2018-06-30",
        "2018-19 P09",
        "VAT GB 123 4567 89",
        "VAT 123456789",
        "paid 1,893,004.17 of 2,336,000.00",
        "1893004.17 1893004.18",
        "07700900123",  # eleven digits without a space or a cue are as like as not a reference
        "A801200001001",  # the check letter of a UPN is wrong
        "EA-F-001284",
        "cost centre CC1234 subjective 3100",
        "sort 20-00-00 account 55779911",
        "QQ123456C",  # Q begins no National Insurance number
        "BG123456C",  # a prefix that is never issued
        "born again 5 times",
        "@home project",
    ],
)
def test_a_number_of_the_finance_system_is_no_identifier(text):
    assert personal.identifier_in(text) is None


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("Smith", "has no digit, as a name has none"),
        ("Smith 2", "has a space, as a name has"),
        ("Smith\N{NO-BREAK SPACE}2", "has a space, as a name has"),
        ("F1\nF2", "has a space, as a name has"),
        ("AB123456C", "holds what looks like a National Insurance number"),
        ("9434765919", "holds what looks like an NHS number"),
        ("F-9434765919", "holds what looks like an NHS number"),
        ("943-476-5919", "holds what looks like an NHS number"),
        ("H801200001001", "holds what looks like a unique pupil number"),
        ("f1@example.org", "holds what looks like an e-mail address"),
        ("07700900123", "holds what looks like a phone number"),
        ("12/03/2009", "holds what looks like a date"),
        ("2009-03-12", "holds what looks like a date"),
        ("JS-12.3.09", "holds what looks like a date"),
        ("12MAR2009", "holds what looks like a date"),
        ("12-March-09", "holds what looks like a date"),
        ("JS12032009", "holds what looks like a date"),
        ("20090312", "holds what looks like a date"),
        ("F(1)", "has other signs than letters, digits and - . _ / : #"),
        ("=1+1", "has other signs than letters, digits and - . _ / : #"),
    ],
)
def test_what_may_not_stand_for_a_family(reference, why):
    assert personal.not_a_pseudonym(reference) == why


@pytest.mark.parametrize(
    "reference",
    ["F1", "1", "WTWF-00123", "LCC/2012/0045", "EA-F-001284", "9434765918", "2012-13/7", "20123112", "a:1#2"],
)
def test_what_may(reference):
    assert personal.not_a_pseudonym(reference) is None
