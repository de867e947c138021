from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from beancount.core.data import Custom
from beancount.parser import parser

from ledger import directives
from ledger.directives import SHAPES, DirectiveError, Field

EXAMPLES = {
    "text": '"why"',
    "account": "Expenses:EA:Delivery",
    "date": "2018-04-30",
    "amount": "1350000.00 GBP",
    "total": "44 FAMILY",
    "positive": "20000.00 GBP",
    "not-negative": "0.00 GBP",
    "count": "730",
    "base": "75",
    "ratio": "0.39",
    "flag": "TRUE",
    "fraction": '"5/6"',
    "percent": '"85%"',
    "year": '"2018-19"',
    "weights": '"1, 0, 2.5"',
}


def read(text):
    entries, errors, _ = parser.parse_string(text + "\n", dedent=True)
    assert errors == []
    assert len(entries) == 1
    assert isinstance(entries[0], Custom)
    return directives.read(entries[0])


def example(field: Field) -> str:
    return f'"{field.choices[0]}"' if field.choices else EXAMPLES[field.kind]


def written(name: str, *, optional: bool) -> str:
    """Return a directive of the shape *name*, with or without what may be left out."""
    shape = SHAPES[name]
    lines = [f'2018-04-01 custom "{name}" ' + " ".join(example(field) for field in shape.values)]
    lines += [f"  {field.name}: {example(field)}" for field in shape.metadata if field.required or optional]
    return "\n".join(lines)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("optional", [True, False])
def test_every_directive_of_ours_can_be_read(name, optional):
    record = read(written(name, optional=optional))
    wanted = [field.name for field in SHAPES[name].metadata if field.required or optional]
    assert record.name == name
    assert record.date == date(2018, 4, 1)
    assert list(record.values) == [field.name for field in SHAPES[name].values]
    assert list(record.metadata) == wanted


@pytest.mark.parametrize("name", SHAPES)
def test_every_directive_of_ours_may_say_why_and_where_from(name):
    record = read(
        written(name, optional=False) + '\n  because: "as minuted"\n  source: "minute 7"\n  illustrative: "yes"'
    )
    assert record.metadata["because"] == "as minuted"
    assert {"because", "source", "illustrative"} <= set(record.metadata)


@pytest.mark.parametrize("name", SHAPES)
def test_every_directive_of_ours_refuses_a_value_too_few(name):
    with pytest.raises(
        DirectiveError, match=f'custom "{name}": has 0 values and needs {len(SHAPES[name].values)}: [A-Z]'
    ):
        read(f'2018-04-01 custom "{name}"')


@pytest.mark.parametrize("name", SHAPES)
def test_every_directive_of_ours_refuses_metadata_that_it_does_not_know(name):
    with pytest.raises(DirectiveError, match=f"custom \"{name}\": does not know 'colour'; it knows .*because, source"):
        read(written(name, optional=False) + '\n  colour: "blue"')


@pytest.mark.parametrize(
    "name", [name for name, shape in SHAPES.items() if any(one.required for one in shape.metadata)]
)
def test_a_directive_names_the_metadata_that_it_lacks(name):
    missing = ", ".join(one.name for one in SHAPES[name].metadata if one.required)
    with pytest.raises(DirectiveError, match=f'custom "{name}": needs {missing} below it'):
        read(written(name, optional=False).splitlines()[0])


def test_a_directive_s_values_and_metadata_are_typed():
    record = read("""
        2012-04-01 custom "tariff" "TF1" "2012-13"
          families: 730
          attachment-fee: 3200.00 GBP
          cap: 4000.00 GBP
          route-progress-to-work: 100.00 GBP
    """)
    assert record.values == {"agreement": "TF1", "year": "2012-13"}
    assert record.metadata == {
        "families": 730,
        "attachment-fee": 320_000,
        "cap": 400_000,
        "route-progress-to-work": 10_000,
    }


def test_shares_and_percentages_are_exact():
    record = read("""
        2012-04-01 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
          title: "Troubled Families"
          funder: "DCLG"
          funded-share: "5/6"
          printed-share: "83.3 %"
          ring-fenced: FALSE
          ends: 2015-05-31
    """)
    assert record.metadata["funded-share"] == Fraction(5, 6)
    assert record.metadata["printed-share"] == Fraction(833, 1000)
    assert record.metadata["ring-fenced"] is False
    assert record.metadata["ends"] == date(2015, 5, 31)


def test_a_staging_table_is_read_by_its_keys():
    record = read('2013-04-01 custom "staging" "TF1" "2013-14"\n  at-75: "100%"\n  at-33: "50%"')
    assert record.metadata == {"at-75": Fraction(1), "at-33": Fraction(1, 2)}


def test_a_number_may_be_a_share():
    record = read('2016-04-01 custom "share" "Pool" "Police" 0.25 "contribution"')
    assert record.values["share"] == Fraction(1, 4)


def test_where_a_directive_stands_is_kept_and_its_metadata_is_only_ours():
    record = read('2018-04-01 custom "fund" "EA" "grant"')
    assert record.place["lineno"] == 1
    assert record.metadata == {}


@pytest.mark.parametrize("name", directives.OF_FAVA)
def test_a_directive_of_fava_is_passed_over(name):
    assert read(f'2018-04-01 custom "{name}" "anything" "at all"') is None


def test_a_directive_that_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(
        DirectiveError, match=r'custom "funds": is not a directive of ours; there are agreement, .*write-off'
    ):
        read('2018-04-01 custom "funds" "EA" "grant"')


TARIFF = '2012-04-01 custom "tariff" "TF1" "2012-13"\n  attachment-fee: 3200.00 GBP\n  cap: 4000.00 GBP\n  families: '


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '2018-04-01 custom "fund" "EA" "purse"',
            'custom "fund": kind is "purse", and should be one of grant, pool',
        ),
        ('2018-04-01 custom "fund" "  " "grant"', 'fund is "  ", and should be a text such as "why"'),
        ('2018-04-01 custom "fund" 2018-04-01 "grant"', 'fund is 2018-04-01, and should be a text such as "why"'),
        (
            '2018-04-01 custom "instalment" "EA" "2018-04-30" 1.00 GBP "upfront" "2018-19"',
            'due is "2018-04-30", and should be a date such as 2018-04-30',
        ),
        (
            '2018-04-01 custom "instalment" "EA" 2018-04-30 1.001 GBP "upfront" "2018-19"',
            "amount is 1.001 GBP, and should be an amount of whole pence such as 1350000.00 GBP",
        ),
        (
            '2018-04-01 custom "instalment" "EA" 2018-04-30 1.00 EUR "upfront" "2018-19"',
            "amount is 1.00 EUR, and should be an amount of whole pence such as 1350000.00 GBP",
        ),
        (
            '2018-04-01 custom "instalment" "EA" 2018-04-30 1.00 GBP "upfront" "2018-20"',
            'year is "2018-20", and should be a financial year such as "2018-19"',
        ),
        (
            '2018-04-01 custom "instalment" "EA" 2018-04-30 1.00 GBP "upfront" "2018"',
            'year is "2018", and should be a financial year such as "2018-19"',
        ),
        (TARIFF + "730.5", "families is 730.5, and should be a whole number such as 730"),
        (TARIFF + '"730"', 'families is "730", and should be a whole number such as 730'),
        (TARIFF + "-1", "families is -1, and should be a whole number such as 730"),
        (
            TARIFF + '730\n  route-x: "700"',
            'route-x is "700", and should be an amount of whole pence such as 1350000.00 GBP',
        ),
        (
            '2013-04-01 custom "staging" "TF1" "2013-14"\n  at-75: "all"',
            'at-75 is "all", and should be a percentage such as "85%"',
        ),
        (
            '2016-04-01 custom "share" "Pool" "Police" "1/0" "risk"',
            'share is "1/0", and should be a fraction such as "5/6"',
        ),
        (
            '2016-04-01 custom "share" "Pool" "Police" "-1/3" "risk"',
            'share is "-1/3", and should be a fraction such as "5/6"',
        ),
        (
            '2018-04-01 custom "agreement" "EA" "EA" "grant"\n  title: "A"\n  funder: "B"\n  ring-fenced: "no"',
            'ring-fenced is "no", and should be TRUE or FALSE',
        ),
        (
            '2019-06-28 custom "carry-forward" "EA" "2018-19" -5.00 GBP "letter"',
            "amount is -5.00 GBP, and should be an amount of whole pence, nothing or more, such as 20000.00 GBP",
        ),
        (
            '2018-04-01 custom "forecast" 100 "2018-19" 1.00 GBP "method"',
            "account is 100, and should be an account such as Expenses:Fund:Delivery",
        ),
        (
            '2018-04-01 custom "profile" Expenses:EA:Delivery "2018-19" "0, 0"',
            'weights is "0, 0", and should be a weight for each posting period such as',
        ),
    ],
)
def test_a_malformed_directive_gets_a_sentence(text, sentence):
    with pytest.raises(DirectiveError) as refused:
        read(text)
    assert sentence in str(refused.value)


def test_every_kind_of_value_has_a_malformed_example_above():
    kinds = {field.kind for shape in SHAPES.values() for field in (*shape.values, *shape.metadata)}
    kinds |= {shape.further_kind for shape in SHAPES.values()} - {""}
    assert kinds == set(EXAMPLES)
