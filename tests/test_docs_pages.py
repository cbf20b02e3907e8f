"""What the pages in docs/ say works is run: every block of python, top to bottom, one page after the other."""

import importlib.util
import re
from pathlib import Path

import mesa
import pytest

import equilibrium as eq

DOCS = Path(__file__).parent.parent / "docs"
NEWER = tuple(int(part) for part in mesa.__version__.split(".")[:2]) >= (3, 4)
SOLARA = importlib.util.find_spec("solara") is not None
RUN = {"": True, "mesa-3.3": not NEWER, "mesa-3.4": NEWER, "solara": SOLARA}  # by what follows `python` on the fence


def run_page(name):
    """Run the blocks of a page that apply here; returns the names they leave."""
    names = {"__name__": "page"}
    blocks = re.findall(r"^```python *(\S*)\n(.*?)^```", (DOCS / name).read_text(encoding="utf-8"), re.M | re.S)
    assert blocks, f"{name} has no block of python"
    for kind, code in blocks:
        if RUN[kind]:
            exec(compile(code, name, "exec"), names)
    return names


@pytest.fixture(scope="module")
def mesa_page():
    return run_page("mesa.md")


@pytest.fixture(scope="module")
def extending_page():
    return run_page("extending.md")


def test_the_page_on_mesa_runs(mesa_page):
    assert mesa_page["ensemble"].weekly.sizes["week"] == 52


def test_the_lending_cells_of_the_page_move_people_and_lose_none(mesa_page):
    lending, plain = mesa_page["lending"], mesa_page["plain"]
    assert lending.lent > 0
    assert lending.figure("people") == plain.figure("people") and lending.figure("cells") == plain.figure("cells")
    assert len({cell.people for cell in lending.focal.cells}) > 1


def test_the_batch_of_the_page_has_a_row_for_each_mix_and_replicate(mesa_page):
    runs = mesa_page["runs"]
    assert sorted(zip(runs["push_pull"], runs["replicate"], strict=True)) == [(0.2, 0), (0.2, 1), (0.8, 0), (0.8, 1)]
    assert set(runs["week"]) == {26} and set(runs["seed"]) == {7}


def test_an_indicator_of_ones_own_appears_in_weekly_and_summary(extending_page):
    ensemble = extending_page["ensemble"]
    assert ensemble.weekly["effort"].dims == ("replicate", "week", "enterprise")
    assert ensemble.weekly["effort"].attrs["unit"] == "hours/customer"
    row = ensemble.summary(language="it").set_index("figure").loc["effort"]
    assert row["label"] == "Ore per cliente" and row["5 %"] <= row["median"] <= row["95 %"]


def test_an_indicator_of_ones_own_is_saved_and_collected(extending_page, tmp_path):
    extending_page["ensemble"].save(tmp_path / "run.nc")
    assert eq.Ensemble.load(tmp_path / "run.nc").weekly["effort"].equals(extending_page["ensemble"].weekly["effort"])
    assert "effort" in extending_page["model"].datacollector.get_model_vars_dataframe()


def test_a_policy_of_ones_own_steers_the_focal_enterprise_alone(extending_page):
    steered, plain = extending_page["steered"].weekly, extending_page["ensemble"].weekly
    moved = (steered["selling_serving"] != plain["selling_serving"]).any(("replicate", "week"))
    assert moved.values.tolist() == [True, False]


def test_a_hook_of_ones_own_acts_in_its_weeks(extending_page):
    gained = extending_page["with_fair"].weekly["goodwill"] - extending_page["ensemble"].weekly["goodwill"]
    focal = gained.isel(enterprise=0)
    assert (focal.sel(week=slice(1, 9)) == 0).all() and (focal.sel(week=10) > 1).all()


def test_the_lines_that_ask_a_run_for_its_slack_run():
    names = run_page("known-worlds.md")
    slack = names["watcher"].slack()
    assert slack.shape == names["watcher"].by_chance().shape == (8,) and (slack >= -1e-9).all()


def test_the_page_on_receipts_runs(capsys):
    names = run_page("receipts.md")
    assert names["ensemble"].receipt.short in capsys.readouterr().out


def test_the_page_on_bridges_runs():
    names = run_page("bridges.md")
    assert names["outcomes"]["weekly_customers"].shape == (40, 26) and names["box"].mass > 0
    assert len(names["study"].trials) == 10 and len(names["answers"]) == len(names["matrix"]) == 40
