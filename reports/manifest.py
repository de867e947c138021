"""Is a zip a pack, and each file in it as its manifest says?"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from reports import container

NAME = "manifest.json"


def sealed(content: dict[str, Any]) -> bytes:
    """Return a manifest as text, with the sha256 of all else that it says under ``seal``."""
    seal = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return (json.dumps({**content, "seal": seal}, ensure_ascii=False, indent=2) + "\n").encode()


def held_against(packed: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a pack, and a sentence for each that is not as its manifest says.

    Raises :class:`~reports.container.ContainerError` where it is no pack, and :class:`~reports.container.DamagedError` where it
    cannot be opened.
    """
    files, problems = container.read(packed)
    if NAME not in files and not problems:
        raise container.ContainerError(f"holds no {NAME}: it is no pack, or its manifest was taken out")
    problems = problems or container.not_as_written(packed)
    if NAME in files and NAME not in problems:
        problems.update(_problems(files, problems))
    return files, [f"{name} {problem}" for name, problem in problems.items()]


def _problems(files: dict[str, bytes], damaged: dict[str, str]) -> dict[str, str]:
    try:
        manifest = json.loads(files[NAME])
        stated = {name: (entry["sha256"], entry["bytes"]) for name, entry in manifest["files"].items()}
        untouched = sealed({key: value for key, value in manifest.items() if key != "seal"}) == files[NAME]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {NAME: "is damaged: it is not the manifest of a pack"}
    problems = {} if untouched else {NAME: "was changed: its seal does not fit what it says"}
    for name, (digest, size) in stated.items():
        if name in damaged:
            continue
        if name not in files:
            problems[name] = "is missing"
        elif len(files[name]) != size or hashlib.sha256(files[name]).hexdigest() != digest:
            problems[name] = "was changed: its sha256 is not the manifest's"
    added = set(files) - set(stated) - {NAME}
    problems.update(dict.fromkeys(sorted(added), "was added: the manifest does not name it"))
    return problems
