"""Where cells stand in their picture: in boxes by need toward the organisation, by their links toward the organism."""

from collections.abc import Sequence

import numpy as np

STEPS = 200
ROOM = 1.16  # distance of two cells over the sum of their radii
REACH = 0.80  # boxes stay within this distance of the centre, in either direction
LARGEST = 0.17  # radius of a cell where few share the picture

Box = tuple[float, float, float, float]  # centre, half width, half height


def ordered(need: np.ndarray, radius: np.ndarray) -> tuple[np.ndarray, list[Box]]:
    """Places (cell, 2) in boxes, one a need, in reading order, and the boxes; all lengths grow with `radius` (cell,)."""
    pitch = 2 * ROOM * radius.max()
    needs, sizes = np.unique(need, return_counts=True)
    across = np.ceil(np.sqrt(sizes)).astype(int)
    down = -(-sizes // across)
    gap = 0.16 * pitch
    line = 1.3 * pitch * np.sqrt((across * down).sum())  # about as wide as high
    shelves: list[list[int]] = [[]]
    for k in range(needs.size):
        if shelves[-1] and sum(across[i] for i in [*shelves[-1], k]) * pitch > line:
            shelves.append([])
        shelves[-1].append(k)
    at, boxes, y = np.zeros((need.size, 2)), [], 0.0
    for shelf in shelves:
        tall = down[shelf].max() * pitch
        x = -(across[shelf].sum() * pitch + gap * (len(shelf) - 1)) / 2
        for k in shelf:
            wide = across[k] * pitch
            boxes.append((x + wide / 2, y - tall / 2, wide / 2, tall / 2))
            inside = np.flatnonzero(need == needs[k])
            for place, i in enumerate(inside):
                row, column = divmod(place, int(across[k]))
                here = min(int(across[k]), inside.size - row * int(across[k]))
                at[i] = (
                    x + wide / 2 + (column - (here - 1) / 2) * pitch,
                    y - tall / 2 + ((down[k] - 1) / 2 - row) * pitch,
                )
            x += wide + gap
        y -= tall + gap
    middle = (y + gap) / 2
    return at - (0.0, middle), [(x, y - middle, w, h) for x, y, w, h in boxes]


def scale(crowds: Sequence[tuple[np.ndarray, np.ndarray]]) -> float:
    """Radius of a cell of one person with which every one of the crowds (need, people) fits its picture from -1 to 1."""
    out = np.inf
    for need, people in crowds:
        if people.size:
            radius = np.sqrt(people)
            _, boxes = ordered(need, radius)
            extent = max(max(abs(x) + w, abs(y) + h) for x, y, w, h in boxes)
            out = min(out, REACH / extent, LARGEST / radius.max())
    return float(out) if np.isfinite(out) else 0.0


def mingled(links: Sequence[tuple[int, int]], radius: np.ndarray) -> np.ndarray:
    """Places (cell, 2) by links alone: linked cells draw each other, all push, none overlaps."""
    n = len(radius)
    angle = np.arange(n) * 2.399963  # the golden angle: an even spread to begin with
    unit = 2 * ROOM * radius.max()
    at = 0.6 * unit * np.sqrt(np.arange(n) + 0.5)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    pair = np.array(links, int).reshape(-1, 2)
    for step in range(STEPS):
        away = at[:, None] - at[None]
        distance = np.maximum(np.linalg.norm(away, axis=-1), 1e-9)
        push = (unit / distance) ** 2
        np.fill_diagonal(push, 0.0)
        force = 0.05 * (push[..., None] * away).sum(1) - 0.12 * at
        a, b = pair.T
        np.add.at(force, a, 0.12 * (at[b] - at[a]))
        np.add.at(force, b, 0.12 * (at[a] - at[b]))
        length = np.maximum(np.linalg.norm(force, axis=1), 1e-12)
        at = at + (1.0 - step / STEPS) * force * np.minimum(1.0, 0.5 * unit / length)[:, None]
        at = _apart(at, radius)
    return at - at.mean(0)


def places(
    need: np.ndarray, links: Sequence[tuple[int, int]], radius: np.ndarray, organism: float
) -> tuple[np.ndarray, list[Box]]:
    """Places (cell, 2) of the cells, and the boxes: in the boxes at `organism` 0, mingled at 1, between them between."""
    home, boxes = ordered(need, radius)
    free = mingled(links, radius)
    turn, _, back = np.linalg.svd(free.T @ home)
    free = free @ (turn @ back)  # turned to lie as near the boxes as it can
    at = (1.0 - organism) * home + organism * free
    for _ in range(60):
        at = _apart(at, radius)
    return at, boxes


def _apart(at: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Push discs that are closer than `ROOM` allows apart, half each."""
    away = at[:, None] - at[None]
    distance = np.linalg.norm(away, axis=-1)
    np.fill_diagonal(distance, np.inf)
    overlap = np.maximum(ROOM * (radius[:, None] + radius[None]) - distance, 0.0)
    angle = np.subtract.outer(np.arange(len(at)), np.arange(len(at))) * 2.4  # for discs on the very same spot
    spot = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    unit = np.where(distance[..., None] > 1e-9, away / np.maximum(distance, 1e-9)[..., None], spot)
    return at + 0.5 * (overlap[..., None] * unit).sum(1)


def membrane(at: np.ndarray, radius: np.ndarray, margin: float = 0.12, points: int = 360) -> np.ndarray:
    """A smooth closed line (point, 2) around all cells, `margin` outside them."""
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    ray = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    along = at @ ray.T
    across = np.abs(at[:, :1] * ray[:, 1] - at[:, 1:] * ray[:, 0])
    grown = (radius + margin)[:, None]
    hit = np.where(across < grown, along + np.sqrt(np.maximum(grown**2 - across**2, 0.0)), 0.0)
    line = hit.max(0)
    window = np.exp(-0.5 * (np.arange(points) - points // 2) ** 2 / (points / 26) ** 2)
    window = np.fft.rfft(np.roll(window / window.sum(), -(points // 2)))
    for _ in range(6):  # smooth, then out again to where a cell would stick out
        smooth = np.fft.irfft(np.fft.rfft(line) * window, points)
        line = np.maximum(smooth, hit.max(0) - 0.3 * margin)
    line = np.maximum(np.fft.irfft(np.fft.rfft(line) * window, points), 0.1)
    return ray * line[:, None]


def dashes(outline: np.ndarray, openness: float, count: int = 28) -> list[np.ndarray]:
    """The membrane as dashes: one closed line at `openness` 0, gaps of up to two thirds of the line at 1."""
    closed = np.vstack([outline, outline[:1]])
    if openness <= 0.005:
        return [closed]
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    out = []
    for k in range(count):
        a = k / count
        b = a + (1.0 - 0.68 * openness) / count
        at = np.linspace(a, b, 12) * length[-1]
        out.append(np.stack([np.interp(at, length, closed[:, d]) for d in (0, 1)], axis=1))
    return out


def outside(outline: np.ndarray, count: int) -> np.ndarray:
    """Places (count, 2) just outside the membrane, evenly around it from the upper right on."""
    where = (np.arange(count) * len(outline) / max(count, 1) + len(outline) / 8).astype(int) % len(outline)
    point = outline[where]
    return point * (1.0 + 0.10 / np.maximum(np.linalg.norm(point, axis=1), 0.1))[:, None]
