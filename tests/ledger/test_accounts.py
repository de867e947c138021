from __future__ import annotations

import pytest
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from ledger import accounts

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("St John's & Co.", "StJohnsCo"),
        ("Early help hubs", "EarlyHelpHubs"),
        ("Lancashire Constabulary", "LancashireConstabulary"),
        ("NHS South Manchester CCG", "NHSSouthManchesterCCG"),
        ("Café l\N{RIGHT SINGLE QUOTATION MARK}Été (2018)", "CafeLEte2018"),
        ("24/7 out-of-hours", "247OutOfHours"),
    ],
)
def test_a_name_of_a_provider_as_a_part_of_an_account(name, part):
    assert accounts.slug(name) == part


@pytest.mark.parametrize("name", ["", "  ", "&", "£££"])
def test_a_name_without_letter_or_digit_names_no_account(name):
    with pytest.raises(accounts.AccountNameError, match="has no letter or digit"):
        accounts.slug(name)


@given(TEXTS)
def test_a_slug_can_always_be_built_with(name):
    try:
        part = accounts.slug(name)
    except accounts.AccountNameError:
        return
    assert accounts.build("Expenses", "EA", "Delivery", part) == f"Expenses:EA:Delivery:{part}"
    assert accounts.slug(part) == part


@given(st.text(st.sampled_from("AaZz09-_ :&'é£²\n\"Ω"), min_size=1, max_size=6))
def test_beancount_reads_every_account_that_build_makes(part):
    try:
        account = accounts.build("Expenses", "EA", part)
    except accounts.AccountNameError:
        return
    entries, errors, _ = parser.parse_string(f"2018-04-01 open {account}\n")
    assert not errors
    assert [entry.account for entry in entries] == [account]


@pytest.mark.parametrize("part", ["delivery", "", "Early help", "Delivery_Hubs", "A:B", "R&D", "-Hubs", "Hubs\n"])
def test_a_part_that_beancount_would_refuse_is_refused(part):
    with pytest.raises(accounts.AccountNameError, match=r"cannot be part of an account name; slug\(\)"):
        accounts.build("Expenses", "EA", part)


def test_a_root_is_one_of_five():
    with pytest.raises(accounts.AccountNameError, match="is not one of Assets, Liabilities, Equity, Income, Expenses"):
        accounts.build("Spending", "EA", "Delivery")


@pytest.mark.parametrize("account", ["Assets", "Assets:", "", "Spending:EA:Cash", "EA:Cash"])
def test_an_account_without_a_fund_is_refused(account):
    with pytest.raises(accounts.AccountNameError, match="names no fund: an account is Root:Fund:…"):
        accounts.parse(account)


def test_an_account_taken_apart():
    name = accounts.parse("Expenses:EarnedAutonomy:Delivery:Hubs:North")
    assert (name.root, name.fund, name.parts) == ("Expenses", "EarnedAutonomy", ("Delivery", "Hubs", "North"))
    assert (name.first, name.heading, name.activity) == ("Delivery", "Delivery", "Hubs:North")
    assert str(name) == "Expenses:EarnedAutonomy:Delivery:Hubs:North"


@pytest.mark.parametrize(
    ("account", "heading", "stream"),
    [
        ("Expenses:EA:Delivery:Hubs", "Delivery", "spending"),
        ("Expenses:EA:Coordination", "Coordination", "spending"),
        ("Expenses:EA:Unallocated", None, "spending"),
        ("Expenses:EA:TransferOut:Pool", None, None),
        ("Expenses:EA:WriteOffs", None, None),
        ("Expenses:EA", None, None),
        ("Income:EA:AttachmentFees", None, "grant-income"),
        ("Income:EA:UpfrontFunding", None, "grant-income"),
        ("Income:EA:Grant", None, "grant-income"),
        ("Income:EA:ResultsPayments", None, "results"),
        ("Income:Pool:Contributions:Police", None, "contributions"),
        ("Income:EA:TransferIn:Pool", None, None),
        ("Income:Pool:InKind:Police", None, None),
        ("Assets:EA:Cash", None, None),
        ("Liabilities:EA:Creditors", None, None),
    ],
)
def test_the_heading_and_the_stream_of_an_account(account, heading, stream):
    name = accounts.parse(account)
    assert (name.heading, name.stream) == (heading, stream)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("EarlyHelpHubs", "Early Help Hubs"),
        ("NHSTrust", "NHS Trust"),
        ("StJohnsCo", "St Johns Co"),
        ("Hubs-North", "Hubs North"),
        ("Phase2", "Phase 2"),
        ("2012-13", "2012-13"),
        ("Cash", "Cash"),
    ],
)
def test_a_part_as_a_person_reads_it(part, words):
    assert accounts.words(part) == words


@pytest.mark.parametrize(
    ("account", "transfer"),
    [
        ("Expenses:Fund:TransferOut:Pool", ("Fund", "Pool")),
        ("Income:Pool:TransferIn:Fund", ("Fund", "Pool")),
        ("Expenses:Fund:Delivery", None),
        ("Expenses:Fund:TransferOut", None),
    ],
)
def test_a_transfer_names_both_funds(account, transfer):
    assert accounts.parse(account).transfer == transfer
