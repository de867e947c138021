"""The whole main job, shown: lay out a folder, import every extract, check, print statements, write and verify packs.

``make demo`` runs it. Everything is written to ``demo/`` and can be thrown away.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo"


def run(*arguments: str) -> None:
    """Show a command as its user would type it, and run it; stop where it fails."""
    print(f"\n$ ealedger {' '.join(arguments)}", flush=True)
    done = subprocess.run([sys.executable, str(ROOT / "cli.py"), *arguments], cwd=DEMO, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def copy_by_hand(source: Path, target: Path) -> None:
    """Copy what a council keeps by hand, and its extracts, but none of the books that import makes from them."""
    for name in ("budget.beancount", "books/accounts.beancount", "books/agreements.beancount"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    for journals in sorted(source.glob("books/*/journals.beancount")):
        place = target / journals.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(journals, place)
    for folder in ("profiles", "extracts"):
        (target / folder).mkdir(parents=True, exist_ok=True)
        for file in sorted((source / folder).iterdir()):
            if file.is_file():
                shutil.copyfile(file, target / folder / file.name)


def show(name: str, quarter: str, statement: str = "allocation") -> None:
    """Build the books of one worked ledger from its extracts, print one statement, and pack a quarter."""
    ledger = f"{name}/budget.beancount"
    extracts = [
        path.relative_to(DEMO).as_posix() for path in sorted((DEMO / name / "extracts").iterdir()) if path.is_file()
    ]
    run("--ledger", ledger, "import", *extracts)
    run("--ledger", ledger, "check")
    run("--ledger", ledger, "statement", statement)
    run("--ledger", ledger, "pack", quarter)
    run("--ledger", ledger, "verify", f"{name}/packs/{quarter.replace(' ', '-')}.zip")


def a_partner_s(partner: str, year: str, file: str) -> None:
    """Write what one partner of the Leicestershire pool gets: its own figures alone."""
    where = ("--ledger", "leicestershire/budget.beancount")
    run(*where, "statement", "pooled", year, "--partner", partner, "--format", "html", "-o", file)


def main() -> None:
    """Run the demonstration in an empty ``demo/``."""
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    run(
        "init",
        "newtown",
        "--name",
        "Newtown Council",
        "--fund",
        "Earned Autonomy",
        "--agreement",
        "EA:Earned Autonomy:upfront",
        "--year",
        "2018-19",
    )
    run("--ledger", "newtown/budget.beancount", "check")
    copy_by_hand(ROOT / "examples" / "lancashire", DEMO / "lancashire")
    show("lancashire", "2012-13 Q3")
    copy_by_hand(ROOT / "examples" / "leicestershire", DEMO / "leicestershire")
    show("leicestershire", "2013-14 Q4", "value")
    a_partner_s("EastLeicsCCG", "2013-14", "leicestershire/east-leics-ccg.html")
    copy_by_hand(ROOT, DEMO / "leeds")
    show("leeds", "2018-19 Q3")
    print(
        "\nThe packs are demo/lancashire/packs/2012-13-Q3.zip, demo/leicestershire/packs/2013-14-Q4.zip and\n"
        "demo/leeds/packs/2018-19-Q3.zip: unpack one and open index.html in a browser. The books are plain text in demo/leeds/books/; to browse them:\n\n"
        "    .venv/bin/ealedger serve demo/leeds/budget.beancount\n"
    )


if __name__ == "__main__":
    main()
