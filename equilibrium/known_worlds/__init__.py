"""Known worlds: what the literature knows, a file per result.

Each file holds the closed form or recursion with its source, as pure functions of plain numbers. Where the model's own
mechanism is held to it, `scenario(...)` gives the scenario that isolates it, reached by public parameters alone; the
file of the same name in `scenarios/known-worlds/` is its base. `findings()` and `comparison()` measure the model
(`equilibrium/findings.py` says how it is judged). docs/known-worlds.md lists readings and traps.
"""

WORLDS = (
    "wright",
    "lifetime_value",
    "installed_base",
    "vacillation",
    "dual_focus",
    "conwip",
    "decentralisation",
    "punctuated",
    "erosion",
)  # fmt: skip
