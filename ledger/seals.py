"""What did a close seal, and is it still what the books hold?

The seal of a period is a file of one line for every entry of it, sorted; its sha256 stands in the ``period-close``. Beside it the
directive keeps of each file of the books that had such entries the sha256 of its text and of its lines, so that what is unchanged
is known without reading any line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ledger import entry_lines, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from beancount.core.data import Directive

    from ledger.directives import Record
    from ledger.periods import Calendar, Period

    _Likeness: TypeAlias = Callable[[entry_lines.Said], str]

SUFFIX = ".sealed"
#: How long the posting period is that each line begins with.
_LABEL = len("2018-19 P03")
_HEADING_LINES = 2
_HEAD = "earned-autonomy-ledger seal 1"
_LISTED = re.compile(r"file-\d+")
#: The closes and reopens of a file are no entries of a period: they are chained to each other (:mod:`ledger.chain`).
_OF_THE_CHAIN = re.compile(
    rb'(?:^\n)?^\d{4}-\d\d-\d\d custom "period-(?:close|reopen)"[^\n]*\n(?:[ \t]+[^\n]*\n)*', re.MULTILINE
)
CHAINED = ("period-close", "period-reopen")


class Listed(NamedTuple):
    """A file of the books at a close: the sha256 of its text, and of its lines of the period."""

    text: str
    lines: str


@dataclass
class Held:
    """The entries of one close's period as the books have them now, by file."""

    by_file: dict[str, list[tuple[int, Directive]]] = field(default_factory=lambda: defaultdict(list))


class Difference(NamedTuple):
    """An entry that is not as it was sealed: what it says *now* (with the entry), what it said *before*; one may be None."""

    now: entry_lines.Said | None
    before: entry_lines.Said | None
    entry: Directive | None


def lines_of(entries: Iterable[Directive], calendar: Calendar, folder: Path, period: Period) -> dict[str, list[str]]:
    """Return the line of each entry of *period*, by the file that it stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        key = entry_lines.period_of(entry, calendar)
        if period.first <= key <= period.last and not is_chained(entry):
            found[places.short(str(entry.meta["filename"]), folder)].append(_labelled(key, entry, calendar, folder))
    return found


def is_chained(entry: Directive) -> bool:
    """Return whether *entry* closes or reopens a period: the chain covers it, and no seal."""
    return getattr(entry, "values", None) is not None and getattr(entry, "type", "") in CHAINED


def _labelled(key: int, entry: Directive, calendar: Calendar, folder: Path) -> str:
    return f"{calendar.label(key)} {entry_lines.line(entry, folder)}"


def text_of(period: Period, lines: Iterable[str]) -> bytes:
    """Return the seal of *period* as its file has it."""
    return "".join(f"{one}\n" for one in (_HEAD, period.label, *sorted(lines))).encode()


def listed(folder: Path, lines: Mapping[str, list[str]], instead: Mapping[str, bytes]) -> dict[str, str]:
    """Return what a ``period-close`` keeps of each file that *lines* come from; *instead* are texts about to be written."""
    found = {}
    for number, (name, own) in enumerate(sorted(lines.items()), start=1):
        content = instead[name] if name in instead else (folder / name).read_bytes()
        found[f"file-{number}"] = f"{text_digest(content)} {lines_digest(own)} {name}"
    return found


def text_digest(content: bytes) -> str:
    """Return the sha256 of a file's text without the closes and reopens in it, which are written after it is sealed."""
    if b'"period-' in content:
        content = _OF_THE_CHAIN.sub(b"", content)
    return hashlib.sha256(content).hexdigest()


def lines_digest(lines: Iterable[str]) -> str:
    """Return the sha256 of *lines*, whatever their order."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def files_of(record: Record) -> dict[str, Listed]:
    """Return the files that a ``period-close`` lists, by name."""
    found = {}
    for key, said in record.metadata.items():
        parts = str(said).split(" ", 2)
        if _LISTED.fullmatch(key) and len(parts) == len(("text", "lines", "name")):
            found[parts[2]] = Listed(parts[0], parts[1])
    return found


def path_of(record: Record, folder: Path) -> Path:
    """Return the file of the seal that *record* names."""
    return folder / str(record.metadata["sealed"])


class Texts:
    """The sha256 of each file of the books, read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return the digest of the file *name* as seen from the folder, an empty text where there is none."""
        if name not in self._known:
            path = self._folder / name
            self._known[name] = text_digest(path.read_bytes()) if path.is_file() else ""
        return self._known[name]


def compared(
    record: Record, keys: set[int], held: Held, content: bytes, calendar: Calendar, folder: Path, texts: Texts
) -> list[Difference]:
    """Return where the entries of the posting periods *keys* are not as *record* sealed them in *content*.

    A file whose text, or whose lines, are as they were is not looked at again.
    """
    before = files_of(record)
    by_name = {places.short(name, folder): own for name, own in held.by_file.items()}
    if set(by_name) <= set(before) and all(
        _is_as_it_was(name, before[name], by_name.get(name, []), calendar, folder, texts) for name in before
    ):
        return []
    own = [one for group in by_name.values() for one in group]
    return _differences(content, keys, own, calendar, folder)


def _is_as_it_was(
    name: str, before: Listed, own: list[tuple[int, Directive]], calendar: Calendar, folder: Path, texts: Texts
) -> bool:
    if not own:
        return False
    if texts.of(name) == before.text:
        return True
    return lines_digest(_labelled(key, entry, calendar, folder) for key, entry in own) == before.lines


def _differences(
    content: bytes, keys: set[int], own: list[tuple[int, Directive]], calendar: Calendar, folder: Path
) -> list[Difference]:
    labels = {calendar.label(key) for key in keys}
    sealed = Counter(one for one in content.decode().split("\n")[_HEADING_LINES:] if one[:_LABEL] in labels)
    added: list[Difference] = []
    for key, entry in own:
        text = _labelled(key, entry, calendar, folder)
        if sealed[text] > 0:
            sealed[text] -= 1
        else:
            added.append(Difference(entry_lines.said(entry, folder), None, entry))
    gone = [Difference(None, _said(text), None) for text, count in sealed.items() for _ in range(count)]
    return [*added, *gone]


def lines_by_period(content: bytes) -> dict[str, list[str]]:
    """Return the lines of a seal's *content* by the label of their posting period."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in content.decode().split("\n")[_HEADING_LINES:]:
        if one:
            found[one[:_LABEL]].append(one)
    return found


def between(before: Iterable[str], now: Iterable[str]) -> list[Difference]:
    """Return where the lines *now* are not those of *before*, each entry that was changed as one."""
    old, new = Counter(before), Counter(now)
    added = [Difference(_said(text), None, None) for text in (new - old).elements()]
    gone = [Difference(None, _said(text), None) for text in (old - new).elements()]
    return paired([*added, *gone]) if added or gone else []


def labelled(before: Iterable[str], now: Iterable[str]) -> list[tuple[str, Difference]]:
    """Return what differs between lines of several posting periods, each with the label that it stands under, in their order."""
    labels: dict[int, str] = {}
    old, new = Counter(before), Counter(now)
    found = []
    for text in sorted((new - old).elements()):
        found.append(Difference(_said(text), None, None))
        labels[id(found[-1].now)] = text[:_LABEL]
    for text in sorted((old - new).elements()):
        found.append(Difference(None, _said(text), None))
        labels[id(found[-1].before)] = text[:_LABEL]
    return [(labels[id(one.before if one.before is not None else one.now)], one) for one in paired(found)]


def _said(text: str) -> entry_lines.Said:
    found: entry_lines.Said = json.loads(text[_LABEL + 1 :])
    return found


def paired(found: Iterable[Difference]) -> list[Difference]:
    """Return *found* with each entry that was changed as one: what it says now beside what it said.

    The same document first; then entries that differ in one thing alone; then those of one day and account or name.
    """
    now = [one for one in found if one.now is not None]
    before = [one for one in found if one.before is not None]
    done: list[Difference] = []
    for key_of in _LIKENESSES:
        now, before, met = _met(now, before, key_of)
        done += met
    return [*done, *now, *before]


def _document(one: entry_lines.Said) -> str:
    document = one["meta"].get("doc", "")
    return f"{one['is']} {document}" if document else ""


def _but(name: str) -> _Likeness:
    """Return what tells an entry by all that it says but *name*."""

    def told(one: entry_lines.Said) -> str:
        return json.dumps({key: value for key, value in one.items() if key != name}, sort_keys=True)

    return told


def _of_a_day(one: entry_lines.Said) -> str:
    first = one["postings"][0]["account"] if one.get("postings") else one.get("account", "")
    return f"{one['is']} {one['date']} {one.get('name', '')} {first}"


def _of_a_name(one: entry_lines.Said) -> str:
    return f"{one['is']} {one['date']} {one.get('name', '')}"


_LIKENESSES: tuple[_Likeness, ...] = (
    _document,
    *(map(_but, ("meta", "postings", "date", "narration", "payee", "flag", "links", "tags", "values", "amount"))),
    *(map(_but, ("currencies", "account", "comment"))),
    _of_a_day,
    _of_a_name,
)


def _met(
    now: list[Difference], before: list[Difference], key_of: _Likeness
) -> tuple[list[Difference], list[Difference], list[Difference]]:
    waiting: dict[str, list[Difference]] = defaultdict(list)
    for one in reversed(before):
        if one.before is not None and (key := key_of(one.before)):
            waiting[key].append(one)
    left, met, taken = [], [], set()
    for one in now:
        own = waiting.get(key_of(one.now), []) if one.now is not None else []
        if own:
            other = own.pop()
            taken.add(id(other))
            met.append(Difference(one.now, other.before, one.entry))
        else:
            left.append(one)
    return left, [one for one in before if id(one) not in taken], met
