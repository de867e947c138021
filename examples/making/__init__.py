"""How each worked ledger's extracts are made up, a module for each council."""
