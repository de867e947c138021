"""How is a window's list of drafts sealed, and a sample drawn from it? By command, so that each has its day and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import canonical, kept, sampling, store
from ledger.book import Book
from ledger.kept import NotKeptError
from ledger.terms import Terms
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from ledger.sampling import Case, Draw, Seal

FILE_NAME = "audit.beancount"
_HEADING = ";; Audit of {year}: lists of drafts that were sealed, and samples drawn from them.\n"


def seal(
    ledger: Path, agreement: str, window: str, officer: str, day: datetime.date | None = None
) -> tuple[Path, int, str]:
    """Seal the drafts of *window* as they stand, dated *day* or the day of the last of them.

    Return the file, how many drafts there are, and their digest. Raises :class:`~ledger.kept.NotKeptError` where there is
    no such window, no draft of it, or a seal already.
    """
    who = kept.words(officer, 'a list is sealed by somebody: --by "officer"')
    with store.locked(ledger.resolve().parent):
        book = _sound(ledger, agreement, window)
        records = book.register.records
        earlier = sampling.seals(records).get((agreement, window))
        if earlier is not None:
            raise NotKeptError(f"the drafts of {agreement} {window} were sealed on {earlier.date} by {earlier.officer}")
        own = [
            one.date
            for one in records
            if one.name == "draft" and (one.values["agreement"], one.metadata.get("window")) == (agreement, window)
        ]
        day = day or max(own, default=book.last_day)
        cases = sampling.drafts(records, agreement, window, day)
        if not cases:
            raise NotKeptError(
                f"{agreement} {window} has no draft by {day}: import the claims return with its drafts first"
            )
        digest = sampling.digest_of(agreement, window, cases)
        written = canonical.custom(day, "window-seal", (agreement, window, digest, who), {"drafts": len(cases)})
        return _append(book, day, written), len(cases), digest


def draw(ledger: Path, agreement: str, window: str, seed: str, auditor: str, day: datetime.date | None = None) -> Path:
    """Take down that *auditor* draws the sample of a sealed *window* with *seed*, and return the file.

    Raises :class:`~ledger.kept.NotKeptError` where the list is not sealed or has changed, where a sample was drawn, and where
    the auditor is the officer who sealed the list.
    """
    said = " ".join(seed.split())
    if not said:
        raise NotKeptError("a sample needs a seed: any words or numbers that the auditor chooses")
    who = kept.words(auditor, 'a sample is drawn by somebody: --by "auditor"')
    with store.locked(ledger.resolve().parent):
        book = _sound(ledger, agreement, window)
        records = book.register.records
        sealed = sampling.seals(records).get((agreement, window))
        if sealed is None:
            raise NotKeptError(
                f"the drafts of {agreement} {window} are not sealed: no sample can be drawn before --seal"
            )
        if not sealed.is_whole:
            raise NotKeptError(
                f"the drafts of {agreement} {window} are not those that were sealed on {sealed.date}: see C130"
            )
        earlier = sampling.draws(records).get((agreement, window))
        if earlier is not None:
            raise NotKeptError(
                f"the sample of {agreement} {window} was drawn on {earlier.date} with the seed {earlier.seed!r}; a sample is drawn once"
            )
        if bare(who) == bare(sealed.officer):
            raise NotKeptError(f"{who} sealed the list: the seed is given by somebody else")
        day = day or sealed.date
        if day < sealed.date:
            raise NotKeptError(f"the list was sealed on {sealed.date}: no sample is drawn before, on {day}")
        return _append(book, day, canonical.custom(day, "sample", (agreement, window, said, who), {}))


def sample_of(book: Book, sealed: Seal, drawn: Draw) -> tuple[Case, ...]:
    """Return the cases of a sample, by the share that the agreement said when the list was sealed."""
    share = sampling.share_of(book.register.records, sealed.agreement, sealed.date)
    return sampling.drawn(sealed, drawn.seed, share)


def _sound(ledger: Path, agreement: str, window: str) -> Book:
    book = Book.load_whole(ledger, "sample")
    register = book.register
    if agreement not in register.agreements:
        raise NotKeptError(f"there is no agreement {agreement}; there are {', '.join(register.agreements) or 'none'}")
    windows = [one.name for one in Terms.of(register).windows_of(agreement)]
    if window not in windows:
        raise NotKeptError(f"{agreement} has no window {window}; it has {', '.join(windows) or 'none'}")
    return book


def _append(book: Book, day: datetime.date, written: str) -> Path:
    return kept.append(book, FILE_NAME, _HEADING.format(year=book.calendar.year_of(day)), day, (written,))
