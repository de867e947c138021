"""How long does beangulp's own csvbase importer take to extract and print a file? Nothing is checked, and nothing posted twice told.

    python bench/peer.py FILE

It prints what beangulp's ``extract`` command prints; that command itself passes over files of more than 8 MB.
"""

from __future__ import annotations

import sys

from beancount.core import data
from beangulp import extract
from beangulp.importers import csvbase

ACCOUNT = "Expenses:TroubledFamilies:Delivery"
CONTRA = "Assets:TroubledFamilies:Cash"


class Ledger(csvbase.Importer):  # type: ignore[misc]
    """The columns of the extract, the row's document key and the other side of the entry: what the books need to balance."""

    date = csvbase.Date("Posting date", "%d/%m/%Y")
    payee = csvbase.Column("Vendor")
    narration = csvbase.Column("Text")
    amount = csvbase.Amount("Amount")
    document = csvbase.Columns("Document", "Item", sep="/")

    def identify(self, filepath: str) -> bool:
        """Return that the file is ours."""
        return bool(filepath)

    def metadata(self, filepath: str, lineno: int, row: object) -> dict[str, object]:
        """Return beancount's own metadata and the document key."""
        return data.new_metadata(filepath, lineno, {"doc": row.document})  # type: ignore[attr-defined]

    def finalize(self, txn: data.Transaction, row: object) -> data.Transaction:  # noqa: ARG002 - beangulp's signature
        """Return *txn* with the other side."""
        units = txn.postings[0].units
        assert units is not None  # noqa: S101 - every row has an amount
        txn.postings.append(data.Posting(CONTRA, data.Amount(-units.number, units.currency), None, None, None, None))
        return txn


def main() -> None:
    """Extract and print the file."""
    importer = Ledger(ACCOUNT, "GBP")
    path = sys.argv[1]
    extract.print_extracted_entries(
        [(path, extract.extract_from_file(importer, path, []), ACCOUNT, importer)], sys.stdout
    )


if __name__ == "__main__":
    main()
