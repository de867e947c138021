"""A sample is the same for everybody who has the sealed list and the seed, and for nobody who lacks one of them."""

from __future__ import annotations

import datetime
import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import sampling
from ledger.sampling import Case, Seal

TENTH = Fraction(1, 10)


def sealed(cases) -> Seal:
    cases = tuple(cases)
    digest = sampling.digest_of("TF1", "2013-01", cases)
    return Seal("TF1", "2013-01", datetime.date(2013, 1, 14), digest, len(cases), "officer", cases, {})


def case(number: int, route: str = "crime", pence: int = 700_00) -> Case:
    return Case(f"F-{number:04}", route, "2012-13", pence)


CASES = st.lists(
    st.builds(case, st.integers(0, 400), st.sampled_from(["crime", "progress", "work"])),
    max_size=60,
    unique_by=lambda one: one.name,
)


@pytest.mark.parametrize(
    ("number", "share", "drawn"),
    [(135, TENTH, 14), (130, TENTH, 13), (1, TENTH, 1), (0, TENTH, 0), (135, Fraction(1), 135)],
)
def test_a_sample_is_its_share_rounded_up(number, share, drawn):
    assert sampling.size(number, share) == drawn
    assert len(sampling.drawn(sealed(case(one) for one in range(number)), "seed", share)) == drawn


def test_the_digest_and_the_ranks_are_what_anyone_can_compute():
    cases = [case(2), case(1)]
    text = "ealedger list of drafts 1\nTF1\n2013-01\nF-0001\tcrime\t2012-13\t70000\nF-0002\tcrime\t2012-13\t70000\n"
    seal = sealed(cases)
    assert seal.digest == "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    wanted = hashlib.sha256(f"{seal.digest}\n4 8 15\nF-0001/crime".encode()).hexdigest()
    assert sampling.rank(seal.digest, "4 8 15", case(1)) == wanted


def test_the_sample_of_a_known_list_and_seed_never_changes():
    drawn = sampling.drawn(sealed(case(one) for one in range(1, 136)), "4 8 15 16 23 42", TENTH)
    by_hand = sorted(range(1, 136), key=_hash)[:14]
    assert [one.family for one in drawn] == [f"F-{one:04}" for one in by_hand]


def _hash(number: int) -> str:
    seal = sealed(case(one) for one in range(1, 136))
    return hashlib.sha256(f"{seal.digest}\n4 8 15 16 23 42\nF-{number:04}/crime".encode()).hexdigest()


@given(CASES, st.text(min_size=1), st.randoms())
def test_the_order_of_the_list_does_not_matter(cases, seed, random):
    shuffled = random.sample(cases, len(cases))
    assert sampling.digest_of("TF1", "2013-01", shuffled) == sampling.digest_of("TF1", "2013-01", cases)
    assert sampling.drawn(sealed(shuffled), seed, TENTH) == sampling.drawn(sealed(cases), seed, TENTH)


@given(CASES, st.text(min_size=1), st.fractions(Fraction(1, 100), 1, max_denominator=100))
def test_every_route_is_in_the_sample_and_no_case_twice(cases, seed, share):
    drawn = sampling.drawn(sealed(cases), seed, share)
    assert len({one.name for one in drawn}) == len(drawn) >= sampling.size(len(cases), share)
    assert {one.route for one in drawn} == {one.route for one in cases}


@given(CASES.filter(bool))
def test_one_changed_case_is_another_list(cases):
    changed = [cases[0]._replace(pence=cases[0].pence + 1), *cases[1:]]
    assert sampling.digest_of("TF1", "2013-01", changed) != sampling.digest_of("TF1", "2013-01", cases)


def test_the_error_rate_of_each_route_is_carried_over_to_its_list():
    cases = [*(case(one) for one in range(10)), *(case(one, "work", 800_00) for one in range(10, 15))]
    sample = [cases[0], cases[1], cases[10]]
    # Half of two at 700 are wrong: half of 7,000; none of the work.
    assert sampling.extrapolated(cases, sample, ["F-0000/crime"]) == 3_500_00
    assert sampling.extrapolated(cases, sample, []) == 0
    assert sampling.extrapolated(cases, sample, [one.name for one in sample]) == 11_000_00
