"""Generated lives, each made and loaded once."""

from __future__ import annotations

import pytest
from lives import lived
from telling import books, told

#: Enough families for every event, few enough to be loaded for each fault.
FEW = 300
MANY = 10_000


@pytest.fixture(scope="session")
def few():
    return lived(FEW)


@pytest.fixture(scope="session")
def many():
    return lived(MANY)


@pytest.fixture(scope="session")
def of_few(few, tmp_path_factory):
    return told(books(few, tmp_path_factory.mktemp("few")), few.last)


@pytest.fixture(scope="session")
def book_of_many(many, tmp_path_factory):
    return books(many, tmp_path_factory.mktemp("many"))
