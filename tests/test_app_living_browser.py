"""The living enterprise in a real browser: played, scrubbed by keyboard and by mouse, looked at cell by cell."""

import re

import pytest

pytest.importorskip("streamlit", reason="the app is an extra: pip install equilibrium[app]")
pytest.importorskip("playwright", reason="a browser is driven by playwright, which `make test` installs")

from equilibrium.app import links
from equilibrium.app.setting import Setting
from equilibrium.app.words import words

pytestmark = pytest.mark.browser
WEEKS = 60
SMALL = f'extends = "storefront"\n[time]\nweeks = {WEEKS}\n[population]\ncustomers = 300\n'
SAID = words("en")["living"]["picture"]


@pytest.fixture
def visit(visit):
    """Opens the page for a visitor of its own, and waits for the picture."""

    def opened(query="&future=0&week=20", setting=None, **more):
        page = visit(f"living?s={links.token(setting or Setting('', SMALL))}&lang=en{query}", **more)
        page.locator(".stage[data-ready]").wait_for(state="attached")
        return page

    return opened


def shows(page, week):
    """Wait until the picture says this week, to the eye and to who listens."""
    page.locator(".now", has_text=f"Week {week} of {WEEKS}").wait_for()
    assert f"Week {week} of {WEEKS}" in page.locator("canvas.tissue").get_attribute("aria-label")


def test_the_slider_scrubs_by_keyboard_and_the_address_follows(visit):
    page = visit()
    shows(page, 20)
    slider = page.get_by_role("slider", name=SAID["slider"], exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    shows(page, 21)
    assert slider.get_attribute("aria-valuetext").startswith(f"Week 21 of {WEEKS}")
    page.keyboard.press("End")
    shows(page, WEEKS)
    page.wait_for_url(re.compile(f"week={WEEKS}"))
    page.keyboard.press("Home")
    shows(page, 0)
    page.wait_for_url(re.compile("week=0"))


def test_the_slider_is_dragged_by_mouse_and_a_place_in_time_is_always_the_same_picture(visit):
    page = visit()
    slider = page.get_by_role("slider", name=SAID["slider"], exact=True)
    first = page.locator("canvas.tissue").screenshot()
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    shows(page, WEEKS)
    assert page.locator("canvas.tissue").screenshot() != first
    slider.focus()
    for _ in range(WEEKS - 20):
        page.keyboard.press("ArrowLeft")
    shows(page, 20)
    page.mouse.move(2, 2)
    assert page.locator("canvas.tissue").screenshot() == first


def test_the_picture_itself_takes_the_keys(visit):
    page = visit()
    page.locator("canvas.tissue").focus()
    page.keyboard.press("ArrowLeft")
    shows(page, 19)
    page.keyboard.press("PageDown")
    shows(page, 6)
    assert page.locator("p.hidden", has_text=f"Week 6 of {WEEKS}").text_content()  # said aloud once it rests
    page.keyboard.press("ArrowDown")
    page.locator(".story b", has_text="Cell 1").wait_for()
    page.keyboard.press("ArrowDown")
    page.locator(".story b", has_text="Cell 2").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text(SAID["invite"]).wait_for()


def test_it_plays_from_the_start_and_the_space_bar_holds_it(visit):
    page = visit("&future=0")
    page.locator('.stage[data-playing="true"]').wait_for(state="attached")
    page.locator(".now", has_text=re.compile(r"Week ([3-9]|[1-5]\d) of")).wait_for()
    page.locator("canvas.tissue").focus()
    page.keyboard.press(" ")
    page.locator('.stage[data-playing="false"]').wait_for(state="attached")
    held = page.locator(".now").inner_text()
    page.wait_for_url(re.compile(r"week=\d+"))
    assert page.locator(".now").inner_text() == held
    week = re.search(r"week=(\d+)", page.url)[1]
    assert f"Week {week} of" in held


def test_who_leaves_while_it_plays_comes_back_to_where_it_was(visit):
    page = visit()
    shows(page, 20)
    page.get_by_role("button", name=SAID["play"]).click()
    page.locator(".now", has_text=re.compile(f"Week 2[5-9] of {WEEKS}")).wait_for()
    page.get_by_role("link", name=words("en")["pages"]["balance"], exact=True).click()
    page.get_by_text(words("en")["balance"]["title"]).wait_for()
    page.get_by_role("link", name=words("en")["pages"]["living"], exact=True).click()
    page.locator('.stage[data-playing="true"]').wait_for(state="attached")
    week = int(re.search(r"Week (\d+)", page.locator(".now").inner_text())[1])
    assert 25 <= week <= WEEKS


def test_who_wants_less_motion_sees_a_still_picture_and_a_slider(visit):
    page = visit("&future=0", reduced_motion="reduce")
    shows(page, WEEKS // 2)
    frames = "window.__equilibrium.living.length"
    before = page.evaluate(frames)
    page.wait_for_timeout(500)
    assert page.evaluate(frames) == before
    assert page.get_by_role("button", name=SAID["play"]).count() == 0
    page.get_by_role("slider", name=SAID["slider"], exact=True).press("ArrowRight")
    shows(page, WEEKS // 2 + 1)


def test_a_cell_under_the_mouse_tells_its_story(visit):
    page = visit()
    box = page.locator("canvas.tissue").bounding_box()
    story = page.locator(".story")
    assert SAID["invite"] in story.inner_text()
    for part in (0.5, 0.45, 0.4, 0.55, 0.6, 0.35):  # along a line through the middle there is a cell
        page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
        if SAID["invite"] not in story.inner_text():
            break
    assert re.search(r"Cell \d+\n+There from the start.*\n+Energy \d+%", story.inner_text())
    page.mouse.move(2, 2)
    story.get_by_text(SAID["invite"]).wait_for()


def test_a_craft_of_the_family_tree_tells_whence_it_came(visit):
    page = visit("&future=0&week=60")
    page.locator("canvas.tree").focus()
    page.keyboard.press("ArrowUp")  # the newest one
    told = page.locator("p.told")
    assert re.match(r"Need \d+: .* week \d+\.", told.inner_text())
    page.keyboard.press("Escape")
    assert told.inner_text() == SAID["tree_invite"]


def test_moving_organisation_to_organism_makes_another_picture_at_the_same_week(visit):
    page = visit()
    stage = page.locator(".stage")
    before, boxes = stage.get_attribute("data-ready"), page.locator("canvas.tissue").screenshot()
    slider = page.get_by_role("slider", name="organisation ↔ organism")
    slider.focus()
    page.keyboard.press("End")
    page.locator(f'.stage:not([data-ready="{before}"])').wait_for(state="attached")
    shows(page, 20)
    assert page.locator("canvas.tissue").screenshot() != boxes
    page.wait_for_url(re.compile("week=20"))


def test_another_future_is_chosen_and_said(visit):
    page = visit()
    page.get_by_role("combobox", name=re.compile(words("en")["living"]["which"])).click()
    page.get_by_role("option", name=words("en")["living"]["lucky"]).click()
    page.get_by_text(re.compile("a lucky one \\(its profit is the highest\\)")).wait_for()
    page.wait_for_url(re.compile("future=lucky"))
    shows(page, 20)


@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_is_wider_than_the_screen_and_the_picture_comes_first_on_a_phone(visit, width):
    page = visit(width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture, choice = page.locator("canvas.tissue").bounding_box(), page.get_by_text("indie ↔ weconomy").bounding_box()
    assert (picture["y"] < choice["y"]) == (width == 390)


def test_a_question_that_fails_is_said_in_the_page(visit, browser, address):
    page = visit()
    page.route("**/living-api/**", lambda route: route.fulfill(status=400, json={"trouble": "This cannot be read."}))
    page.get_by_role("slider", name="organisation ↔ organism").press("End")
    page.get_by_role("status").get_by_text("This cannot be read.").wait_for()
    shows(page, 20)
