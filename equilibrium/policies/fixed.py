"""Fixed: one target, every week. The rule against which all others are measured."""


def fixed_target(week: float, share: float) -> float:
    """Target `share` in [0, 1], whatever the `week`."""
    return share
