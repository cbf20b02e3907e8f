"""The pictures of "How it works": a week, single mechanisms along an opposite, evidence in a narrow form, colours at night."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from equilibrium.balance.parts import parts
from equilibrium.findings import Comparison, Line
from equilibrium.mechanisms.integration import lost_share
from equilibrium.parameters import AXES
from equilibrium.plots import comparison, style, week
from equilibrium.plots import parts as drawn
from equilibrium.scenario import Scenario
from equilibrium.words import LANGUAGES
from equilibrium.words.dimensions import context

STORE = Scenario.load("storefront")


def is_whole(sheet):
    """Whether all that is drawn lies on the sheet."""
    drawn = sheet.get_tightbbox(FigureCanvasAgg(sheet).get_renderer())
    width, height = sheet.get_size_inches()
    return drawn.x0 > -0.02 and drawn.y0 > -0.02 and drawn.x1 < width + 0.02 and drawn.y1 < height + 0.02


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tall", [False, True])
def test_no_word_of_the_week_is_cut_off_or_lies_on_another(language, tall):
    sheet = week.plot([context(name, language) for name in STORE.regimes], language, tall)
    assert is_whole(sheet)
    canvas = FigureCanvasAgg(sheet)
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in sheet.findobj(Text) if text.get_text().strip()]
    assert len(boxes) > 18
    assert not [(a, b) for k, a in enumerate(boxes) for b in boxes[:k] if a.overlaps(b)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("axis", AXES)
def test_a_picture_of_parts_names_its_curves_and_cuts_no_word_off(axis, language):
    found = parts(axis, STORE)
    sheet = drawn.draw(found, language)
    assert is_whole(sheet)
    assert len([text for text in sheet.findobj(Text) if text.get_text().strip()]) >= len(found.lines) + 2
    assert "{" not in drawn.sentence(found, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("axis", AXES)
def test_no_name_of_a_part_lies_on_a_curve(axis, language):
    sheet = drawn.draw(parts(axis, STORE), language)
    canvas, (axes,) = FigureCanvasAgg(sheet), sheet.axes
    canvas.draw()
    curves = [line.get_transform().transform(np.column_stack(line.get_data())) for line in axes.lines]
    for text in axes.texts:
        box = text.get_window_extent(canvas.get_renderer())
        assert not [text.get_text() for curve in curves if box.count_contains(curve)]


def test_parts_are_what_the_mechanisms_compute_with_the_scenarios_numbers():
    found = parts("selling_serving", STORE.with_(interference=0.2))
    assert found.lines["apart"] == pytest.approx([lost_share(0.2, share, 0.0) for share in found.x])
    assert found.lines["apart"].argmax() == len(found.x) // 2 and found.lines["apart"][[0, -1]] == pytest.approx([0, 0])


def test_push_and_pull_together_win_more_than_either_because_both_wear_out():
    lines = parts("push_pull", STORE).lines
    assert lines["both"].max() > max(lines["push"].max(), lines["pull"].max())
    never_tired = parts("push_pull", STORE.with_(fatigue_scale=0.0, goodwill_half=1e9)).lines
    assert np.allclose(np.diff(never_tired["push"], 2), 0.0, atol=1e-5)


def test_the_top_between_volume_and_value_lies_lower_where_the_price_counts_more():
    found = parts("volume_value", STORE)
    assert found.x[found.lines["sensitive"].argmax()] < found.x[found.lines["tolerant"].argmax()]


def test_what_is_no_axis_is_refused():
    with pytest.raises(ValueError, match="push_pull"):
        parts("up_down", STORE)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_comparison_with_long_words_is_cut_off_in_neither_form(narrow):
    long = "share of weeks in the same regime, of those that were seen by whoever looked"
    lines = (
        Line("closed form, with a name of many words that needs its lines", [0, 1, 2], [1, 2, 3], reference=True),
        Line("model", [0, 1, 2], [1, 2, 2.5], [0.1] * 3),
    )
    for names in ((), ("calm", "guerra dei prezzi", "each regime's own best mix")):
        sheet = comparison.draw(
            Comparison("A title that is rather long for a phone", long, long, long, lines, names), narrow
        )
        assert is_whole(sheet)
    assert (sheet.get_size_inches()[0] < 4.2) == narrow


def test_numbers_of_a_comparison_have_the_decimal_point_of_the_language():
    seen = Comparison("Title", "What is seen.", "x", "y", (Line("model", [0.1, 0.9], [0.25, 0.75]),))
    for language, point, other in (("en", ".", ","), ("it", ",", ".")):
        sheet = comparison.draw(seen, language=language)
        FigureCanvasAgg(sheet).draw()
        told = "".join(
            label.get_text() for label in (*sheet.axes[0].get_xticklabels(), *sheet.axes[0].get_yticklabels())
        )
        assert point in told and other not in told


def test_at_night_no_colour_of_the_day_is_left():
    made = style.night(style.svg(drawn.draw(parts("push_pull", STORE)))).decode()
    found = set(re.findall(r"#[0-9a-fA-F]{6}", made))
    assert style.NIGHT[style.PAPER].upper() in found and style.NIGHT[style.INK].upper() in found
    assert not found & {color.lower() for color in style.NIGHT}


def test_letters_read_at_night_as_by_day():
    def luminance(color):
        parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        return sum(
            w * (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4)
            for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
        )

    def contrast(a, b):
        low, high = sorted((luminance(a), luminance(b)))
        return (high + 0.05) / (low + 0.05)

    for color in (style.INK, style.MUTED, style.TEAL, style.AMBER):
        assert contrast(color, style.PAPER) > 4.5
        assert contrast(style.NIGHT[color], style.NIGHT[style.PAPER]) > 4.5
