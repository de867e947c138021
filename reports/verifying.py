"""Is a pack as it was packed, and does the ledger in it give what it says?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import container, pack, page_layout, recomputing

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Verified:
    """What became of a pack that was verified: a sentence for each *problem*, which version made it, and what was not compared.

    *unsound* is how many errors the ledger in it has: with any, nothing is made again from it. *otherwise* are the pages that other templates than ours laid
    out, and *templates* those of the council's own that the manifest names.
    """

    problems: tuple[str, ...]
    made_by: str = ""
    not_compared: tuple[str, ...] = ()
    unsound: int = 0
    otherwise: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    pictures: int = 0

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


def verify(path: Path) -> Verified:
    """Hold every file of the pack at *path* against its manifest, and where all fit, its figures against the ledger in it.

    Raises :class:`~reports.container.ContainerError` where it is no pack, :class:`~reports.container.DamagedError` where it
    cannot be opened, :class:`~reports.snapshot.UnsafeError` where its ledger may not be loaded, and :class:`OSError` where it
    cannot be read.
    """
    packed = path.read_bytes()
    files, problems = container.read(packed)
    if pack.MANIFEST not in files and not problems:
        raise container.ContainerError(f"holds no {pack.MANIFEST}: it is no pack, or its manifest was taken out")
    problems = problems or container.not_as_written(packed)
    if pack.MANIFEST in files and pack.MANIFEST not in problems:
        problems.update(_against_manifest(files, problems))
    if problems:
        return Verified(tuple(f"{name} {problem}" for name, problem in problems.items()))
    manifest = json.loads(files[pack.MANIFEST])
    said = {key: str(manifest.get(key, "")) for key in ("ledger", "pack", "made-by", "authority")}
    found = recomputing.recomputed(files, said["ledger"], said, pack.made)
    templates = manifest.get("templates", [])
    named = tuple(str(one) for one in templates) if isinstance(templates, list) else ()
    forged: tuple[str, ...] = ()
    if said["made-by"] == pack.MADE_BY and not named:
        forged = tuple(
            f"{name}: is not laid out as {pack.MADE_BY} does it, and the manifest names no templates of the council's own"
            for name in found.otherwise
        )
    return Verified(
        (*found.differences, *forged),
        said["made-by"] or "an unnamed version",
        tuple(name for name in sorted(files) if name == pack.WORKBOOK or name.startswith("pdf/")),
        found.unsound,
        () if forged else found.otherwise,
        named,
        0 if forged else sum(page_layout.pictures(files[name]) for name in found.otherwise),
    )


def _against_manifest(files: dict[str, bytes], damaged: dict[str, str]) -> dict[str, str]:
    try:
        manifest = json.loads(files[pack.MANIFEST])
        stated = {name: (entry["sha256"], entry["bytes"]) for name, entry in manifest["files"].items()}
        untouched = (
            pack.sealed({key: value for key, value in manifest.items() if key != "seal"}) == files[pack.MANIFEST]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {pack.MANIFEST: "is damaged: it is not the manifest of a pack"}
    problems = {} if untouched else {pack.MANIFEST: "was changed: its seal does not fit what it says"}
    for name, (digest, size) in stated.items():
        if name in damaged:
            continue
        if name not in files:
            problems[name] = "is missing"
        elif len(files[name]) != size or hashlib.sha256(files[name]).hexdigest() != digest:
            problems[name] = "was changed: its sha256 is not the manifest's"
    added = set(files) - set(stated) - {pack.MANIFEST}
    problems.update(dict.fromkeys(sorted(added), "was added: the manifest does not name it"))
    return problems
