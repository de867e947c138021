"""Whatever the mess, a file is read exactly, or it is said to need a person: never wrong in silence."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, assume, event, given, settings
from messy import Mess, messes

from importers import draft
from importers.inspection import inspect
from importers.lines import Told
from importers.placing import Wanted
from importers.profile import Profile
from importers.reader import UnreadableError, read
from importers.rows import go_through

#: `make fuzz` asks for more.
CASES = int(os.environ.get("EALEDGER_FUZZ", "200"))


long = settings(
    max_examples=CASES, deadline=None, derandomize=CASES == 200, database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip


@given(mess=messes())
@long
def test_a_messy_table_is_read_exactly_or_flagged(mess: Mess):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"spend{mess.suffix}"
        path.write_bytes(mess.content)
        try:
            seen = inspect(path)
        except UnreadableError:
            event("refused")
            assert mess.is_hazardous, mess.how
            return
    is_exact = (seen.rows, seen.pence) == (mess.rows, mess.pence)
    event(f"{'exact' if is_exact else 'not exact'}, {'flagged' if seen.needs_a_person else 'clear'}")
    said = (mess.how, seen.rows, seen.pence, mess.rows, mess.pence, seen.warnings, seen.rejects, seen.printed_totals)
    assert is_exact or seen.needs_a_person, said
    assert is_exact or mess.is_hazardous, said


def _profile(path: Path) -> Profile:
    """Return the profile that has the columns which are seen in *path*; raise where they make none."""
    sheet, tables = draft._largest(read(path))
    columns = draft._columns(tables)
    said = {"kind": "general-ledger", "system": "X", "layout": True, "columns": columns, "amounts": {"vat": "none"}}
    return Profile.model_validate({**said, "optional": draft._optional(columns, tables), "sheet": sheet.name or None})


@given(mess=messes())
@long
def test_import_reads_what_inspect_counts(mess: Mess):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"spend{mess.suffix}"
        path.write_bytes(mess.content)
        told, taken = Told(), []
        try:
            seen = inspect(path)
            profile = _profile(path)
            for _ in go_through(
                Wanted(profile).find(read(path)), profile, lambda _row, pence, _: taken.append(pence), told
            ):
                pass
        except (UnreadableError, ValueError):
            assume(False)
    assume(not any("by its contents" in one for one in seen.warnings))
    said = (mess.how, seen.warnings, seen.rejects, told)
    assert len(taken) + len(told.rejects) == seen.rows, said
    assert sum(taken) + sum(one.pence or 0 for one in told.rejects) == seen.pence, said
