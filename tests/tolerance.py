"""A figure of a test held to the rule of findings, and a line of print for it (pytest -rP shows them)."""

from equilibrium.findings import held


def hold(name, values, target, *, allowance=0.0, target_error=0.0):
    """Assert that the mean of independent `values` (replicate,) meets `target` by the rule of `held`."""
    found = held(name, values, target, allowance=allowance, target_error=target_error)
    print(
        f"{name}: target {target:.5g}, measured {found.model:.5g} +- {found.error:.2g} (se), allowance {allowance:.2g}"
    )
    assert found.holds, found
