"""Write the pictures of docs/browsing.md (docs/images/) from the ledger at the root, as headless Chromium shows its pages."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT))


class Picture(NamedTuple):
    """A picture: the page that it shows, its size in pixels, and whether a copy of the books with a fault in it is shown."""

    page: str
    width: int = 1280
    height: int = 800
    is_at_fault: bool = False


#: Every picture by the name of its file.
PICTURES = {
    "overview": Picture("extension/Overview/?period=2018-19+Q3", height=860),
    "allocation": Picture("extension/Allocation/?period=2018-19+Q3", height=1060),
    "lines": Picture(
        "journal/?filter=figure:%22allocation/Delivery,+total/in-period/2018-19+Q3%22&time=2018-12-20+-+2018-12-31",
        height=560,
    ),
    "trace": Picture("extension/Trace/?ref=reconciliation/EA/2018-19/3/2018-19+Q3", height=760),
    "findings": Picture("extension/Findings/", height=560, is_at_fault=True),
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
#: The fault: the family programme pays a bill of another fund.
FAULT = """\
2019-06-14 * "Illustrative Supplier 3" "Illustrative: paid out of the wrong fund"
  Expenses:EarnedAutonomy:Delivery:ThreeAs  240.00 GBP
  Assets:FamiliesFirst:Cash                -240.00 GBP
"""
COLOURS = 128  # of a picture: text on plain ground needs no more, and each file stays small


def main() -> None:
    """Serve the ledger and a copy with a fault, take every picture, and say what was written."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from importers.archived import archived  # noqa: PLC0415
    from reports.serving import app  # noqa: PLC0415
    from reports.serving.server import address_of, listening  # noqa: PLC0415

    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        made = app.make(
            [ROOT / "budget.beancount", _at_fault(Path(folder))],
            may_edit=False,
            reads=lambda book, extract, rows, became: archived(book, extract, rows, what_became=became),
        )
        server = listening(made, "localhost", 0)
        threading.Thread(target=server.serve, daemon=True).start()
        sound, at_fault = (f"{address_of(server)}{slug}" for slug, _ in made.config["LEDGERS"].items())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS])
        page = browser.new_page(locale="en-GB", color_scheme="light", reduced_motion="reduce")
        for name, picture in PICTURES.items():
            page.set_viewport_size({"width": picture.width, "height": picture.height})
            page.goto(f"{at_fault if picture.is_at_fault else sound}/{picture.page}")
            page.wait_for_selector("aside a", state="attached")
            page.wait_for_selector(".journal li.transaction" if name == "lines" else ".ealedger")
            page.wait_for_selector("svelte-component:not(:has(svg))", state="detached")
            if name == "lines" and not page.locator(".journal.show-postings").count():
                page.get_by_role("button", name="Postings").click()
            if picture.is_at_fault:
                page.locator(".ealedger summary").first.click()
            page.evaluate("document.fonts.ready.then(() => true)")
            page.wait_for_timeout(500)
            path = IMAGES / f"{name}.png"
            page.screenshot(path=path)
            _smaller(path)
            print(f"wrote {path.relative_to(ROOT)}, {path.stat().st_size // 1024} KB")
        browser.close()
        server.stop()


def _at_fault(folder: Path) -> Path:
    """Lay a copy of the books with the fault out in *folder*, and return its top file."""
    for name in ("books", "extracts", "profiles"):
        shutil.copytree(ROOT / name, folder / name)
    top = Path(shutil.copy(ROOT / "budget.beancount", folder))
    with (folder / "books" / "2019-20" / "journals.beancount").open("a", encoding="utf-8", newline="\n") as journals:
        journals.write(f"\n{FAULT}")
    return top


def _smaller(path: Path) -> None:
    from PIL import Image  # noqa: PLC0415

    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
