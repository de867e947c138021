"""Which rule of a profile does a code fall under? Exact before prefix before range; first of equals; capitals aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.codes import Pattern, bare

if TYPE_CHECKING:
    from importers.profile import Rule


class Mapping:
    """The rules of a profile over some of a row's codes, each combination looked up once."""

    def __init__(self, rules: tuple[Rule, ...], roles: tuple[str, ...]) -> None:
        self._rules = [
            (rule, tuple(Pattern.of(getattr(rule, role.replace("-", "_"))) for role in roles)) for rule in rules
        ]
        self._known: dict[tuple[str, ...], Rule | None] = {}

    def rule(self, codes: tuple[str, ...]) -> Rule | None:
        """Return the rule that fits *codes* most closely, the first code counting most; None where none does."""
        if codes not in self._known:
            best: tuple[tuple[tuple[int, int], ...], Rule] | None = None
            compared = tuple(map(bare, codes))
            for rule, patterns in self._rules:
                ranks = tuple(pattern.rank(code) for pattern, code in zip(patterns, compared, strict=True))
                if any(rank is None for rank in ranks):
                    continue
                fit = tuple(rank for rank in ranks if rank is not None)
                if best is None or fit < best[0]:
                    best = (fit, rule)
            self._known[codes] = best[1] if best else None
        return self._known[codes]


class Chosen:
    """Whether a code is one of a profile's programme codes."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self._patterns = [Pattern.of(code) for code in codes]
        self._known: dict[str, bool] = {}

    def __contains__(self, code: str) -> bool:
        if code not in self._known:
            compared = bare(code)
            self._known[code] = any(pattern.rank(compared) is not None for pattern in self._patterns)
        return self._known[code]
