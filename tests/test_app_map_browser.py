"""The balance map in a real browser, as a visitor uses it."""

import re
import urllib.parse

import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
pytest.importorskip("playwright", reason="a browser is driven by playwright, which `make test` installs")

from equilibrium.app import links
from equilibrium.app.setting import Setting
from equilibrium.app.words import words

pytestmark = pytest.mark.browser
TEXT = words("en")
SMALL = 'extends = "storefront"\n[time]\nweeks = 40\n[population]\ncustomers = 150\n'
LONG = 'extends = "storefront"\n[time]\nweeks = 520\n[population]\ncustomers = 2000\n'


@pytest.fixture
def visit(visit):
    """Opens the map, each time for a visitor of its own."""

    def opened(own=SMALL, more="", **options):
        return visit(f"balance_map?s={links.token(Setting('', own))}&lang=en{more}", **options)

    return opened


def step(page, least):
    """Wait until so many steps are there."""
    page.locator(", ".join(f'.map[data-step="{k}"]' for k in range(least, 4))).wait_for(state="attached")


def click(page, across, up):
    box = page.locator(".field").bounding_box()
    page.mouse.click(box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"])


def mix_of(page):
    return mix_in(page.url)


def mix_in(url):
    return links.read(urllib.parse.parse_qs(urllib.parse.urlparse(url).query)["s"][0]).setting.full_mix


def test_a_click_moves_the_mix_and_the_address_and_back_undoes_it(visit):
    page = visit()
    step(page, 1)
    click(page, 0.2, 0.8)
    page.wait_for_url(lambda url: abs(mix_in(url)["push_pull"] - 0.2) < 0.02)
    assert mix_of(page)["selling_serving"] == pytest.approx(0.8, abs=0.02)
    page.get_by_role("button", name=TEXT["map"]["picture"]["undo"]).click()
    page.wait_for_url(lambda url: mix_in(url)["push_pull"] == 0.5)
    assert mix_of(page)["selling_serving"] == 0.5


def test_the_map_is_read_and_the_mix_moved_by_keyboard(visit):
    page = visit()
    step(page, 1)
    page.locator(".field canvas").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    tip = page.locator(".tip")
    assert re.search(r"65% pull, 51% serving.*against here \(95%: ", tip.inner_text(), re.DOTALL)
    assert page.locator(".reading").get_attribute("aria-live") == "polite"
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: abs(mix_in(url)["push_pull"] - 0.65) < 1e-6)
    assert mix_of(page)["selling_serving"] == pytest.approx(0.51)


def test_the_map_is_refined_to_its_end_and_its_result_outlives_a_change_of_page(visit):
    page = visit()
    step(page, 3)
    said = page.locator(".headline").inner_text()
    assert "95%" in said
    page.get_by_role("link", name=TEXT["pages"]["balance"], exact=True).click()
    page.locator(".stage").wait_for()
    page.get_by_role("link", name=TEXT["pages"]["balance_map"]).click()
    step(page, 3)
    assert page.locator(".headline").inner_text() == said
    page.wait_for_url(re.compile("map=push_pull.selling_serving.profit"))


def test_refining_is_stopped_goes_on_and_is_not_stopped_for_who_comes_later(visit):
    page = visit(LONG)
    page.get_by_role("button", name=TEXT["map"]["picture"]["stop"]).click()
    page.locator('.map[data-going="false"]').wait_for(state="attached")
    page.get_by_role("button", name=TEXT["map"]["picture"]["go_on"]).click()
    page.locator('.map[data-going="true"]').wait_for(state="attached")
    page.get_by_role("button", name=TEXT["map"]["picture"]["stop"]).click()
    page.locator('.map[data-going="false"]').wait_for(state="attached")
    other = visit(LONG)
    other.get_by_role("button", name=TEXT["map"]["picture"]["stop"]).click()


def test_a_long_search_is_begun_followed_on_another_page_and_stopped(visit):
    page = visit(LONG)
    page.get_by_role("button", name=TEXT["map"]["picture"]["stop"]).click()
    page.get_by_role("button", name=TEXT["map"]["best"]["search"]).click()
    stop = page.get_by_role("button", name=TEXT["work"]["stop"], exact=True)
    stop.wait_for()
    page.get_by_role("link", name=TEXT["pages"]["balance"], exact=True).click()
    page.locator(".stage").wait_for()
    page.get_by_role("link", name=TEXT["pages"]["balance_map"]).click()
    stop.click()
    page.get_by_text(TEXT["work"]["stopped"]).wait_for()
    page.get_by_role("button", name=TEXT["map"]["best"]["search"]).wait_for()
    assert not stop.count()


def test_an_address_without_such_a_map_says_so(visit):
    page = visit(more="&map=push_pull.rain.profit")
    page.get_by_text(TEXT["map"]["bad_address"]).wait_for()


def test_on_a_small_screen_a_touch_reads_and_a_button_moves(visit):
    page = visit(width=390, has_touch=True)
    step(page, 1)
    field = page.locator(".field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    page.touchscreen.tap(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    page.locator(".tip").wait_for()
    assert mix_of(page)["push_pull"] == 0.5
    page.get_by_role("button", name=TEXT["map"]["picture"]["move"]).click()
    page.wait_for_url(lambda url: abs(mix_in(url)["push_pull"] - 0.25) < 0.02)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
