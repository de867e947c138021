"""The double-entry domain: accounts, agreements, periods, money, the loaded Book, and the one way to write books.

Imports nothing else of ours (docs/architecture.md, "Layers").
"""

__version__ = "0.1.0"
