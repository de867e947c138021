"""Is a pack as it was packed, and does the ledger in it give what it says?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import earlier, manifest, pack, page_layout, recomputing, since_pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Verified:
    """What became of a pack that was verified: a sentence for each *problem*, which version made it, and what was not compared.

    *unsound* is how many errors the ledger in it has: with any, nothing is made again from it. *otherwise* are the pages that other templates than ours laid
    out, and *templates* those of the council's own that the manifest names; *is_of_another* where all else fits, and what it keeps of an
    earlier pack is not of the one that was named.
    """

    problems: tuple[str, ...]
    made_by: str = ""
    not_compared: tuple[str, ...] = ()
    unsound: int = 0
    otherwise: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    pictures: int = 0
    is_of_another: bool = False

    @property
    def is_recomputed(self) -> bool:
        """Whether its statements were made again from its ledger."""
        return bool(self.made_by) and not self.unsound

    @property
    def verdict(self) -> str:
        """What is said of the pack as a whole."""
        if self.unsound:
            return f"holds a ledger with {self.unsound:,} error{'s' if self.unsound > 1 else ''}, so nothing was computed again"
        if self.problems:
            if self.is_of_another:
                return "fits its ledger, and not the earlier pack that was named"
            return "says other figures than its ledger" if self.made_by else "is not as it was packed"
        shown = (
            "every figure on its pages and in its CSV"
            if self.otherwise
            else "every page to the letter and every table of its CSV"
        )
        return f"every file is as it was packed, and its ledger gives {shown}"

    @property
    def reservations(self) -> list[str]:
        """What was not compared, a sentence each."""
        said = []
        if self.otherwise:
            by = (
                f"the council's own templates ({', '.join(self.templates)})"
                if self.templates
                else f"the templates of {self.made_by}"
            )
            which = ", ".join(self.otherwise)
            said.append(
                f"laid out by {by}, not by ours: what they say was compared, how it looks was not, nor any words of their own: {which}"
            )
        if self.pictures:
            said.append(
                f"{self.pictures} picture{'s' if self.pictures > 1 else ''} on these pages: what they show was not compared"
            )
        if self.not_compared and not self.unsound:
            said.append(f"held against the manifest alone, not computed again: {', '.join(self.not_compared)}")
        return said


def verify(path: Path, since: Path | None = None) -> Verified:
    """Hold every file of the pack at *path* against its manifest, and where all fit, its figures against the ledger in it.

    With *since*, what it keeps of an earlier pack is held against that one.

    Raises :class:`~reports.container.ContainerError` where it is no pack, :class:`~reports.container.DamagedError` where it
    cannot be opened, :class:`~reports.snapshot.UnsafeError` where its ledger may not be loaded,
    :class:`~reports.since_pack.NotComparedError` where *since* is no sound pack, and :class:`OSError` where it cannot be read.
    """
    files, problems = manifest.held_against(path.read_bytes())
    if problems:
        return Verified(tuple(problems))
    stated = json.loads(files[manifest.NAME])
    said = {key: str(stated.get(key, "")) for key in ("ledger", "pack", "made-by", "authority")}
    found = recomputing.recomputed(files, said["ledger"], said, pack.made)
    templates = stated.get("templates", [])
    named = tuple(str(one) for one in templates) if isinstance(templates, list) else ()
    forged: tuple[str, ...] = ()
    if said["made-by"] == pack.MADE_BY and not named:
        forged = tuple(
            f"{name}: is not laid out as {pack.MADE_BY} does it, and the manifest names no templates of the council's own"
            for name in found.otherwise
        )
    differences = (*found.differences, *forged)
    other = tuple(_against_earlier(files, since)) if since else ()
    return Verified(
        (*differences, *other),
        said["made-by"] or "an unnamed version",
        tuple(name for name in sorted(files) if _is_kept_alone(name, since)),
        found.unsound,
        () if forged else found.otherwise,
        named,
        0 if forged else sum(page_layout.pictures(files[name]) for name in found.otherwise),
        is_of_another=bool(other) and not differences,
    )


def _is_kept_alone(name: str, since: Path | None) -> bool:
    """Return whether the file *name* is held against the manifest alone."""
    return name == pack.WORKBOOK or name.startswith("pdf/") or (name == since_pack.FILE and since is None)


def _against_earlier(files: Mapping[str, bytes], since: Path) -> Iterator[str]:
    """Yield where what is kept of an earlier pack is not what that pack at *since* gives."""
    if since_pack.FILE not in files:
        yield f"{since_pack.FILE}: is not in the pack, which was made without --since"
    elif files[since_pack.FILE] != earlier.kept(since):
        yield f"{since_pack.FILE}: is not what {since.name} gives"
