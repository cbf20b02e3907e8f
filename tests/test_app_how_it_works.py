"""The page "How it works": the model in pictures, what it cannot tell, the evidence, every number with its source."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
from streamlit.testing.v1 import AppTest

from equilibrium import __version__
from equilibrium.app import how_evidence, how_it_works
from equilibrium.app.how_it_works import prose
from equilibrium.app.words import words
from equilibrium.app.work import WORKS
from equilibrium.evidence import record, told
from equilibrium.known_worlds import goodwill
from equilibrium.parameters import REGISTRY
from equilibrium.scenario import Scenario
from equilibrium.words import LANGUAGES
from equilibrium.words.dates import day

ROOT = Path(__file__).parent.parent / "equilibrium"
PAGE = 'from equilibrium.app import frame\nframe.show(["how_it_works"])'


def page(language="en", **params):
    """The page as a visitor opens it."""
    at = AppTest.from_string(PAGE, default_timeout=60)
    at.query_params["lang"] = language
    for key, value in params.items():
        at.query_params[key] = value
    return at.run()


def shape(said):
    """Keys and their places, without the words."""
    if isinstance(said, dict):
        return {key: shape(value) for key, value in said.items()}
    if isinstance(said, list):
        return [shape(value) for value in said]
    return sorted(part.split("}")[0] for part in str(said).split("{")[1:])


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """The records of one small world, written by the library's own hand, as if no others had been kept."""
    made = record.Record(
        "goodwill", "known_worlds", goodwill.TITLE, goodwill.MECHANISM, goodwill.SOURCE, "0.0.1", date(2026, 11, 25),
        "equilibrium evidence goodwill --record", tuple(goodwill.findings()), goodwill.comparison(),
    )  # fmt: skip
    record.write(made, tmp_path)
    here = record.records(tmp_path)
    monkeypatch.setattr(record, "records", lambda: here)
    return here[0]


@pytest.mark.parametrize("folder", ["app/words", "app/words/how", "plots"])
def test_every_word_of_the_page_is_there_in_both_languages_with_the_same_places(folder):
    english, italian = (tomllib.loads((ROOT / folder / f"{name}.toml").read_text("utf-8")) for name in LANGUAGES)
    assert shape(english) == shape(italian)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_part_without_trouble(language):
    at = page(language)
    said = words(language)["how"]
    assert not at.exception and not at.error
    heads = [each.value for each in at.subheader]
    assert heads == [
        said[key] for key in ("week", "opposites", "levers", "context", "ideas", "cannot", "evidence", "parameters")
    ]
    assert [tab.label for tab in at.tabs] == said["tabs"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_page_keeps_an_unfilled_place(language):
    scenario = Scenario.load("storefront")
    shown = [body for _, body in how_it_works.limits(record.records(), prose(language), language)]
    shown += [step["text"].format(regimes="x") for step in prose(language)["steps"]]
    assert len(shown) == 15 and not [text for text in shown if "{" in text or "}" in text]
    table = how_it_works.regimes(scenario, words(language)["how"], prose(language), language)
    assert len(table) == 7 and len(set(table.columns)) == 1 + len(scenario.regimes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_stands_in_the_table_with_its_source(language):
    said = words(language)["how"]
    table = how_it_works.parameters(said, language)
    assert list(table[said["key"]]) == list(REGISTRY)
    assert table[said["source"]].str.len().min() > 0 and table[said["kind"]].str.len().min() > 0
    at = page(language)
    at.segmented_control(key="how_kind").set_value("measured").run()
    measured = next(each.value for each in at.dataframe if said["key"] in each.value)
    assert set(measured[said["key"]]) == {"purchase_rate", "purchase_shape", "drop_a", "drop_b", "price_sensitivity"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_is_shown_with_version_day_figures_and_picture(recorded, language):
    at, said = page(language), words(language)["how"]
    assert not at.exception and at.selectbox(key="how_module").value == "goodwill"
    shown = " ".join(each.value for each in (*at.markdown, *at.caption))
    assert told.claim("goodwill", language) in shown and told.found(recorded, language) in shown
    assert said["made"].format(version="0.0.1", day=day(recorded.day, language), command=recorded.command) in shown
    figures = next(each.value for each in at.dataframe if said["figure"] in each.value)
    assert list(figures[said["figure"]]) == [each.figure for each in goodwill.findings()]


def test_a_world_is_measured_again_and_held_against_its_record(recorded):
    at = page()
    at.button(key="how_again.goodwill").click().run()
    work = WORKS.look(("evidence", "goodwill", __version__))
    assert work is not None
    for _ in range(400):
        if not work.going:
            break
        work.left.wait(0.05)
    at.run()
    expected = words("en")["how"]["again_same"].format(version=__version__, found=told.found(recorded, "en"), names="")
    assert work.state == "done" and expected in [each.value for each in at.markdown]


def test_a_verdict_that_has_changed_is_named(recorded):
    first, *others = recorded.findings
    turned = [replace(first, low=1e9, high=2e9), *others]
    assert how_evidence.differing(recorded, turned) == [turned[0]]
    assert how_evidence.differing(recorded, list(recorded.findings)) == []


def test_without_records_the_page_says_how_to_make_them(monkeypatch):
    monkeypatch.setattr(record, "records", list)
    at = page()
    assert not at.exception and words("en")["how"]["nothing"] in [each.value for each in at.info]
    refuted = prose("en")["cannot"]["refuted"]
    assert (refuted["title"], refuted["text_unmeasured"]) in how_it_works.limits([], prose("en"), "en")


def test_a_damaged_link_is_answered_with_a_sentence_and_the_page():
    at = page(s="1.broken")
    assert not at.exception and [each.value for each in at.warning] and len(at.subheader) == 8


def test_a_measurement_that_fails_is_told_in_a_sentence(recorded, monkeypatch):
    def broken(chosen, progress):
        raise OSError("no room")

    monkeypatch.setattr(how_evidence, "measured", broken)
    monkeypatch.setattr(how_evidence, "__version__", "broken")
    at = page()
    at.button(key="how_again.goodwill").click().run()
    at.run()
    assert not at.exception and words("en")["work"]["failed"] in [each.value for each in at.error]
