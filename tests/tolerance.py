"""The tolerance rule of the known worlds, and a line of print for each figure held to it (pytest -rP shows them)."""

import numpy as np


def hold(name, values, target, *, allowance=0.0, target_error=0.0):
    """Assert |mean of `values` - `target`| <= 3 sqrt(se^2 + target_error^2) + `allowance`.

    `values` (replicate,) are independent; `target_error` is the standard error of a target that is itself simulated.
    """
    values = np.asarray(values, float)
    error = values.std(ddof=1) / np.sqrt(values.size)
    gap = abs(values.mean() - target)
    print(f"{name}: target {target:.5g}, measured {values.mean():.5g} +- {error:.2g} (se), allowance {allowance:.2g}")
    assert gap <= 3.0 * np.hypot(error, target_error) + allowance, (name, float(values.mean()), float(error), target)
