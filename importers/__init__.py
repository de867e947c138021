"""Finance extracts -> ledger entries: reader -> rows -> lines -> entries.

Imports ``ledger``, never ``reports`` (docs/architecture.md, "Layers").
"""
