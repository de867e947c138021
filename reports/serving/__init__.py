"""How are the books shown in a browser? Fava with our pages, behind a guard, on versions of the ledger that never mix."""
