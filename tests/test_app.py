"""The app's page, driven without a browser."""

import tomllib
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
from streamlit.testing.v1 import AppTest

import equilibrium as eq
from equilibrium.app.page import SEED
from equilibrium.app.words import words
from equilibrium.words import LANGUAGES

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def page():
    """The page as it opens, with few futures."""
    opened = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    opened.session_state.futures = 10
    return opened.run()


def test_the_page_opens_with_a_slider_for_each_oxymoron_and_says_what_becomes_of_the_enterprise(page):
    assert not page.exception
    assert len([slider for slider in page.slider if "↔" in slider.label]) == 5
    assert any("10 futures" in markdown.value for markdown in page.markdown)


def test_the_page_shows_the_receipt_that_the_library_gives(page):
    ensemble = eq.simulate(eq.Scenario.load("storefront"), replicates=10, seed=SEED)
    assert ensemble.receipt.short in page.caption[-1].value


def test_a_moved_slider_changes_what_is_said_and_coming_back_restores_it(page):
    def said():
        return [markdown.value for markdown in page.markdown]

    before = said()
    page.slider(key="storefront.selling_serving").set_value(0.1).run()
    assert not page.exception
    assert said() != before
    page.slider(key="storefront.selling_serving").set_value(0.5).run()
    assert said() == before


def test_the_page_speaks_italian_and_keeps_its_sliders(page):
    page.slider(key="storefront.push_pull").set_value(0.7).run()
    page.session_state.language = "it"
    page.run()
    assert not page.exception
    assert any("volume** ↔ **valore" in slider.label for slider in page.slider)
    assert page.slider(key="storefront.push_pull").value == 0.7


def test_both_catalogues_of_the_page_hold_the_same_keys_and_places():
    def shape(table, prefix=""):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from shape(value, f"{prefix}{key}.")
            else:
                yield f"{prefix}{key}", tuple(sorted(part.split("}")[0] for part in value.split("{")[1:]))

    english, italian = (set(shape(words(language))) for language in LANGUAGES)
    assert english == italian
    assert tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["runner"]["postScriptGC"] is False
