"""Corridor: a known one is recovered, what is said of it holds in futures it has not seen, and luck is named where it rules."""

from types import MappingProxyType

import numpy as np
import pytest
from scipy.stats import norm

from equilibrium.balance.avoid import Avoid, AvoidBoth
from equilibrium.balance.corridor import LEAST, Corridor, Share, corridor, search
from equilibrium.balance.objectives import objective
from equilibrium.parameters import AXES
from equilibrium.plots import corridor as picture
from equilibrium.scenario import Scenario
from equilibrium.words.opposites import corridor_sentences

pytest.importorskip("sklearn")

BEST = np.array([0.3, 0.5, 0.7])
STEEP = np.array([200.0, 100.0, 400.0])
NAMES = AXES[:3]


class World:
    """Value 100 at the best and a quadratic fall; a future's luck shared by all mixes, and luck of each mix in each future."""

    def __init__(self, luck, tilt=0.0):
        self.luck, self.tilt, self.replicates, self.runs = luck, tilt, [], 0

    def fall(self, points):
        x = points - BEST
        return x**2 @ STEEP + self.tilt * x[:, 0] * x[:, 2]

    def __call__(self, points, replicates):
        self.replicates.append(set(replicates))
        self.runs += len(points) * len(replicates)
        keys = np.floor(np.abs(points).sum(1) * 1e12).astype(np.int64) % 2**31
        own = np.array([np.random.default_rng((int(k), replicates[0])).standard_normal(len(replicates)) for k in keys])
        shared = np.random.default_rng((5, replicates[0])).normal(0, 60, len(replicates))
        fall = self.fall(points)
        return 100.0 - fall[:, None] + shared - shared.mean() + self.luck * own * (fall > 1e-12)[:, None]


@pytest.fixture(scope="module")
def known():
    world = World(4.0)
    return world, search(world, NAMES, BEST, 0.1, 0.8, 0.25, 12_000)


def test_the_single_corridors_of_a_known_world_are_recovered(known):
    _, found = known
    true = np.sqrt((10.0 - norm.ppf(0.8) * 4.0) / STEEP)
    np.testing.assert_allclose(found["level"], 100.0, atol=0.5)
    for side in (
        BEST - found["alone"][:, 0],
        found["alone"][:, 1] - BEST,
    ):  # narrower than the truth, for safety, never wider
        assert (side / true > 0.65).all()
        assert (side / true < 1.02).all()


@pytest.mark.parametrize("tilt", [0.0, 350.0])
def test_at_least_95_in_100_mixes_of_the_box_are_good_in_truth(known, tilt):
    world, found = known
    if tilt:  # a ridge across two axes
        world = World(4.0, tilt)
        found = search(world, NAMES, BEST, 0.1, 0.8, 0.25, 12_000)
    box = found["box"]
    inside = box[:, 0] + np.random.default_rng(1).random((20_000, 3)) * np.ptp(box, axis=1)
    good = norm.cdf((found["tolerance"] - world.fall(inside)) / world.luck) >= 0.8
    assert good.mean() >= 0.95
    assert (np.ptp(box, axis=1) > 0.3 * np.ptp(found["alone"], axis=1)).all()  # and it is not held by being empty
    assert found["box_verified"].value >= 0.9


def test_the_last_word_is_told_by_futures_that_nothing_before_has_seen(known):
    world, found = known
    last = world.replicates[-(found["alone_verified"].tried + found["box_verified"].tried) :]
    before = set().union(*world.replicates[: -len(last)])
    assert not before & set().union(*last)
    assert sum(map(len, last)) == len(set().union(*last))  # each mix has futures of its own
    assert all(len(each) == found["replicates"] for each in last)
    assert world.runs <= 1.1 * 12_000
    assert found["box_verified"].low < found["box_verified"].value <= found["box_verified"].high


def test_the_region_to_avoid_is_where_the_loss_is_exceeded_in_most_futures(known):
    _, found = known
    beyond = {(each.axis, each.pole): each.beyond for each in found["avoid"]}
    true = BEST[0] + np.sqrt(25.0 / STEEP[0])
    assert true - 1e-9 <= beyond["push_pull", 1] <= true + 0.15  # the first place looked at beyond it
    assert ("volume_value", 0) not in beyond or beyond["volume_value", 0] <= BEST[1] - np.sqrt(25.0 / STEEP[1]) + 1e-9
    assert found["avoid"][0].loss == max(each.loss for each in found["avoid"])


def test_two_axes_to_avoid_at_once_lose_it_in_truth_and_neither_alone():
    """A ridge: where the first and the third axis move the same way, both are far worse than one after the other added up."""
    world = World(4.0, 350.0)
    found = search(world, NAMES, BEST, 0.1, 0.8, 0.25, 12_000)["avoid_both"]
    told = {(each.axes, each.poles): each for each in found}
    assert (("push_pull", "selling_serving"), (1, 1)) in told
    assert not any(axes == ("push_pull", "selling_serving") and len(set(poles)) == 2 for axes, poles in told)
    for each in found:
        which = [NAMES.index(axis) for axis in each.axes]
        places = np.tile(BEST, (4, 1))
        places[0, which], places[1, which] = each.beyond, each.corner
        for row, (k, end) in enumerate(zip(which, each.corner, strict=True), 2):
            places[row, k] = end
        begins, corner, first, second = world.fall(places)
        assert begins > 20.0 and corner > 25.0
        assert max(first, second) < 30.0
        assert each.low > 0.5 and each.share >= each.low


def test_what_no_corner_loses_is_no_region_to_avoid():
    class Flat(World):
        def fall(self, points):
            return 0.05 * super().fall(points)

    found = search(Flat(1.0), NAMES, BEST, 0.1, 0.8, 0.25, LEAST)
    assert found["avoid"] == found["avoid_both"] == ()


def test_more_mixes_for_the_last_word_change_nothing_but_the_last_word(known):
    world = World(4.0)
    found = search(world, NAMES, BEST, 0.1, 0.8, 0.25, 12_000, 60)
    for key in ("alone", "box", "margins", "replicates"):
        np.testing.assert_array_equal(found[key], known[1][key])
    assert found["alone_verified"].tried == found["box_verified"].tried == 60
    assert world.runs > known[0].runs + 4 * 30 * found["replicates"]


def test_where_luck_rules_it_says_which_share_or_tolerance_would_open_the_corridor():
    found = search(World(20.0), NAMES, BEST, 0.1, 0.8, 0.25, 12_000)
    small = 0.05**2 * STEEP.max()
    assert np.ptp(found["alone"], axis=1).max() < 0.1
    assert found["opens_share"] == pytest.approx(norm.cdf((10.0 - small) / 20.0), abs=0.12)
    assert found["opens_within"] == pytest.approx((small + 20.0 * norm.ppf(0.8)) / 100.0, abs=0.06)


def record(**also):
    base = {
        "names": ("push_pull", "selling_serving"), "best": np.array([0.25, 0.75]), "here": np.array([0.5, 0.5]), "within": 0.1,
        "share": 0.8, "tolerance": 1e5, "level": 1e6, "alone": np.array([[0.1, 0.4], [0.7, 0.85]]),
        "box": np.array([[0.15, 0.35], [0.72, 0.8]]), "margins": (0.0, 0.03), "alone_verified": Share(24, 25, 0.8, 1.0),
        "box_verified": Share(25, 25, 0.86, 1.0), "replicates": 48, "opens_share": 0.71, "opens_within": 0.18,
        "places": MappingProxyType({}), "shares": MappingProxyType({}), "avoid": (), "avoid_both": (), "loss": 2.5e5,
        "objective": "profit", "seed": 1, "runs": 12_000,
    }  # fmt: skip
    return Corridor(**(base | also))


def test_the_corridor_in_words_names_what_is_lost_where_there_is_room_and_how_it_was_tried():
    said = " ".join(corridor_sentences(record(), "en"))
    assert "at most 100,000 EUR less than at the best mix, in 8 of 10 futures" in said
    assert "most room: push ↔ pull (from 0.10 to 0.40); least: selling ↔ serving" in said
    assert "25 of 25 mixes in the box are good (95%: 86% to 100% of all)" in said
    assert "One axis at a time, tried again with fresh luck: 24 of 25 mixes are good" in said
    assert "narrow" not in said
    assert "8 futuri su 10" in " ".join(corridor_sentences(record(), "it"))


def test_a_narrow_corridor_is_said_to_be_narrow_with_what_would_open_it():
    thin = record(alone=np.array([[0.24, 0.26], [0.7, 0.85]]))
    assert not thin.open
    said = " ".join(corridor_sentences(thin, "en"))
    assert "good in 71 of 100 futures" in said
    assert "if 18% less than the best is good enough" in said


def test_a_box_that_is_but_a_point_is_said_to_give_no_room_and_is_not_drawn():
    point = record(box=np.array([[0.25, 0.25], [0.75, 0.75]]))
    assert not point.roomy
    assert record().roomy
    said = " ".join(corridor_sentences(point, "en"))
    assert "no room that holds on fresh luck" in said
    assert "in the box" not in said
    assert "24 of 25 mixes are good" in said
    texts = [each.get_text() for each in picture.plot(point, "en").findobj(match=lambda x: hasattr(x, "get_text"))]
    assert "all together" not in texts


def test_regions_to_avoid_are_said_as_one_speaks():
    avoid = Avoid("volume_value", 0, 0.0, 0.8, 4e5), Avoid("selling_serving", 0, 0.47, 0.9, 1e6)
    both = (AvoidBoth(("volume_value", "selling_serving"), (0, 1), (0.2, 1.0), (0.1, 1.0), 0.75, 0.6, 36, 5e5),)
    said = corridor_sentences(record(avoid=avoid, avoid_both=both), "en")
    assert "Avoid all volume: there more than 250,000 EUR is lost in most futures." in said
    assert any("Avoid too much selling (selling ↔ serving below 0.47)" in each for each in said)
    assert "much volume together with much serving (volume ↔ value below 0.20, all serving)" in said[-1]
    assert "27 of 36" in said[-1]
    said = corridor_sentences(record(avoid=avoid, avoid_both=both), "it")
    assert any(each.startswith("Da evitare tutto volume") for each in said)
    lever = Avoid("antenna", 0, 0.1, 0.8, 4e5)
    assert "Avoid market missions: fewer ↔ more below 10%" in " ".join(corridor_sentences(record(avoid=(lever,)), "en"))


def test_the_picture_shows_every_axis_with_its_poles():
    for language, title in (("en", "A corridor rather than a point"), ("it", "Un corridoio, più che un punto")):
        texts = [t.get_text() for t in picture.plot(record(), language).findobj(match=lambda x: hasattr(x, "get_text"))]
        assert {"push", "pull", "selling", "serving", title} <= set(texts)


def test_a_small_scenario_has_a_corridor_around_its_own_mix():
    scenario = Scenario.load("storefront").with_(customers=100, customer_weight=450.0, weeks=4)
    asked, told = objective("profit", 4), []
    found = corridor(scenario, asked, names=("selling_serving",), within=0.5, share=0.6, budget=LEAST, seed=2,
                     progress=lambda done, total: told.append((done, total)))  # fmt: skip
    low, high = found.alone[0]
    assert low <= found.best[0] <= high
    assert found.alone[0, 0] <= found.box[0, 0] <= found.box[0, 1] <= found.alone[0, 1]
    assert found.runs <= 1.1 * LEAST
    assert told[-1][0] <= told[-1][1] == LEAST


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"within": 0.0}, "within: 0.0"),
        ({"share": 1.0}, "share: 1.0"),
        ({"budget": 10}, "budget: 10 runs found"),
        ({"names": ()}, "names: .* one or more"),
        ({"mixes": 0}, "mixes: 0"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(how, said):
    with pytest.raises(ValueError, match=said):
        corridor(Scenario.load("storefront"), objective("profit"), **how)
