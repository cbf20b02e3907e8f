"""The model's own claims (MODEL section 14 of the contract): measured with paired replicates, never forced.

Modules have the interface of `equilibrium/findings.py`. All use the registry's defaults, in the reference scenario.
"""

CLAIMS = (
    "no_bonus",
    "interior",
    "regimes_move",
    "crafts_pay",
    "renaming_in_time",
    "turbulence",
    "adaptive",
    "magnitudes",
    "indie_and_weconomy",
    "elasticities",
    "patterns",
)
