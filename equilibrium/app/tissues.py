"""One future out of an ensemble, cell by cell: which one it is, made once and kept, and what the living picture needs of it."""

from typing import Any

import numpy as np
import pandas as pd

from equilibrium import tissue
from equilibrium.app import live
from equilibrium.app.kept import Kept
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.figures import FIGURES
from equilibrium.plots.words import duration
from equilibrium.tissue import Tissue
from equilibrium.words.dimensions import context
from equilibrium.words.numbers import readable

CHOSEN = ("typical", "lucky", "unlucky")  # by the profit among all futures: the middle, the highest, the lowest
QUARTER = 13
SHOWN = (
    "cells",
    "people",
    "energy",
    "customers",
    "won",
    "lost",
    "new_crafts",
    "absorbed_crafts",
    "renamings",
    "profit",
)

_tissues: Kept[Tissue] = Kept(24)


def known(which: str) -> bool:
    """Whether `which` names a future: one of `CHOSEN`, or a number from 0."""
    return which in CHOSEN or (which.isascii() and which.isdigit() and len(which) < 4 and int(which) < live.REPLICATES)


def replicate(setting: Setting, which: str) -> int:
    """Number of the future that `which` names."""
    if which not in CHOSEN:
        return int(which)
    ensemble = live.ensemble(setting.now, setting.seed)
    order = np.argsort(ensemble.per_run("profit"), kind="stable")
    return int(order[{"typical": (len(order) - 1) // 2, "lucky": -1, "unlucky": 0}[which]])


def future(setting: Setting, which: str) -> Tissue:
    """The future's cells, recorded or kept from before."""
    scenario, number = setting.now, replicate(setting, which)
    key = scenario.digest, setting.seed, number
    return _tissues.get(key, lambda: tissue.record(scenario, setting.seed, number))


def picture(setting: Setting, which: str, language: str) -> dict[str, Any]:
    """What the living picture draws, and the sentence above it: plain data."""
    found = future(setting, which)
    return tissue.packed(found) | {
        "key": f"{found.scenario.digest[:16]}.{found.seed}.{found.replicate}", "count": live.REPLICATES,
        "chosen": which if which in CHOSEN else "", "headline": headline(found, language),
    }  # fmt: skip


def headline(found: Tissue, language: str) -> str:
    """What became of the cells and where the crafts came from, counted."""
    said = words(language)["living"]
    alive, origins = found.alive.sum(1), found.crafts["origin"].value_counts()
    born, died = int((found.lives["born"] > 0).sum()), int((found.lives["died"] >= 0).sum())
    cells = said["ends"] if alive[-1] else said["ends_in_ruin"]
    text = [
        cells.format(first=_counted("cells", int(alive[0]), said), last=_counted("cells", int(alive[-1]), said),
                     time=duration(found.weeks, language), week=int(found.lives["died"].max())),
        said["turnover"].format(born=_counted("born", born, said), died=_counted("died", died, said)),
        said["crafts"].format(made=_counted("made", int(origins.get("indie", 0)), said),
                              absorbed=_counted("absorbed", int(origins.get("ally", 0)), said)),
    ]  # fmt: skip
    renamed = int(origins.get("relabel", 0))
    return " ".join([*text, *([_counted("renamed", renamed, said)] if renamed else [])])


def _counted(key: str, number: int, said: dict[str, Any]) -> str:
    none, one, many = said["counted"][key]
    return (none if number == 0 else one if number == 1 else many).format(n=number)


def quarters(found: Tissue, language: str) -> pd.DataFrame:
    """The figures of the future quarter by quarter: what flows is added up, of the rest the last week counts."""
    said = words(language)["living"]["columns"]
    ends = [*range(QUARTER, found.weeks, QUARTER), found.weeks]
    names = found.scenario.regime_names
    rows = []
    for first, last in zip([0, *ends[:-1]], ends, strict=True):
        row = {said["weeks"]: f"{first + 1}–{last}", said["context"]: context(names[found.regime[last - 1]], language)}
        for key in SHOWN:
            figure, values = FIGURES[key], found.figures[key][first:last]
            value = values.sum() if figure.over == "sum" else values[-1]
            row[getattr(figure, language)] = readable(float(value), figure.unit.removesuffix("/week"), language)
        rows.append(row)
    return pd.DataFrame(rows)


def cells(found: Tissue, language: str) -> pd.DataFrame:
    """Every cell's life in a row."""
    said = words(language)["living"]["columns"]
    rows = []
    for number, life in enumerate(found.lives.to_dict("records")):
        last = found.weeks if life["died"] < 0 else int(life["died"]) - 1
        energy = found.energy[int(life["born"]) : last + 1, int(life["cell"])]
        faced = found.faces[(found.faces["life"] == number) & (found.faces["last"] == last)]["need"] + 1
        rows.append({
            said["cell"]: int(number) + 1, said["born"]: int(life["born"]) if life["born"] else said["start"],
            said["mother"]: str(int(life["mother"]) + 1) if life["mother"] >= 0 else said["nobody"],
            said["died"]: str(int(life["died"])) if life["died"] >= 0 else said["lives"],
            said["people"]: f"{life['people']:g}", said["needs"]: ", ".join(str(need) for need in faced),
            said["energy_last"]: readable(float(energy[-1]), "share", language),
            said["energy_lowest"]: readable(float(energy.min()), "share", language),
            said["lowest_week"]: int(life["born"]) + int(energy.argmin()),
        })  # fmt: skip
    return pd.DataFrame(rows).astype(str)


def crafts(found: Tissue, language: str) -> pd.DataFrame:
    """Every craft in a row: whence, since when, out of which, what became of it."""
    text = words(language)["living"]
    said, picture = text["columns"], text["picture"]
    families = dict(zip(("conceptual", "method", "accessory"), picture["families"], strict=True))
    rows = []
    for number, craft in enumerate(found.crafts.to_dict("records")):
        served = np.flatnonzero((found.serving == number).any(1))
        rows.append({
            said["craft"]: int(number) + 1, said["origin"]: text["origins"][craft["origin"]],
            said["family"]: families[craft["family"]] if craft["origin"] != "founding" else said["nobody"],
            said["need"]: int(craft["need"]) + 1, said["born"]: int(craft["born"]),
            said["parent"]: int(craft["parent"]) + 1 if craft["parent"] >= 0 else said["nobody"],
            said["ripened"]: int(craft["ripened"]) if craft["ripened"] >= 0 else said["nobody"],
            said["served"]: f"{served[0]}–{served[-1]}" if served.size else said["nobody"],
            said["found_out"]: int(craft["found_week"]) if craft["found_week"] >= 0 else said["nobody"],
        })  # fmt: skip
    return pd.DataFrame(rows).astype(str)
