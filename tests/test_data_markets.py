"""Markets, service and regimes: the model held to each row of the data it can say something of."""

import inspect

import numpy as np
import pytest

from equilibrium.calibration import call_centre, carry_over, cheese, diffusion, price_response, regime_changes, results
from equilibrium.calibration.sources import SHIPPED, folder, table
from equilibrium.evidence import collect, targets
from equilibrium.findings import between
from equilibrium.known_worlds import bass, erlang
from equilibrium.parameters import REGISTRY
from equilibrium.plots import comparison

FILES = {
    carry_over: "pinkham_annual.csv",
    price_response: price_response.FILE,
    cheese: cheese.FILE,
    diffusion: diffusion.INNOVATIONS,
    call_centre: call_centre.CALLS,
    regime_changes: regime_changes.FLIGHTS,
}
MISSES = {  # what the model does not reach, and is said not to (docs/data.md)
    diffusion: {"bass_diffusion_series: peak year room AC / colour TV [room AC]"},
    call_centre: {
        "bank_callcentre_1999_summary: abandoned (hang-up) share [model, fluid limit at that load]",
        "bank_callcentre_1999_summary: mean / median wait (s); share not waiting [closed form: median by Erlang A, 2 servers]",
    },
    regime_changes: {
        "us_ecommerce_share_quarterly: back on trend [quarters after 2020Q2, model]",
        "ansett_weekly_passengers: MEL-SYD mean before (Aug 88-Jul 89), 1990H1, 1991, 1992 [1990H1 over before, model]",
        "us_newspapers_annual: advertising peak year, level; 2009, 2012, 2020 level (bn USD) [2009, model]",
        "us_newspapers_annual: advertising peak year, level; 2009, 2012, 2020 level (bn USD) [2012, model]",
    },
}
here = {
    module: pytest.mark.skipif(
        not (folder() / name).is_file(), reason=f"{name} does not ship with the library: set EQUILIBRIUM_DATA"
    )
    for module, name in FILES.items()
}
each = pytest.mark.parametrize(
    "module", [pytest.param(m, marks=mark, id=collect.name_of(m)) for m, mark in here.items()]
)


@each
def test_each_module_finds_what_the_docs_say_it_finds(module):
    found = list(module.findings())
    assert {finding.figure for finding in found if not finding.holds} == MISSES.get(module, set())
    assert targets.strays(targets.Told(tuple(found), module.BEYOND, ()), targets.targets()) == []


@each
def test_parameters_lie_in_their_own_interval_and_in_the_registry(module):
    for key, (value, low, high) in module.parameters().items():
        assert key in REGISTRY and low <= value <= high


@pytest.mark.slow
@each
def test_each_module_has_its_picture(module):
    seen = module.comparison()
    assert any(line.reference for line in seen.lines) and any(not line.reference for line in seen.lines)
    assert comparison.draw(seen).get_axes()


def test_koyck_finds_the_memory_of_a_series_that_has_one():
    luck = np.random.default_rng(1954)
    advertising = luck.uniform(1.0, 2.0, 4000)
    sales = np.zeros(4000)
    for t in range(1, 4000):
        sales[t] = 0.7 * sales[t - 1] + 0.5 * advertising[t] + 0.1 * luck.normal()
    found = carry_over.koyck(sales, advertising)
    assert abs(found.carry - 0.7) < 3 * found.errors[0] and abs(found.short - 0.5) < 3 * found.errors[1]
    assert found.long == pytest.approx(0.5 / 0.3, rel=0.05)


def test_lapse_goodwill_and_seekers_of_the_carry_over_are_the_reference_scenarios():
    world = carry_over.scenario(52, 1000)
    for key in carry_over.REGISTERED:
        assert world.value(key) == REGISTRY[key].default, key


def test_customers_of_the_carry_over_buy_and_drop_out_as_cdnow_s_may():
    recorded = results.load()["repeat_buying"]
    for key, value in carry_over.CUSTOMERS.items():
        assert recorded[key]["low"] <= value <= recorded[key]["high"], key


def test_advertising_beyond_all_hours_is_refused_in_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "diet_product_monthly_adv.csv").write_text("sales,advertising\n1,1\n2,9\n1,1\n2,1\n1,1\n2,1\n")
    monkeypatch.setenv("EQUILIBRIUM_DATA", str(tmp_path))
    with pytest.raises(ValueError, match="at most"):
        carry_over.sold(carry_over.MONTHS, hours=0.9)


def test_weeks_cover_all_periods_once():
    for market, weeks in ((carry_over.YEARS, 54 * 52), (carry_over.MONTHS, 156), (carry_over.WEEKS, 157)):
        periods = round(weeks / market.weeks)
        found = carry_over.ends(market, periods)
        assert found[0] == 0 and found[-1] == weeks and (np.diff(found) > 0).all()


def test_bass_estimates_are_found_again_in_adoptions_made_of_them():
    made = 1000.0 * np.diff(bass.curve(0.01, 0.5, np.arange(15)))
    assert diffusion.fit(made).values == pytest.approx([0.01, 0.5, 1000.0], rel=1e-4)


def test_the_models_weeks_added_up_to_years_are_bass_s_years():
    years = diffusion.walked(0.02, 0.6, 8)
    exact = np.diff(bass.curve(0.02, 0.6, np.arange(9)))
    error = years.std(0, ddof=1) / len(years) ** 0.5
    assert (np.abs(years.mean(0) - exact) < 3 * error + 0.006).all()  # a tick of a week late


def test_who_waits_longer_than_no_time_is_who_waits():
    queue = erlang.erlang_a(3, 2.9, 0.5)
    assert call_centre.later(3, 2.9, 0.5, 1.0, 0.0) == pytest.approx(queue.wait, rel=1e-9)
    times = np.linspace(0.0, 20.0, 101)
    mean = np.trapezoid([call_centre.later(3, 2.9, 0.5, 1.0, t) for t in times], times)
    assert mean == pytest.approx(queue.time, rel=0.01)


def test_one_regime_is_nearly_a_poisson_stream_and_is_rejected():
    """Without regimes counts are binomial: variance over mean just below 1, far from the 5 asked for."""
    world = call_centre.arrivals(1157.0, np.ones(5), 0.0, 8)
    spread = [call_centre.dispersion(run) for run in call_centre.handled(world)]
    assert 0.7 < np.mean(spread) < 1.1


def test_overload_is_given_up_as_the_fluid_limit_says():
    for load in (0.8, 1.246):
        assert call_centre.given_up(load, 2.0).mean() == pytest.approx(max(0.0, 1 - 1 / load), abs=0.012)


def test_cusum_sounds_at_a_step_and_is_quiet_on_luck_alone():
    luck = np.random.default_rng(1954).normal(size=300)
    assert regime_changes.alarms(luck) == []
    stepped = luck + 4.0 * (np.arange(300) >= 200)
    first = regime_changes.alarms(stepped)[0]
    assert 200 <= first <= 205


def test_e_commerce_alarm_falls_in_the_quarter_of_the_step_and_nowhere_before():
    share = regime_changes.ecommerce()
    found = regime_changes.alarms(regime_changes.changes(share.to_numpy(float), 20))
    assert list(share.index[found]) == ["2020Q2", "2020Q3"]


@here[regime_changes]
def test_alarms_of_flights_and_newspapers_are_true_and_dutch_media_s_are_not_all():
    found = regime_changes.detected()
    assert found["flights"] == ["1989-08-14", "1989-08-21", "1989-10-09"]
    assert set(found["newspapers"]) <= {"2006", "2007", "2008", "2009"} and found["newspapers"]
    assert "1989(10)" in found["radio"]
    assert sum(when < "1989" for when in found["television"]) == 2  # one false alarm more than asked for


def test_shipped_e_commerce_is_whole_and_its_source_named():
    assert len(table(regime_changes.ECOMMERCE, ("quarter", "ecommerce_share_pct"), SHIPPED)) == 101
    assert "ECOMPCTSA" in (SHIPPED / "README.md").read_text("utf-8")


ROW = targets.Target("d", "q", "1", "±1", "made here")


@pytest.mark.parametrize(
    "findings, beyond, verdict",
    [
        ([("d: q [a]", 1.0, "data"), ("d: q [b]", 1.0, "model")], {}, "holds"),
        ([("d: q", 1.0, "data")], {}, "input"),
        ([("d: q", 1.0, "closed form")], {}, "input"),
        ([("d: q [a]", 1.0, "fitted"), ("d: q [b]", 1.0, "data")], {}, "fitted"),
        ([("d: q [a]", 1.0, "fitted"), ("d: q [b]", 1.0, "model")], {}, "holds"),
        ([("d: q [a]", 9.0, "fitted"), ("d: q [b]", 1.0, "model")], {}, "misses"),
        ([("d: q [a]", 9.0, "data"), ("d: q [b]", 1.0, "model")], {}, "misses"),
        ([("d: q of another", 1.0, "model")], {}, "not covered"),
        ([], {"d: q": "no time of day"}, "beyond"),
        ([], {}, "not covered"),
    ],
)
def test_a_row_is_judged_by_all_its_findings(findings, beyond, verdict):
    told = targets.Told(tuple(between(f, v, 0.0, 2.0, drawn_from=d) for f, v, d in findings), beyond, ())
    row = targets.judge(ROW, told)
    assert row.verdict == verdict
    assert targets.markdown([row]).count("\n") == 4 and f"1 {verdict}" in targets.counted([row])


def told(*kinds, value=1.0):
    """A row with a figure of each of `kinds`, as judged; 0 to 2 is accepted."""
    found = tuple(between(f"d: q [{k}]", value, 0.0, 2.0, drawn_from=kind) for k, kind in enumerate(kinds))
    return targets.judge(ROW, targets.Told(found, {}, ()))


def test_what_is_fitted_counts_as_within_tolerance_and_not_as_predicted():
    rows = [
        told("model"), told("model", "fitted"), told("fitted", "data"), told("data"), told("closed form"),
        told("model", "data", value=9.0), told("fitted", value=9.0), told("closed form", "data", value=9.0),
        told("data", value=9.0),
    ]  # fmt: skip
    assert targets.counted(rows) == (
        "9 rows: 2 holds, 1 fitted, 2 input, 4 misses, 0 beyond, 0 not covered. "
        "The model can express 6: 3 (50%) are within tolerance. "
        "Predicted are 3 of these: 2 (67%) hold. 2 more miss without being predicted."
    )


def test_a_fitted_figure_says_so_beside_a_predicted_one():
    assert targets.found(told("model", "fitted")) == "0 1; 1 1, fitted"
    assert targets.found(told("fitted", "data")) == "0 1"


@here[carry_over]
def test_nothing_of_the_carry_over_passes_for_a_prediction():
    """It is fitted to all of its figures (docs/data.md), so none may be counted."""
    assert {finding.kind for finding in carry_over.findings()} == {"data", "fitted"}


@pytest.mark.slow
@here[carry_over]
def test_one_number_of_customers_for_all_misses_what_the_module_says_it_misses():
    found = list(carry_over.slow_findings())
    assert {finding.figure for finding in found if not finding.holds} == set(carry_over.MISSES)


def test_a_figure_that_names_no_row_is_a_stray():
    told = targets.Told((between("d: p", 1.0, 0.0, 2.0),), {"d: r": "why"}, ())
    assert targets.strays(told, [ROW]) == ["d: p", "d: r"]


def test_misses_are_told_first():
    good = targets.Judged(ROW, "holds", (between("d: q", 1.0, 0.0, 2.0),))
    bad = targets.Judged(ROW, "misses", (between("d: q [x]", 3.0, 0.0, 2.0),))
    lines = targets.markdown([good, bad]).splitlines()
    assert lines[4].startswith("| misses") and "x 3 (accepted 0 to 2)" in lines[4]


def test_missing_data_are_told_and_their_rows_are_not_covered(tmp_path, monkeypatch):
    monkeypatch.setenv("EQUILIBRIUM_DATA", str(tmp_path))
    told = targets.tell([cheese])
    assert told.findings == () and len(told.missing) == 1 and cheese.FILE in told.missing[0]
    rows = [row for row in targets.targets() if row.dataset == "cheese_retailer_weekly"]
    assert {row.verdict for row in targets.judged(told, rows)} == {"not covered"}


def test_every_row_of_these_data_sets_is_covered():
    """By words alone: each module names its rows, as figure or as beyond, so none of its data sets is left out."""
    words = "".join(inspect.getsource(module) for module in FILES)
    own = {
        "pinkham_annual", "department_store_weekly_adv", "diet_product_monthly_adv", "orange_juice_chain_weekly",
        "cheese_retailer_weekly", "bass_diffusion_series", "ibm_computer_generations", "game_launch_weekly_units",
        "bank_calls_half_hourly", "bank_callcentre_1999_summary", "us_ecommerce_share_quarterly",
        "ansett_weekly_passengers", "dutch_media_advertising", "us_newspapers_annual", "yugo_competitors_annual",
    }  # fmt: skip
    assert all(name in words for name in own) and own <= {row.dataset for row in targets.targets()}


@pytest.mark.slow
@pytest.mark.skipif(not folder().is_dir(), reason="data that do not ship are not here: set EQUILIBRIUM_DATA")
def test_no_row_of_these_data_sets_is_left_uncovered():
    told = targets.tell(FILES)
    own = {finding.figure.split(":")[0] for finding in told.findings} | {name.split(":")[0] for name in told.beyond}
    rows = [row for row in targets.targets() if row.dataset in own]
    assert [row.target.name for row in targets.judged(told, rows) if row.verdict == "not covered"] == []
