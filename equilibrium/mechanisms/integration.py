"""Interference between opposites that one cell holds, and the crafts that join them."""

from numba import njit


@njit(cache=True, nogil=True)
def lost_share(interference, share, integration):
    """Share of hours lost by splitting them into `share` and `1 - share` between opposites.

    Parameters
    ----------
    interference : float in [0, 1] -- lost at an even split without integration
    share : float in [0, 1]
    integration : float in [0, 1] -- given by crafts only

    Notes
    -----
    Convex: it pushes to the poles. Own assumption in form; role conflict of dual focus after Gabler et al. (2017).
    """
    return interference * 4.0 * share * (1.0 - share) * (1.0 - integration)


@njit(cache=True, nogil=True)
def need_integration(conceptual, coherence, floor):
    """Integration in [0, 1] that the conceptual crafts of a need give at level `conceptual`, its `coherence` in [0, 1].

    A community manager whose facts are outdated keeps `floor` of his effect; crafts must be renewed.
    """
    return conceptual * (floor + (1.0 - floor) * coherence)


@njit(cache=True, nogil=True)
def cell_integration(conceptual, coherence, faces, floor):
    """Integration in [0, 1] that conceptual crafts give a cell, mean over the needs it `faces` (need,) uint8."""
    total, count = 0.0, 0
    for g in range(faces.size):
        if faces[g]:
            total += need_integration(conceptual[g], coherence[g], floor)
            count += 1
    return total / count if count else 0.0
