"""The page of comparisons in a real browser: a mix is kept by name, found beside the others, and tried in every context."""

import re

import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
pytest.importorskip("playwright", reason="a browser is driven by playwright, which `make test` installs")

from equilibrium.app import links
from equilibrium.app.setting import Setting
from equilibrium.app.words import words

pytestmark = pytest.mark.browser
TEXT = words("en")
SAID = TEXT["compare"]
SMALL = 'extends = "storefront"\n[time]\nweeks = 60\n[population]\ncustomers = 300\n'
LONG = 'extends = "storefront"\n[population]\ncustomers = 2000\n'


@pytest.fixture
def visit(visit):
    """Opens pages, each for a visitor of its own."""

    def opened(setting, page="compare", **more):
        return visit(f"{page}?s={links.token(setting)}&lang=en", **more)

    return opened


def compared(page):
    """Wait for the answer and all its charts; a chart that cannot be drawn shows an error in its place."""
    page.locator(".answer").first.wait_for()
    page.wait_for_function(
        "document.querySelectorAll('[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg').length >= 12"
    )
    assert not page.locator('[data-testid="stException"]').count()
    return page.locator(".answer").first.inner_text()


def test_a_mix_kept_by_name_is_found_on_the_page_of_comparisons(visit):
    page = visit(Setting("", SMALL, mix={"selling_serving": 0.9}), "")
    page.locator('.stage[data-replicates="64"][data-quick="false"]').wait_for(state="attached")
    page.get_by_text(re.compile(TEXT["choices"]["kept"].partition(" (")[0])).click()
    page.get_by_label(TEXT["choices"]["name"]).fill("Service first")
    page.get_by_role("button", name=TEXT["choices"]["keep"], exact=True).click()
    page.get_by_role("button", name=TEXT["choices"]["go"]).wait_for()
    page.get_by_role("link", name=TEXT["pages"]["compare"]).click()
    compared(page)
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Service first").click()
    page.get_by_text(re.compile("^Service first")).first.wait_for()
    page.wait_for_url(re.compile(r"[?&]s="))
    page.locator("b", has_text=re.compile("^Service first$")).wait_for()
    compared(page)


def test_mixes_are_tried_in_every_context(visit):
    page = visit(Setting("", SMALL, mix={"selling_serving": 0.9}))
    compared(page)
    page.get_by_role("button", name=SAID["contexts_try"]).click()
    page.locator(".answer").nth(1).wait_for()
    assert "robust" in page.locator(".answer").nth(1).inner_text()
    page.get_by_text(SAID["contexts_chart"]).wait_for()
    assert not page.locator('[data-testid="stException"]').count()


def test_trying_them_can_be_stopped_and_begun_again(visit):
    page = visit(Setting("", LONG, mix={"selling_serving": 0.9}, seed=5))
    compared(page)
    page.get_by_role("button", name=SAID["contexts_try"]).click()
    page.get_by_role("button", name=TEXT["work"]["stop"], exact=True).click()
    page.get_by_text(TEXT["work"]["stopped"]).wait_for()
    assert page.locator(".answer").count() == 1
    page.get_by_role("button", name=TEXT["work"]["again"], exact=True).click()
    page.locator(".answer").nth(1).wait_for()


def test_what_was_found_is_there_when_one_comes_back_to_the_page(visit):
    page = visit(Setting("", SMALL, mix={"selling_serving": 0.8}))
    told = compared(page)
    page.get_by_role("button", name=SAID["contexts_try"]).click()
    page.locator(".answer").nth(1).wait_for()
    page.get_by_role("link", name=TEXT["pages"]["balance"], exact=True).click()
    page.locator('.stage[data-replicates="64"][data-quick="false"]').wait_for(state="attached")
    page.get_by_role("link", name=TEXT["pages"]["compare"]).click()
    assert compared(page) == told
    page.locator(".answer").nth(1).wait_for()


@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_is_wider_than_the_screen(visit, width):
    page = visit(Setting("", SMALL, mix={"selling_serving": 0.9}, named={"x" * 40: {"push_pull": 0.9}}), width=width)
    compared(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
