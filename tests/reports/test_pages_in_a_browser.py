"""A pack, unpacked and opened from disk in a browser, shows its figures and leads to the lines behind them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from ledger.book import Book
from reports import pack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


def test_a_pack_opens_from_disk(tmp_path):
    root = Path(__file__).resolve().parent.parent.parent
    _, content = pack.build(Book.load(root / "examples" / "lancashire" / "budget.beancount"), "2012-13 Q3")
    unpacked = tmp_path / "pack"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(unpacked)

    def opened(name):
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
        address = (unpacked / name).as_uri()
        done = subprocess.run([*command, address], capture_output=True, text=True, timeout=60, check=True)
        return done.stdout

    front = opened("index.html")
    assert "Audit pack, 2012-13 Q3" in front
    assert 'href="statements/allocation.html"' in front
    page = opened("statements/allocation.html")
    for shown in ("950,000.00", "3,430,000.00", "21.1", "51.3", "4,268,000.00", "is 51.3 % of £8,768,000"):
        assert shown in page
    targets = set(re.findall(r'href="transactions\.html#([^"]+)"', page))
    listing = opened("statements/transactions.html")
    assert targets
    assert all(f'id="{target}"' in listing for target in targets)
