"""The postings of the books as one pandas table of integer pence, made in one pass over the transactions."""

from __future__ import annotations

from array import array
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from ledger import accounts
from ledger.places import short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from beancount.core.amount import Amount
    from beancount.core.data import Transaction

    from ledger.periods import Calendar


#: Metadata of a transaction that the table carries.
STATED = ("extract", "agreement", "instalment", "opening")


def table(transactions: Sequence[Transaction], calendar: Calendar, folder: Path) -> pd.DataFrame:
    """Return one row a posting, in the order of date, file and line.

    Columns: ``txn`` (position in *transactions*), ``date`` (datetime64, day), ``period`` (posting period,
    ``2018 * 100 + 9``; 0 for none), ``account`` (category), ``fund``, ``root``, ``heading``, ``activity`` (categories, empty where
    there is none), ``commodity`` (category), ``pence`` (int64; for families, hundredths of a family), ``file``
    (category, relative to *folder*), ``line``, ``leg`` (0 is the first posting of its transaction), and of its
    transaction's metadata, empty where there is none, the categories ``extract``, ``agreement``, ``instalment`` and
    ``opening`` ("received" or "spent" before the books begin).
    """
    number = len(transactions)
    order = sorted(range(number), key=lambda index: _place(transactions[index]))
    codes: dict[str, int] = {}
    commodities: dict[str, int] = {}
    files: dict[str, int] = {}
    stated: dict[str, dict[str, int]] = {key: {"": 0} for key in STATED}
    txn_of, legs, account_of, commodity_of = array("q"), array("q"), array("q"), array("q")
    pence, dates, periods, file_of, line_of = (array("q") for _ in range(5))
    stated_of = {key: array("q") for key in STATED}
    period_of = cache(calendar.of_entry)
    for index in order:
        txn = transactions[index]
        meta = txn.meta
        day = txn.date
        period = period_of(day, meta.get("period"))
        ordinal = day.toordinal()
        file = files.setdefault(meta["filename"], len(files))
        line = meta["lineno"]
        said = [
            (stated_of[key], words.setdefault(str(meta[key] or ""), len(words)) if key in meta else 0)
            for key, words in stated.items()
        ]
        for leg, posting in enumerate(txn.postings):
            units = cast("Amount", posting.units)  # booking has filled in every amount
            txn_of.append(index)
            legs.append(leg)
            account_of.append(codes.setdefault(posting.account, len(codes)))
            commodity_of.append(commodities.setdefault(units.currency, len(commodities)))
            pence.append(int(cast("Decimal", units.number).scaleb(2)))
            dates.append(ordinal)
            periods.append(period)
            file_of.append(file)
            line_of.append(line)
            for column, code in said:
                column.append(code)
    names = [accounts.parse(account) for account in codes]
    account_codes = _codes(account_of)
    epoch = pd.Timestamp(1970, 1, 1).toordinal()
    days = (np.frombuffer(dates, dtype=np.int64) - epoch if dates else np.empty(0, dtype=np.int64)).astype(
        "datetime64[D]"
    )
    relative = [short(name, folder) for name in files]
    return pd.DataFrame(
        {
            "txn": _codes(txn_of),
            "leg": _codes(legs),
            "date": days.astype("datetime64[s]"),
            "period": _codes(periods),
            "account": _category(account_codes, list(codes)),
            "fund": _mapped(account_codes, [name.fund for name in names]),
            "root": _mapped(account_codes, [name.root for name in names]),
            "heading": _mapped(account_codes, [name.heading or "" for name in names]),
            "activity": _mapped(account_codes, [name.activity if name.heading else "" for name in names]),
            "commodity": _category(_codes(commodity_of), list(commodities)),
            "pence": _codes(pence),
            "file": _category(_codes(file_of), relative),
            "line": _codes(line_of),
            **{key: _category(_codes(stated_of[key]), list(words)) for key, words in stated.items()},
        }
    )


def _place(txn: Transaction) -> tuple[int, str, int]:
    return (txn.date.toordinal(), txn.meta["filename"], txn.meta["lineno"])


def _codes(values: array[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.frombuffer(values, dtype=np.int64) if values else np.empty(0, dtype=np.int64)


def _category(codes: np.ndarray[tuple[int], np.dtype[np.int64]], names: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype="object"))


def _mapped(codes: np.ndarray[tuple[int], np.dtype[np.int64]], names: list[str]) -> pd.Categorical:
    unique = {name: index for index, name in enumerate(dict.fromkeys(names))}
    lookup = np.array([unique[name] for name in names], dtype=np.int64)
    return _category(lookup[codes] if len(codes) else codes, list(unique))
