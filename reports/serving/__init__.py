"""How do officers browse the books? Fava with our pages, behind a guard of our own, on versions of the ledger that never mix."""
