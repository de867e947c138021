"""How are the books shown in a browser? Fava behind a guard: who may ask, what may be asked, and what is never written."""
