"""Pictures: they say what the data says, in both languages, whatever the ensemble."""

import pickle
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import equilibrium as eq
from equilibrium import plots
from equilibrium.plots import cells, crafts, layout, regimes, sentences, style, trajectories, words
from equilibrium.words import LANGUAGES

pytestmark = pytest.mark.filterwarnings("error")  # a glyph the font lacks, an empty slice: nothing of the kind

PICTURES = {"trajectories": trajectories, "cells": cells, "crafts": crafts, "regimes": regimes}
SMALL = {"population": {"customers": 200, "customer_weight": 400.0}, "levers": {"substance": 0.5}}


def run(document: dict, replicates: int = 6, **also):
    scenario = eq.Scenario({**SMALL, **document}, "small")
    return eq.simulate(scenario, replicates=replicates, seed=7, **also)


@pytest.fixture(scope="module")
def ensemble():
    """Eight futures without ruin, in which regimes return and more is renamed than the state has room for."""
    restless = {
        "accounts": {"credit": 1e9},
        "context": {"sojourn": 12.0, "template_flip": 0.35},
        "levers": {"substance": 0.6, "development": 0.2},
    }
    campaigns = [{"week": week, "crafts": 150} for week in (20, 60)]
    return run({"time": {"weeks": 130}, "renaming": campaigns, **restless}, replicates=8)


def texts(sheet) -> list[str]:
    return [text.get_text() for text in sheet.findobj(Text) if text.get_text()]


def altered(ensemble, **figures):
    """The ensemble with figures of the focal enterprise replaced by (replicate, week) values."""
    weekly = ensemble.weekly.copy(deep=True)
    for key, values in figures.items():
        weekly[key][:, :, 0] = values
    return replace(ensemble, weekly=weekly)


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("trajectories", "en", ["Profit", "Customers", "Energy of people", "New crafts", "middle half of the futures"]),
        ("trajectories", "it", ["Profitto", "Clienti", "Energia delle persone", "Nuovi mestieri", "metà centrale dei futuri"]),
        ("cells", "en", ["Start", "Half-way, week 65", "End, week 130", "organism", "conceptual"]),
        ("cells", "it", ["Inizio", "A metà, settimana 65", "Fine, settimana 130", "organismo", "concettuale"]),
        ("crafts", "en", ["Need 1", "Need 10", "made", "absorbed from an ally", "renamed and found out"]),
        ("crafts", "it", ["Bisogno 1", "Bisogno 10", "inventato", "assorbito da un alleato", "rinominato e scoperto"]),
        ("regimes", "en", ["calm", "crowded", "price war", "renaissance"]),
        ("regimes", "it", ["calma", "affollamento", "guerra dei prezzi", "rinascimento"]),
    ],
)  # fmt: skip
def test_a_picture_speaks_its_language(ensemble, name, language, expected):
    found = texts(PICTURES[name].plot(ensemble, language=language))
    assert set(expected) <= set(found)
    assert not [text for text in found if "{" in text]


def test_both_catalogues_have_the_same_keys_and_places_to_fill():
    folder = Path(words.__file__).parent
    english, italian = (tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in LANGUAGES)
    assert {s: set(keys) for s, keys in english.items()} == {s: set(keys) for s, keys in italian.items()}
    for section, keys in english.items():
        for key, text in keys.items():
            places = [sorted(set(re.findall(r"{\w+}", t))) for t in (text, italian[section][key])]
            assert places[0] == places[1] or section == "units", key


@pytest.mark.parametrize(
    ("value", "english", "italian"),
    [
        (123456.0, "123,456", "123.456"),
        (1.25, "1.25", "1,25"),
        (-0.25, "−0.25", "−0,25"),
        (20000, "20,000", "20.000"),
        (0.0, "0", "0"),
    ],
)
def test_numbers_are_written_as_in_the_language(value, english, italian):
    assert (words.number(value, "en"), words.number(value, "it")) == (english, italian)


def test_money_is_short_in_either_language():
    assert words.money(-18250.0, "en") == "−€18.2k"
    assert words.money(18250.0, "it") == "18.200 €"
    assert words.money(1.25e6, "it") == "1,2 mln €"


def test_the_headline_counts_futures_that_earn_and_those_that_end_in_ruin(ensemble):
    profit = np.where(np.arange(8) < 6, 1.0, -1.0)[:, None] * np.ones(130)
    alive = np.ones((8, 130))
    alive[7, 100:] = 0.0
    changed = altered(ensemble, profit=profit, alive=alive)
    assert "In 6 of 8 futures the enterprise earns money over 130 weeks; 1 ends in ruin." in texts(
        trajectories.plot(changed)
    )
    assert "In 6 futuri su 8 l’impresa guadagna" in " ".join(texts(trajectories.plot(changed, language="it")))


def test_the_sentence_of_a_figure_counts_the_futures_in_which_it_rises(ensemble):
    rising = np.linspace(0.2, 0.4, 130)
    changed = altered(ensemble, energy=np.where(np.arange(8)[:, None] < 5, rising, rising[::-1]))
    assert sentences.sentence(changed, "energy", 0, "en") == "Rises from the first to the last year in 5 of 8 futures"
    changed = altered(ensemble, energy=np.where(np.arange(8)[:, None] < 4, rising, rising[::-1]))
    assert sentences.sentence(changed, "energy", 0, "en") == "No clear trend: up in 4 of 8 futures, down in 4"


def test_a_ruined_future_neither_rises_nor_falls(ensemble):
    alive = np.ones((8, 130))
    alive[:2, 60:] = 0.0
    changed = altered(ensemble, customers=np.linspace(9.0, 3.0, 130) * alive, alive=alive)
    assert "in 6 of 8 futures" in sentences.sentence(changed, "customers", 0, "en")


def test_the_sentence_on_new_crafts_is_the_founding_texts_question(ensemble):
    made = np.zeros((8, 130))
    for future, crafts_made in enumerate((9, 3, 1, 4, 1, 5, 2, 6)):
        made[future, 130 - crafts_made :] = 1.0
    made[:, :78] = 1.0  # before the last year
    said = sentences.sentence(altered(ensemble, new_crafts=made), "new_crafts", 0, "en")
    assert said == "In the last year: 3 (1 to 9 in 9 of 10 futures)"


def test_bands_are_quantiles_of_the_futures(ensemble):
    axes = trajectories.plot(ensemble, ["coherence"]).axes[0]
    values = ensemble.weekly["coherence"].isel(enterprise=0).to_numpy()
    bands = [child for child in axes.collections if isinstance(child, PolyCollection)]
    for band, (low, high) in zip(bands, ((0.05, 0.95), (0.25, 0.75)), strict=True):
        drawn = band.get_paths()[0].vertices
        for week in (1, 50, 130):
            there = drawn[drawn[:, 0] == week, 1]
            assert np.allclose([there.min(), there.max()], np.quantile(values[:, week - 1], (low, high)))
    middle = next(line for line in axes.lines if line.get_linewidth() > 1.5)
    assert np.allclose(middle.get_ydata(), np.median(values, axis=0))


def test_profit_is_drawn_as_the_mean_of_a_quarter_and_new_crafts_as_the_sum_of_a_year(ensemble):
    weekly = ensemble.weekly.isel(enterprise=0)
    profit, how = trajectories.seen(ensemble, "profit")
    assert how == "mean_13"
    assert np.allclose(profit[:, 100], weekly["profit"][:, 88:101].mean("week"))
    assert np.allclose(profit[:, 2], weekly["profit"][:, :3].mean("week"))
    made, how = trajectories.seen(ensemble, "new_crafts")
    assert how == "sum_52"
    assert np.allclose(made[:, 100], weekly["new_crafts"][:, 49:101].sum("week"))
    assert np.isnan(made[:, 50]).all()
    assert not np.isnan(made[:, 51]).any()


def test_shares_of_a_ruined_enterprise_are_left_out(ensemble):
    alive = np.ones((8, 130))
    alive[3, 60:] = 0.0
    values, _ = trajectories.seen(altered(ensemble, alive=alive), "coherence")
    assert np.isnan(values[3, 60:]).all()
    assert not np.isnan(values[:3]).any()


def test_shares_of_the_regimes_are_counts_and_sum_to_one(ensemble):
    found = ensemble.weekly["regime"].to_numpy()
    part = regimes.shares(ensemble)
    assert np.allclose(part.sum(1), 1.0)
    assert np.allclose(part[40], [(found[:, 40] == k).mean() for k in range(4)])
    alone = regimes.shares(ensemble, 2)
    assert (alone.argmax(1) == found[2]).all()
    assert set(np.unique(alone)) <= {0.0, 1.0}


def test_the_sentence_on_regimes_counts_changes_and_returns():
    found = np.array([[0, 0, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1]])
    assert regimes.stays(found) == (12 / 5, 1)


def test_a_comparison_is_the_other_ensembles_middle(ensemble):
    other = altered(ensemble, energy=np.full((8, 130), 0.123))
    axes = trajectories.plot(ensemble, ["energy"], compare=other).axes[0]
    ghost = [line for line in axes.lines if line.get_color() == style.GHOST]
    assert len(ghost) == 1
    assert np.allclose(ghost[0].get_ydata(), 0.123)


def test_an_indicator_of_ones_own_is_drawn_like_the_others():
    mood = eq.Figure("mood", "grins", "Smiles for $5 and $6", "Sorrisi", "mean", lambda s: s.cells.energy.mean(-1))
    own = run({"time": {"weeks": 12}}, indicators=[mood])
    assert {"Smiles for $5 and $6", "grins"} <= set(texts(trajectories.plot(own, ["mood"])))
    assert "Sorrisi" in texts(trajectories.plot(own, ["mood"], language="it"))


@pytest.mark.parametrize(
    ("arguments", "words_of_error"),
    [
        ({"figures": ["profits"]}, "did you mean 'profit'"),
        ({"figures": []}, "at least one"),
        ({"language": "fr"}, "en and it"),
        ({"enterprise": "focl"}, "focal, rival"),
        ({"enterprise": 2}, "0 to 1"),
    ],
)
def test_what_is_not_there_is_refused_in_one_sentence(ensemble, arguments, words_of_error):
    with pytest.raises(ValueError, match=words_of_error):
        trajectories.plot(ensemble, **arguments)


def _edge(name):
    if name == "one week":
        return run({"time": {"weeks": 1}}, replicates=1)
    if name == "two weeks":
        return run({"time": {"weeks": 2}}, replicates=3)
    if name == "alone":
        return run({"time": {"weeks": 30}, "rival": []}, replicates=2)
    if name == "eight enterprises":
        return run({"time": {"weeks": 10}, "loyal": {"start_share": 0.1},
                    "rival": [{"name": f"rival-{k}", "mix": {}} for k in range(7)]})  # fmt: skip
    if name == "ruined":
        return run({"time": {"weeks": 20}, "accounts": {"credit": 1000.0}})
    if name == "own regimes":
        own = {f"weather_{k}": {"receptivity": 0.1} for k in range(10)}
        return run({"time": {"weeks": 40}, "context": {"sojourn": 3.0}, "regimes": own})
    if name == "sixty cells":
        return run({"time": {"weeks": 4}, "cells": {"cells": 60}, "growth": {"cells_most": 60}})
    missing = run({"time": {"weeks": 20}})
    return altered(missing, satisfaction=np.nan, energy=np.nan, coherence=np.nan)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name",
    ["one week", "two weeks", "alone", "eight enterprises", "ruined", "own regimes", "sixty cells", "nothing there"],
)
def test_every_picture_is_drawn_of_the_most_unusual_ensembles(name, language, tmp_path):
    files = plots.save_all(_edge(name), tmp_path / "new" / "folder", language)
    assert [file.name for file in files] == ["trajectories.png", "cells.png", "crafts.png", "regimes.png"]
    for file in files:
        assert file.read_bytes().startswith(b"\x89PNG")
        assert file.stat().st_size < 200_000


def test_words_stay_on_the_sheet(ensemble):
    for module in PICTURES.values():
        for language in LANGUAGES:
            sheet = module.plot(ensemble, language=language)
            sheet.canvas.draw()
            edge = sheet.bbox
            for text in sheet.findobj(Text):
                if text.get_text() and text.get_visible():
                    box = text.get_window_extent()
                    assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= edge.x1 and box.y1 <= edge.y1, text.get_text()


def test_threads_draw_the_same_pictures(ensemble, tmp_path):
    def drawn(k: int) -> bytes:
        language = ("en", "it")[k % 2]
        return style.save(cells.plot(ensemble, language=language), tmp_path / f"{k}.png").read_bytes()

    alone = [drawn(0), drawn(1)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(drawn, range(2, 6)))
    assert together == alone * 2


def test_no_picture_touches_pyplot_or_global_settings(ensemble, tmp_path):
    (tmp_path / "ensemble").write_bytes(pickle.dumps(ensemble))
    code = (
        "import pickle, sys, matplotlib; from pathlib import Path; from equilibrium import plots\n"
        "settings = lambda: {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if key != 'backend'}\n"
        "before, folder = settings(), Path(sys.argv[1])\n"
        "plots.save_all(pickle.loads((folder / 'ensemble').read_bytes()), folder)\n"
        "assert 'matplotlib.pyplot' not in sys.modules and settings() == before"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)


CELLS = {"need": np.repeat(np.arange(5), 4), "radius": np.full(20, 0.07)}
LINKS = [(i, (i + step) % 20) for i in range(20) for step in (5, 7)]


def distances(at: np.ndarray) -> np.ndarray:
    return np.linalg.norm(at[:, None] - at[None], axis=-1)


@pytest.mark.parametrize("organism", [0.0, 0.3, 0.7, 1.0])
def test_cells_never_overlap(organism):
    at, _ = layout.places(CELLS["need"], LINKS, CELLS["radius"], organism)
    apart = distances(at) + np.eye(20)
    assert apart.min() > 2 * 0.07


def test_at_the_organisation_pole_each_cell_stands_in_the_box_of_its_need():
    at, boxes = layout.places(CELLS["need"], LINKS, CELLS["radius"], 0.0)
    assert len(boxes) == 5
    for need, (x, y, wide, tall) in enumerate(boxes):
        inside = (abs(at[:, 0] - x) <= wide) & (abs(at[:, 1] - y) <= tall)
        assert (inside == (CELLS["need"] == need)).all()


def test_toward_the_organism_cells_of_different_needs_mingle():
    same = CELLS["need"][:, None] == CELLS["need"][None]
    nearest_is_of_the_same_need = []
    for organism in (0.0, 1.0):
        apart = distances(layout.places(CELLS["need"], LINKS, CELLS["radius"], organism)[0]) + 9 * np.eye(20)
        nearest_is_of_the_same_need.append(same[np.arange(20), apart.argmin(1)].mean())
    assert nearest_is_of_the_same_need[0] == 1.0
    assert nearest_is_of_the_same_need[1] < 0.5


def test_the_membrane_holds_all_cells_and_opens_toward_the_weconomy():
    at, _ = layout.places(CELLS["need"], LINKS, CELLS["radius"], 0.5)
    outline = layout.membrane(at, CELLS["radius"])
    angle, reach = np.arctan2(outline[:, 1], outline[:, 0]), np.linalg.norm(outline, axis=1)
    for x, y in at:
        assert np.hypot(x, y) + 0.07 < reach[np.abs(np.angle(np.exp(1j * (angle - np.arctan2(y, x))))).argmin()] + 0.01

    def drawn(openness):
        return sum(np.linalg.norm(np.diff(dash, axis=0), axis=1).sum() for dash in layout.dashes(outline, openness))

    whole = drawn(0.0)
    assert len(layout.dashes(outline, 0.0)) == 1
    assert whole > drawn(0.2) > drawn(0.6) > drawn(1.0) > 0.25 * whole


def test_the_sentence_on_cells_is_what_the_portrait_holds(ensemble):
    first, *_, last = cells.moments(ensemble)
    alive = ensemble.portrait["alive"].isel(enterprise=0).sum("cell").to_numpy()
    assert (first.people.size, last.people.size) == (alive[0], alive[-1])
    energy = ensemble.weekly["energy"].isel(replicate=0, enterprise=0, week=-1)
    assert last.mean_energy == pytest.approx(float(energy))
    said = cells.sentence([first, last], "it", "en")
    assert f"from {alive[0]} to {alive[-1]} cell" in said
    assert f"to {100 * float(energy):.0f} out of 100" in said


def test_the_table_of_crafts_holds_all_that_ever_were(ensemble):
    weekly = ensemble.weekly.isel(replicate=0)
    for e in range(2):
        table = ensemble.crafts[ensemble.crafts["enterprise"] == e]
        for origin, figure in (("ally", "absorbed_crafts"), ("relabel", "renamings")):
            assert (table["origin"] == origin).sum() == weekly[figure].isel(enterprise=e).sum(), origin
        assert (table["origin"] == "indie").sum() >= weekly["new_crafts"].isel(enterprise=e).sum()  # not all ripen
        found = np.bincount(table.loc[table["found"], "found_week"], minlength=131)[1:]
        assert (found == weekly["found_out"].isel(enterprise=e)).all()
    assert (ensemble.crafts["enterprise"] == 0).sum() > 256  # more than the state has room for


def test_a_craft_serves_only_its_own_need_and_only_once_born(ensemble):
    table = ensemble.crafts[ensemble.crafts["enterprise"] == 0].set_index("craft")
    lives = crafts.spells(ensemble)
    assert lives
    for spell in lives:
        assert table.loc[spell.craft, "need"] == spell.need
        assert table.loc[spell.craft, "born"] <= spell.start < spell.end or spell.start == spell.end == 130
    woken = ensemble.weekly["woken_crafts"].isel(replicate=0, enterprise=0).to_numpy()
    assert sum(spell.woken for spell in lives) <= woken.sum()


def test_a_craft_is_woken_if_it_served_before_and_not_if_its_cells_only_came_back(ensemble):
    portrait = ensemble.portrait.copy(deep=True)
    portrait["serving"][:, 0, :] = -1
    served = np.repeat([0, 12, 0, -1, 0], [40, 30, 20, 10, 31])  # founding, another, woken, no cell, cells again
    portrait["serving"][:, 0, 0] = served
    woken = np.zeros((8, 130))
    woken[0, 69] = 1.0  # in week 70
    lives = crafts.spells(replace(altered(ensemble, woken_crafts=woken), portrait=portrait))
    assert [(s.craft, s.start, s.end, s.woken, s.before) for s in lives] == [
        (0, 0, 40, False, -1), (12, 40, 70, False, 0), (0, 70, 90, True, 12), (0, 100, 130, False, 0),
    ]  # fmt: skip


def test_the_sentence_on_crafts_counts_them(ensemble):
    weekly = ensemble.weekly.isel(replicate=0, enterprise=0)
    said = crafts.sentence(ensemble, 0, "it")
    assert f"ha portato a maturazione {weekly['new_crafts'].sum():.0f} mestier" in said
    assert f"{weekly['renamings'].sum():.0f} hanno solo cambiato nome" in said


def seen_as(color: str, matrix: np.ndarray) -> np.ndarray:
    """CIE 1976 L*a*b* of a colour, through a matrix of colour blindness (Machado et al. 2009, severity 1)."""
    rgb = np.array(to_rgb(color))
    linear = np.clip(matrix @ np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4), 0.0, 1.0)
    to_xyz = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]])
    t = to_xyz @ linear / (0.9505, 1.0, 1.0888)
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize(
    "matrix",
    [
        np.eye(3),
        np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
        np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
        np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
    ],
    ids=["normal", "deuteranopia", "protanopia", "tritanopia"],
)
def test_colours_stay_apart_for_colour_blind_eyes(matrix):
    for palette, least in ((style.REGIMES, 21.0), (tuple(style.FAMILIES.values()), 13.5)):
        seen = [seen_as(color, matrix) for color in palette]
        assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > least
