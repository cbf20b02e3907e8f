"""The app in a real browser, as a visitor uses it."""

import json
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
SMALL = 'extends = "storefront"\n[time]\nweeks = 60\n[population]\ncustomers = 300\n'


def at(setting, digest=""):
    return f"?s={links.token(setting, digest)}&lang=en"


def settled(page, count=64):
    """Wait until the picture shows that many exact futures; returns their digest."""
    stage = page.locator(f'.stage[data-replicates="{count}"][data-quick="false"]')
    stage.wait_for(state="attached")
    return stage.get_attribute("data-digest")


def link_of(page):
    page.wait_for_url(re.compile(r"[?&]s="))
    return link_in(page.url)


def link_in(url):
    return links.read(urllib.parse.parse_qs(urllib.parse.urlparse(url).query)["s"][0])


def test_a_slider_moved_by_keyboard_changes_the_figures_in_the_right_direction(visit):
    page = visit()
    before = settled(page)
    slider = page.get_by_role("slider", name="selling ↔ serving")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")  # a tenth of the range each
    page.locator(f'.stage[data-replicates="64"][data-quick="false"]:not([data-digest="{before}"])').wait_for(
        state="attached"
    )
    chip = page.locator(".chip", has_text="satisfaction of customers")
    assert chip.inner_text().startswith("+") and "10 times out of 10" in chip.inner_text()
    page.wait_for_url(
        lambda url: "s=" in url and "selling_serving" in link_in(url).setting.mix
    )  # written after the picture
    assert link_in(page.url).setting.mix["selling_serving"] == pytest.approx(0.8, abs=0.03)


def test_a_number_is_typed_and_taken_back_by_undo(visit):
    page = visit(at(Setting("", SMALL)))
    before = settled(page)
    number = page.get_by_label("push ↔ pull, typed")
    number.fill("20")
    number.press("Enter")
    page.locator(f'.stage:not([data-digest="{before}"])[data-replicates="64"]').wait_for(state="attached")
    page.get_by_role("button", name=TEXT["balance"]["picture"]["undo"]).click()
    page.locator(f'.stage[data-digest="{before}"][data-replicates="64"]').wait_for(state="attached")
    assert number.input_value() == "50"


@pytest.mark.parametrize(
    ("typed", "shown"), [("40,5", "40.5"), ("40.5", "40.5"), ("999", "100"), ("abc", "50"), ("", "50")]
)
def test_a_typed_number_has_a_comma_or_a_point_and_what_is_none_changes_nothing(visit, typed, shown):
    page = visit(at(Setting("", SMALL)))
    number = page.get_by_label("push ↔ pull, typed")
    number.fill(typed)
    number.press("Enter")
    assert number.input_value() == shown


def test_a_shared_link_shows_what_its_sender_saw(visit):
    sender = visit(at(Setting("", SMALL, mix={"push_pull": 0.2}, seed=11)))
    digest = settled(sender)
    sender.get_by_text(re.compile(f"result {digest}")).wait_for()
    link = link_of(sender)
    assert link.digest == digest
    receiver = visit(sender.url.partition("/?")[2].join(["?", ""]))
    assert settled(receiver) == digest
    assert not receiver.get_by_text("This link").count()
    assert receiver.get_by_label("push ↔ pull, typed").input_value() == "20"


def test_a_link_whose_result_is_another_says_so_where_one_looks_first(visit):
    page = visit(at(Setting("", SMALL), digest="0123456789ab"))
    notice = page.get_by_text(re.compile("This link showed the result 0123456789ab"))
    notice.wait_for()
    assert notice.bounding_box()["y"] < page.get_by_role("heading", level=1).bounding_box()["y"]


def test_what_scrolls_past_the_navigation_is_hidden_by_it(visit):
    page = visit(at(Setting("", SMALL)))
    page.get_by_role("heading", level=1).wait_for()
    colour = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stHeader]')).backgroundColor")
    assert colour not in ("transparent", "rgba(0, 0, 0, 0)")


def test_a_damaged_link_is_refused_in_a_sentence(visit):
    token = links.token(Setting("", SMALL, mix={"push_pull": 0.2}))
    page = visit(f"?s={token[:-7]}&lang=en")
    page.get_by_text(TEXT["link"]["damaged"]).wait_for()
    assert "Traceback" not in page.content()


def test_the_language_is_switched_and_everything_else_stays(visit):
    page = visit(at(Setting("", SMALL, mix={"push_pull": 0.2})))
    digest = settled(page)
    page.get_by_text("Italiano").click()
    page.get_by_text(words("it")["balance"]["title"]).wait_for()
    assert settled(page) == digest
    assert page.get_by_label("push ↔ pull, da scrivere").input_value() == "20"
    page.wait_for_url(re.compile("lang=it"))


def test_a_guess_is_asked_before_anything_is_shown(visit):
    page = visit(at(Setting("", SMALL)))
    settled(page)
    page.get_by_label(TEXT["balance"]["picture"]["predict"]).check()
    number = page.get_by_label("selling ↔ serving, typed")
    number.fill("70")
    number.press("Enter")
    cover = page.get_by_text(TEXT["balance"]["picture"]["covered"])
    cover.wait_for()
    page.get_by_label(TEXT["balance"]["picture"]["guess"]).select_option(index=3)
    page.get_by_role("button", name=TEXT["balance"]["picture"]["lock"]).click()
    page.get_by_text(re.compile("You said: rise")).wait_for()
    assert not cover.is_visible()


def test_on_a_phone_the_question_comes_into_sight(visit):
    page = visit(at(Setting("", SMALL)), width=390)
    settled(page)
    page.get_by_label(TEXT["balance"]["picture"]["predict"]).check()
    number = page.get_by_label("indie ↔ weconomy, typed")
    number.fill("70")
    number.press("Enter")
    lock = page.get_by_role("button", name=TEXT["balance"]["picture"]["lock"])
    lock.wait_for()
    page.wait_for_timeout(300)
    assert 56 < lock.bounding_box()["y"] < 1000


def test_a_guess_that_is_not_given_is_let_go_and_the_picture_is_of_the_mix_that_one_sees(visit):
    page = visit(at(Setting("", SMALL)))
    before = settled(page)
    predict, cover = (
        page.get_by_label(TEXT["balance"]["picture"]["predict"]),
        page.get_by_text(TEXT["balance"]["picture"]["covered"]),
    )
    predict.check()
    page.get_by_text(TEXT["balance"]["picture"]["predict_hint"]).wait_for()
    assert not page.locator("canvas.strip").first.is_visible()  # it would tell the answer
    number = page.get_by_label("selling ↔ serving, typed")
    number.fill("70")
    number.press("Enter")
    cover.wait_for()
    predict.uncheck()
    page.locator(f'.stage:not([data-digest="{before}"])[data-replicates="64"]').wait_for(state="attached")
    assert not cover.is_visible() and page.locator("canvas.strip").first.is_visible()
    page.wait_for_url(lambda url: link_in(url).setting.mix.get("selling_serving") == 0.7)


def test_while_the_server_is_gone_it_is_said_and_then_the_picture_is_of_the_mix_that_one_sees(visit):
    page = visit(at(Setting("", SMALL)))
    before = settled(page)
    page.route("**/balance-api/**", lambda route: route.abort())
    number = page.get_by_label("selling ↔ serving, typed")
    number.fill("70")
    number.press("Enter")
    lost = page.get_by_text(TEXT["balance"]["picture"]["lost"])
    lost.wait_for()
    page.unroute("**/balance-api/**")
    page.locator(f'.stage:not([data-digest="{before}"])[data-replicates="64"]').wait_for(state="attached")
    lost.wait_for(state="hidden")
    page.wait_for_url(lambda url: link_in(url).setting.mix.get("selling_serving") == 0.7)


def test_a_scenario_is_downloaded_and_opened_again(visit, tmp_path):
    page = visit(at(Setting("", SMALL, mix={"push_pull": 0.2})))
    digest = settled(page)
    page.get_by_text(TEXT["results"]["take"]).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT["results"]["scenario"]).click()
    file = tmp_path / "scenario.toml"
    waiting.value.save_as(file)
    other = visit("?lang=en")
    settled(other)
    other.get_by_role("button", name=TEXT["choices"]["own"]).click()
    other.locator('input[type="file"]').set_input_files(file)
    other.locator(f'.stage[data-digest="{digest}"][data-replicates="64"]').wait_for(state="attached")


def test_a_file_that_is_no_scenario_is_refused_and_the_page_stays(visit, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text('extends = "storefront"\n[mix]\npush_pul = 3\n')
    page = visit(at(Setting("", SMALL)))
    digest = settled(page)
    page.get_by_role("button", name=TEXT["choices"]["own"]).click()
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_text(re.compile("push_pul")).wait_for()
    assert settled(page) == digest


def test_two_visitors_do_not_see_each_others_mix(visit):
    one, two = (
        visit(at(Setting("", SMALL, mix={"push_pull": 0.1}))),
        visit(at(Setting("", SMALL, mix={"push_pull": 0.9}))),
    )
    first, second = settled(one), settled(two)
    assert first != second
    assert one.get_by_label("push ↔ pull, typed").input_value() == "10"
    assert two.get_by_label("push ↔ pull, typed").input_value() == "90"


@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_is_wider_than_the_screen(visit, width):
    page = visit(at(Setting("", SMALL)), width=width)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_routes_answer_nonsense_with_a_sentence(visit, address):
    page = visit(at(Setting("", SMALL)))
    for query in (
        "follow?s=zz",
        "strip?s=&axis=push_pull",
        "exact",
        f"follow?s={links.token(Setting())}&m=1,2",
        "exact?lang=xx",
    ):
        answer = page.request.get(f"{address}/balance-api/{query}")
        assert answer.status == 400 and json.loads(answer.text())["trouble"]


def test_the_figures_stay_in_sight_while_one_goes_down_to_the_levers(visit):
    page = visit(at(Setting("", SMALL)))
    settled(page)
    page.get_by_label(re.compile("^renewal.*typed")).scroll_into_view_if_needed()
    page.locator("figure canvas").first.wait_for()
    box = page.locator("figure canvas").first.bounding_box()
    assert 60 < box["y"] < 500


def test_every_part_of_an_hour_is_named(visit):
    page = visit(at(Setting("", SMALL)))
    settled(page)
    named = page.locator(".effort, .spent").all_inner_texts()
    assert all(part in " ".join(named) for part in TEXT["balance"]["effort_parts"].values())
