"""Whole small lives of several agreements: facts in any order, the ledger that tells them, and what they come to.

What they come to is reckoned here from the facts alone, so that a test can hold the books against it.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from life_facts import (
    ENDS,
    FAMILIES,
    NEXT,
    SET_UP,
    Agreed,
    Claimed,
    Counted,
    Credit,
    Drafted,
    Entry,
    Fact,
    Money,
    Reversed,
    Settings,
    Staged,
    Term,
    Window,
    agreed,
)


@dataclass(frozen=True)
class Life:
    """What is agreed, and what happens: a reversal of what is no entry, or of what comes later, is left out."""

    settings: Settings
    facts: tuple[Fact, ...]

    def happened(self):
        """Return every fact with its number, in the order of the ledger; a reversal has the entry that it takes back."""
        found = []
        taken = set()
        for number, one in enumerate(self.facts):
            if isinstance(one, Reversed):
                of = self.facts[one.of] if one.of < len(self.facts) else None
                if not isinstance(of, Entry) or of.day > one.day or one.of in taken:
                    continue
                taken.add(one.of)
            found.append((number, one))
        return sorted(found, key=lambda pair: (pair[1].day, pair[0]))

    def days(self):
        """Return every day on which something happens, the day before the first, and the day after the last."""
        days = {one.day for _, one in self.happened()} | {self.settings.second}
        days |= {
            getattr(one, name) for _, one in self.happened() for name in ("due", "on", "closes") if hasattr(one, name)
        }
        one = datetime.timedelta(days=1)
        return sorted({*days, min(days) - one, max(days) + one})

    def ledger(self, until=None):
        """Return the ledger, of what is dated until then."""
        said = agreed(self.settings)
        for number, one in self.happened():
            if isinstance(one, Reversed):
                entry = self.facts[one.of]
                said.append((one.day, entry.text(number, one.day, -1, f"G/{one.of}/1")))
                if one.again:
                    said.append((one.day, put_right(entry, one).text(one.of, state="/r2")))
            else:
                said.append((one.day, one.text(number) if isinstance(one, Entry) else one.text()))
        # Sorted by day, so that a ledger that ends earlier has the same lines up to there.
        return SET_UP + "".join(
            text for day, text in sorted(said, key=lambda one: one[0]) if until is None or day <= until
        )

    # ------------------------------------------------------------ what it comes to

    def known(self, day):
        return [(number, one) for number, one in self.happened() if one.day <= day]

    def standing(self, day):
        """Return the entries that nothing has taken back by *day*."""
        known = self.known(day)
        back = {one.of for _, one in known if isinstance(one, Reversed)}
        found = []
        for number, one in known:
            if isinstance(one, Reversed) and one.again:
                found.append((number, put_right(self.facts[one.of], one)))
            elif isinstance(one, Entry) and number not in back:
                found.append((number, one))
        return found

    def balances(self, day):
        """Return what each account holds at the end of *day*: pence, or families."""
        sums = Counter()
        for _, one in self.standing(day):
            for account, pence in one.legs():
                sums[account] += pence
        return sums

    def claims(self, day):
        """Return the claims of *day*, in the order in which they were drafted or made, and the ends that are of none."""
        ranks = {"drafted": 0, "submitted": 1, **{what: 2 + place for place, what in enumerate(ENDS)}}
        drafts = [("drafted", number, one) for number, one in self.known(day) if isinstance(one, Drafted)]
        entries = [
            (one.event or "submitted", number, one) for number, one in self.standing(day) if isinstance(one, Claimed)
        ]
        # Drafts are read before entries of one day, entries in the order of the ledger.
        lives, strays = [], []
        for what, _, one in sorted([*drafts, *entries], key=lambda step: (step[2].day, ranks[step[0]])):
            fits = [life for life in lives if life.fits(one)]
            if what == "drafted":
                lives.append(Lived([one]))
            elif what == "submitted":
                draft = next((life for life in fits if life.claim is None), None) or Lived([])
                if draft not in lives:
                    lives.append(draft)
                draft.claim = one
            elif open_ones := [life for life in fits if life.claim and not life.end]:
                open_ones[-1].end = one
            else:
                strays.append(one)
        return lives, strays

    def instalments(self, day):
        """Return the instalments agreed by *day*, by reference."""
        numbers = Counter()
        found = {}
        for _, one in sorted(self.known(day), key=lambda pair: (pair[1].day, getattr(pair[1], "due", pair[1].day))):
            if isinstance(one, Agreed):
                numbers[one.name, one.year] += 1
                found[f"{one.name}/{one.year}/{numbers[one.name, one.year]}"] = one
        return found

    def due(self, day):
        """Return the pence of instalments that are due on *day*, by reference."""
        with_claims = any(life.claim for life in self.claims(day)[0])
        return {
            reference: one.pounds * 100 * (one.due <= day)
            for reference, one in self.instalments(day).items()
            if not self._is_staged(one, day) and not (one.is_of_results and with_claims)
        } | self._released(day)

    def _is_staged(self, one, day):
        is_staged = any(isinstance(other, Staged) for _, other in self.known(day))
        return is_staged and (one.name, one.year, one.is_of_results) == ("TF1", NEXT, False)

    def _released(self, day):
        """Return what of the staged fees is due: at the best count so far, the earliest instalments first."""
        counts = {one.on: one.families for _, one in self.known(day) if isinstance(one, Counted) and one.on <= day}
        shares = [Fraction(number, FAMILIES) for number in counts.values()]
        best = max(
            (1 if one >= Fraction(3, 4) else Fraction(1, 2) if one >= Fraction(33, 100) else 0 for one in shares),
            default=0,
        )
        fees = {reference: one for reference, one in self.instalments(day).items() if self._is_staged(one, day)}
        left = sum(one.pounds for one in fees.values()) * 100 * best
        found = {}
        for reference, one in sorted(fees.items(), key=lambda pair: pair[1].due):
            part = min(left, one.pounds * 100)
            left -= part
            found[reference] = part if one.due <= day else 0
        return found

    def results_due(self, day):
        """Return what is asked for of results by window and by the day since when it is due; pence."""
        closes = {one.name: one.closes for _, one in self.known(day) if isinstance(one, Window)}
        days = [one.days for _, one in self.known(day) if isinstance(one, Term)]
        term = datetime.timedelta(days=days[-1] if days else self.settings.paid_within)
        sums = defaultdict(Counter)
        for one in self.claims(day)[0]:
            if one.pence:
                sums[one.claim.window][closes.get(one.claim.window, one.claim.day) + term] += one.pence
        return sums

    def entitled(self, day):
        """Return the pence that each agreement is entitled to, net of what was lost, is to go back and was given up."""
        sums = Counter()
        for reference, pence in self.due(day).items():
            sums[reference.partition("/")[0]] += pence
        sums["TF1"] += sum(one.pence for one in self.claims(day)[0])
        for _, one in self.standing(day):
            if isinstance(one, Money) and one.lowers_what_is_due:
                sums[one.agreement or FUND_OF_NONE[one.fund]] -= one.pounds * 100
        return sums

    def came(self, day):
        """Return the cash that came from funders by *day*, by agreement; pence."""
        sums = Counter()
        for _, one in self.standing(day):
            if isinstance(one, Money) and one.debit == "Assets:Cash":
                sums[one.agreement or FUND_OF_NONE[one.fund]] += one.pounds * 100
            elif isinstance(one, Credit):
                sums["EA"] += one.first * 100
                sums["IP"] += one.second * 100
        return sums


#: Whose the money is that names no agreement: that of the only one of the fund.
FUND_OF_NONE = {"TF": "", "EA": "EA", "IP": "IP"}


@dataclass
class Lived:
    """A claim: its draft, its submission, its end."""

    draft: list[Drafted]
    claim: Claimed | None = None
    end: Claimed | None = None

    def fits(self, one):
        """Return whether *one* is a step of it: of its family and route, and of its window and number where both say one."""
        first = self.claim or self.draft[0]
        numbers = getattr(first, "claim", ""), getattr(one, "claim", "")
        windows = first.window, one.window
        return (first.family, first.route) == (one.family, one.route) and all(
            not mine or not theirs or mine == theirs for mine, theirs in (numbers, windows)
        )

    @property
    def pence(self):
        """What its end leaves of it: an end at the lower tariff of another year takes back a part."""
        return (self.claim.pence if self.claim else 0) - (self.end.pence if self.end else 0)


def put_right(entry, one):
    """Return *entry* as it stands since its row was put right on the day of *one*."""
    amounts = {"pounds": one.again} if isinstance(entry, Money) else {}
    return replace(entry, day=one.day, **amounts)


def by_agreement(lines):
    """Return the sums of *lines* of the reconciliation by agreement: due, received, written off, short, over, early."""
    sums = defaultdict(Counter)
    for line in lines:
        for name in ("due", "received", "written_off", "short", "over", "early"):
            sums[line.agreement][name] += getattr(line, name)
    return sums
