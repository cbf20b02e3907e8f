"""Positions follow targets with inertia, and each move costs hours (Nickerson & Zenger 2002, vacillation)."""

from numba import njit


@njit(cache=True, nogil=True)
def step_size(position, target, inertia):
    """Move of one axis this week: the gap over `inertia` (weeks >= 1)."""
    return (target - position) / max(1.0, inertia)


@njit(cache=True, nogil=True)
def follow(position, target, p):
    """Move all axes (axis,) `position` towards `target`; returns the sum of |dx|. `p`: the enterprise's parameters."""
    inertia = (p.inertia_push_pull, p.inertia_volume_value, p.inertia_selling_serving,
               p.inertia_organization_organism, p.inertia_indie_weconomy)  # fmt: skip
    moved = 0.0
    for axis in range(position.size):
        step = step_size(position[axis], min(1.0, max(0.0, target[axis])), inertia[axis])
        position[axis] = min(1.0, max(0.0, position[axis] + step))
        moved += abs(step)
    return moved
