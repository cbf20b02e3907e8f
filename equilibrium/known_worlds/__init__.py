"""Known worlds: what the literature knows, a file per result.

Each file holds the closed form or recursion with its source, as pure functions of plain numbers. Where the model's own
mechanism is held to it, `scenario(...)` gives the scenario that isolates it, reached by public parameters alone; the
file of the same name in `scenarios/known-worlds/` is its base. `findings()` and `comparison()` measure the model
(`equilibrium/findings.py` says how it is judged). docs/known-worlds.md lists readings and traps.
"""

WORLDS = (  # in the order of the model's sections
    "regimes",
    "march",
    "decentralisation",
    "punctuated",
    "ashby",
    "cards",
    "crowds",
    "renaming",
    "absorptive",
    "complementarity",
    "bass",
    "goodwill",
    "logit",
    "wright",
    "newsvendor",
    "bullwhip",
    "conwip",
    "erlang",
    "erosion",
    "dual_focus",
    "lifetime_value",
    "installed_base",
    "vacillation",
    "bandits",
    "cusum",
    "hamilton",
    "extremum",
)
