"""Scenario discovery: boxes are EMA Workbench's, planted regions are found, noise is not."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("ema_workbench")

import equilibrium as eq
from equilibrium.balance import discovery
from equilibrium.plots import breaks as picture
from equilibrium.plots import style
from equilibrium.words import LANGUAGES
from equilibrium.words.breaks import breaks_sentences

pytestmark = pytest.mark.filterwarnings("ignore")
SMALL = eq.Scenario.load("storefront").with_(customers=200, customer_weight=225, weeks=20, missions=[])


def planted(count, seed, width=30, chance=0.8, other=0.1):
    """Futures that break with `chance` where x0 is low, x1 high and the context not "a"; else with `other`."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.random((count, width)), columns=[f"x{k}" for k in range(width)])
    table["context"] = rng.choice(["a", "b", "c"], count)
    inside = ((table.x0 < 0.4) & (table.x1 > 0.5) & (table.context != "a")).to_numpy()
    return table, rng.random(count) < np.where(inside, chance, other)


def found_by_ema_workbench(box, table, failed):
    """Whether `box` is one on the way of the documented call, on the columns that were given to PRIM, restrictions lifted by it."""
    from ema_workbench.analysis import prim

    columns = discovery.telling(table, failed)
    theirs = prim.Prim(table[columns], failed, threshold=float(failed.mean()), peel_alpha=0.1, mass_min=0.05).find_box()
    kept = {each.name for each in box.restrictions}
    for at in range(len(theirs.box_lims)):
        theirs.select(at)
        for name in set(theirs.qp[theirs._cur_box]) - kept:
            theirs.drop_restriction(name)
        limits = theirs.box_lim
        if (theirs.density, theirs.coverage, theirs.mass) == (box.density, box.coverage, box.mass) and all(
            limits[each.name].iloc[0] == set(each.contexts)
            if each.contexts
            else limits[each.name].tolist() == [each.low, each.high]
            for each in box.restrictions
        ):
            return True
    return False


def test_prim_boxes_are_ema_workbenchs_on_the_same_data():
    table, failed = planted(800, 1)
    (box, *_) = discovery.boxes(table, failed, *planted(400, 2))
    assert found_by_ema_workbench(box, table, failed)
    inside = discovery.within(table, box.restrictions)
    assert failed[inside].mean() == pytest.approx(box.density) and inside.mean() == pytest.approx(box.mass)
    assert failed[inside].sum() / failed.sum() == pytest.approx(box.coverage)
    moved = replace(box.restrictions[0], low=box.restrictions[0].low + 0.01, high=box.restrictions[0].high - 0.01)
    assert not found_by_ema_workbench(replace(box, restrictions=(moved, *box.restrictions[1:])), table, failed)


def test_prim_boxes_are_ema_workbenchs_on_the_models_own_futures(found):
    assert found.boxes
    assert found_by_ema_workbench(found.boxes[0], found.table, found.failed)


def test_a_planted_region_is_found_without_what_is_noise():
    table, failed = planted(800, 3)
    boxes = discovery.boxes(table, failed, *planted(400, 4))
    found = {each.name: each for each in boxes[0].restrictions}
    assert set(found) == {"x0", "x1", "context"}
    assert found["context"].contexts == ("b", "c")
    assert np.isnan(found["x0"].quasi_p[0]) and found["x0"].high == pytest.approx(0.4, abs=0.1)  # low values only
    assert np.isnan(found["x1"].quasi_p[1]) and 0.2 < found["x1"].low < 0.6  # high ones only
    assert boxes[0].confirmed and boxes[0].inside.low > boxes[0].outside.high


def test_noise_alone_is_rarely_described_and_hardly_ever_confirmed():
    described, confirmed = 0, 0
    for seed in range(20):
        boxes = discovery.boxes(*planted(300, seed, 20, 0.3, 0.3), *planted(300, 100 + seed, 20, 0.3, 0.3))
        described += bool(boxes)
        confirmed += any(box.confirmed for box in boxes)
    assert described <= 6 and confirmed <= 1


def test_fresh_futures_take_back_a_box_that_only_luck_made():
    table, failed = planted(800, 5)
    (box, *_) = discovery.boxes(table, failed, *planted(400, 6, chance=0.2, other=0.2))
    assert box.density > 0.5 and not box.confirmed


def test_hardly_any_breaking_future_or_hardly_any_other_is_not_described():
    table, failed = planted(300, 7)
    few = failed & (np.cumsum(failed) < 10)
    assert discovery.boxes(table, few, table, few) == ()
    assert discovery.boxes(table, ~few, table, ~few) == ()


@pytest.fixture(scope="module")
def found():
    """A market in which nothing counts but the unit cost and the price of the value tier."""
    cheap = SMALL.with_(volume_value=0.95)
    uncertain = {
        "cost_value": {"low": 60.0, "high": 140.0},
        "price_value": {"low": 80.0, "high": 140.0},
        "care": "plausible",
    }
    calls = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = discovery.breaks(
            cheap, {"volume_value": 0.9}, {"profit": -150_000.0}, contexts={"mixed": {}}, uncertain=uncertain, futures=120,
            fresh=120, seed=4, progress=lambda *at: calls.append(at),
        )  # fmt: skip
    assert calls[-1] == (240, 240)
    return told


def test_the_models_own_breaking_futures_are_those_where_cost_eats_the_price(found):
    assert found.runs == 240 and 0.05 < found.broken.value < 0.95
    names = {each.name for box in found.boxes for each in box.restrictions if box.confirmed}
    assert names and names <= {"cost_value", "price_value"}
    assert len(found.table) == len(found.failed) == 120 and "context" not in found.table


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_and_picture_say_where_it_breaks(found, language):
    lines = breaks_sentences(found, language)
    assert str(round(found.broken.value * 240)) in lines[0]
    assert f"{round(100 * found.boxes[0].inside.value)}" in lines[1]
    sheet = picture.plot(found, SMALL, "Test", "foot", language)
    assert len(style.png(sheet)) > 10_000
    texts = [text.get_text() for text in sheet.findobj(lambda each: hasattr(each, "get_text"))]
    assert not any("{" in text for text in [*texts, *lines])
