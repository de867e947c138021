"""Whatever the mess, a file is read exactly, or it is said to need a person: never wrong in silence."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, event, given, settings
from messy import Mess, messes

from importers.inspection import inspect
from importers.reader import UnreadableError

#: `make fuzz` asks for more.
CASES = int(os.environ.get("EALEDGER_FUZZ", "200"))


@given(mess=messes())
@settings(
    max_examples=CASES, deadline=None, derandomize=CASES == 200, database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
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
