"""Book -> statements, reconciliations and audit packs; rendering.

Imports ``ledger``, never ``importers`` (docs/architecture.md, "Layers").
"""
