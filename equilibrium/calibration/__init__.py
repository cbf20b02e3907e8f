"""From data to a scenario: what the reference scenario's numbers rest on. `python -m equilibrium.calibration --help`.

`repeat_buying` (CDNOW) and `price_response` (orange juice) estimate, map to parameters and hold the model's own customers
to the data; `magnitudes` measures the reference scenario as a whole; `results.toml` keeps what was found. `DATA` names the
modules that hold the model to a data set, each with the interface of a module of evidence; `targets.csv` what they answer.
"""

DATA = (
    "repeat_buying",
    "grocery",
    "contract",
    "detailing",
    "email_cells",
    "telemarketing",
    "word_of_mouth_villages",
    "brand_choice",
    "complaints",
    "carry_over",
    "price_response",
    "cheese",
    "diffusion",
    "call_centre",
    "regime_changes",
)
