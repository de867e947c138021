"""Write the pictures of docs/browsing.md (docs/images/) from the ledger at the root, as headless Chromium shows its pages."""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT))


class Picture(NamedTuple):
    """A picture: the page that it shows, and its size in pixels."""

    page: str
    width: int = 1280
    height: int = 800


#: Every picture by the name of its file.
PICTURES = {
    "overview": Picture("extension/Overview/?period=2018-19+Q3", height=720),
    "allocation": Picture("extension/Allocation/?period=2018-19+Q3", height=1060),
    "lines": Picture(
        "journal/?filter=figure:%22allocation/Delivery,+total/in-period/2018-19+Q3%22&time=2018-12-20+-+2018-12-31", height=560
    ),
    "trace": Picture("extension/Trace/?ref=reconciliation/EA/2018-19/3/2018-19+Q3", height=760),
    "agreements": Picture("extension/Agreements/?period=2018-19+Q3&fund=EarnedAutonomy", height=720),
    "narrow": Picture("extension/Allocation/?period=2018-19+Q3&heading=Delivery", width=400, height=900),
}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
COLOURS = 128  # of a picture: text on plain ground needs no more, and each file stays small


def main() -> None:
    """Serve the ledger, take every picture, and say what was written."""
    from importers.archived import archived  # noqa: PLC0415
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from reports.serving import app  # noqa: PLC0415
    from reports.serving.server import address_of, listening  # noqa: PLC0415

    made = app.make(
        [ROOT / "budget.beancount"],
        may_edit=False,
        reads=lambda book, extract, rows, became: archived(book, extract, rows, what_became=became),
    )
    server = listening(made, "localhost", 0)
    threading.Thread(target=server.serve, daemon=True).start()
    address = f"{address_of(server)}{made.config['LEDGERS'].first_slug()}"
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS])
        page = browser.new_page(locale="en-GB", color_scheme="light", reduced_motion="reduce")
        for name, picture in PICTURES.items():
            page.set_viewport_size({"width": picture.width, "height": picture.height})
            page.goto(f"{address}/{picture.page}")
            page.wait_for_selector("aside a")
            page.wait_for_selector(".journal li.transaction" if name == "lines" else ".ealedger")
            page.wait_for_selector("svelte-component:not(:has(svg))", state="detached")
            page.evaluate("document.fonts.ready.then(() => true)")
            page.wait_for_timeout(500)
            path = IMAGES / f"{name}.png"
            page.screenshot(path=path)
            _smaller(path)
            print(f"wrote {path.relative_to(ROOT)}, {path.stat().st_size // 1024} KB")
        browser.close()
    server.stop()


def _smaller(path: Path) -> None:
    from PIL import Image  # noqa: PLC0415

    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
