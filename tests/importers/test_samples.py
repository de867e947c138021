"""Payments that English councils and departments published, held against control totals that others established."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
CONTROLS = SAMPLES / "CONTROLS.csv"
pytestmark = pytest.mark.skipif(not CONTROLS.is_file(), reason="the samples are not here")


def controls():
    if not CONTROLS.is_file():
        return []
    with CONTROLS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("control", controls(), ids=lambda control: control["file"][:20])
def test_inspect_reads_every_row_and_penny_or_says_that_a_person_must_look(council, control):
    done = council.run("inspect", "--format", "json", SAMPLES / control["file"])
    seen = json.loads(done.stdout)
    agrees = (str(seen["rows"]), seen["total"]) == (control["data_rows"], control["control_total"])
    assert agrees or (done.exit_code == 1 and (seen["rejects"] or seen["warnings"]))
