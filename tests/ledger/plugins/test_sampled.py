"""C130 to C134: the sample for internal audit."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from claim_books import AGREED, BOOKS, WINDOW, attach, claim

from ledger import sampling
from ledger.sampling import Case

CASES = [Case(f"F{one}", "crime", "2012-13", 700_00) for one in range(1, 12)]
DIGEST = sampling.digest_of("TF1", "2013-01", CASES)
SEAL = f'2013-01-14 custom "window-seal" "TF1" "2013-01" "{DIGEST}" "Officer"\n  drafts: 11\n'
SAMPLE = '2013-01-15 custom "sample" "TF1" "2013-01" "seed" "Auditor"\n'


def drafts(*, pence: str = "700.00", number: int = 11) -> str:
    return "".join(
        f'2013-01-10 custom "draft" "TF1" "F{one}" "crime" {pence} GBP\n  attached: "2012-13"\n  window: "2013-01"\n'
        for one in range(1, number + 1)
    )


def _audited(sample: int) -> str:
    return f'2013-01-20 custom "audit" "TF1" "2013-01" "Auditor"\n  population: 11\n  sample: {sample}\n  errors: 0\n'


def _case_of(family: str) -> str:
    return f'2013-01-18 custom "tested" "TF1" "2013-01" "{family}" "crime"\n  eligible: TRUE\n  approach: TRUE\n  evidenced: FALSE\n'


def in_sample() -> list[str]:
    seal = sampling.Seal("TF1", "2013-01", datetime.date(2013, 1, 14), DIGEST, 11, "Officer", tuple(CASES), {})
    return [one.family for one in sampling.drawn(seal, "seed", sampling.DEFAULT_SHARE)]


@pytest.fixture
def of(load, request):
    def book(*texts: str):
        request.function.__doc__ = "\n".join((AGREED.format(policy="on-claim"), BOOKS, WINDOW, *texts))
        return load()

    return book


def test_c130_a_draft_that_was_changed_after_the_seal(of, breaks):
    said = breaks(of(drafts(pence="650.00"), SEAL), "C130")
    assert said.message.startswith(
        "11 drafts of TF1 2013-01 were sealed on 2013-01-14, and the 11 that there are now are not the same"
    )


def test_c130_a_draft_that_was_taken_out(of, breaks):
    assert "the 10 that there are now" in breaks(of(drafts(number=10), SEAL), "C130").message


def test_c130_a_later_draft_is_not_on_the_list(of, keeps):
    late = '2013-01-20 custom "draft" "TF1" "F99" "crime" 700.00 GBP\n  attached: "2012-13"\n  window: "2013-01"\n'
    assert keeps(of(drafts(), SEAL, late), "C130")


def test_c131_a_claim_that_could_not_be_drawn(of, breaks):
    texts = (attach("F50"), _audited(2), claim("F50", window="2013-01"))
    said = breaks(of(drafts(), SEAL, *texts), "C131")
    assert said.message == "F50 crime claimed in 2013-01: not on the list of TF1 that was sealed on 2013-01-14"


def test_c131_a_claim_of_the_list(of, keeps):
    texts = (attach("F1"), _audited(2), claim("F1", window="2013-01"))
    assert keeps(of(drafts(), SEAL, *texts), "C131")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ((SAMPLE,), "was drawn on 2013-01-15, before its list was sealed"),
        ((SEAL.replace("2013-01-14", "2013-01-16"), SAMPLE), "was drawn on 2013-01-15, before its list was sealed"),
        ((SEAL, SAMPLE.replace("Auditor", "officer")), "was drawn by officer, who sealed the list"),
        ((SEAL, SAMPLE, SAMPLE.replace("-15", "-16").replace('"seed"', '"another"')), "is drawn a second time"),
        ((SEAL, SEAL.replace("2013-01-14", "2013-01-15")), "is sealed a second time"),
    ],
)
def test_c132_out_of_turn(of, breaks, texts, said):
    assert said in breaks(of(drafts(), *texts), "C132").message


def test_c132_in_turn(of, keeps):
    assert keeps(of(drafts(), SEAL, SAMPLE), "C132")


def test_c133_an_audit_of_fewer_than_were_drawn(of, breaks, keeps):
    assert len(in_sample()) == 2
    said = breaks(of(drafts(), SEAL, SAMPLE, _audited(1)), "C133")
    assert "says 1 of 11, and 2 of 11 were drawn" in said.message
    assert keeps(of(drafts(), SEAL, SAMPLE, _audited(2)), "C133")


def test_c134_a_case_that_is_not_in_the_sample(of, breaks, keeps):
    other = next(one.family for one in CASES if one.family not in in_sample())
    assert f"{other}/crime is not in the sample" in breaks(of(drafts(), SEAL, SAMPLE, _case_of(other)), "C134").message
    assert keeps(of(drafts(), SEAL, SAMPLE, _case_of(in_sample()[0])), "C134")


def test_a_share_that_is_agreed_after_the_seal_does_not_shrink_the_sample(of):
    amended = (
        '2013-01-{} custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"\n'
        '  title: "TF1"\n  funder: "DCLG"\n  sample-share: {}.0\n'
    )
    register = of(amended.format(14, 50), SEAL, amended.format(15, 1)).register
    assert sampling.share_of(register.records, "TF1", datetime.date(2013, 1, 14)) == Fraction(1, 2)


def test_c130_a_number_that_is_not_that_of_the_list(of, breaks):
    assert "12 drafts of TF1 2013-01 were sealed" in breaks(of(drafts(), SEAL.replace("11\n", "12\n")), "C130").message
