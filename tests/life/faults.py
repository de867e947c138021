"""Every named fault, by its name."""

from __future__ import annotations

import claim_faults
import grant_faults
import money_faults
from fault import FAULTS, FEE

__all__ = ["FAULTS", "FEE", "claim_faults", "grant_faults", "money_faults"]
