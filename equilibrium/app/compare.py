"""Side by side: up to four mixes and scenarios under the same luck, how they differ, and which mix is robust across contexts."""

from html import escape

import streamlit as st

from equilibrium.app import charts, following, frame, robust_choice, sides
from equilibrium.app.compare_beside import beside
from equilibrium.app.compare_cards import cards, found, named, quiet, row
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.words.side_by_side import answer


def show() -> None:
    """Draw the page."""
    language = st.session_state.language
    text = words(language)
    frame.heading(text["compare"]["title"], text)
    said, setting = text["compare"], frame.setting()
    chosen = _choice(setting, said, language)
    names = sides.names(setting, chosen, language, said)
    _key(setting, chosen, names, said, language)
    if len(chosen) < 2:
        st.info(said["more"])
        return
    scenarios = [sides.scenario(setting, side) for side in chosen]
    top = st.container()
    key = ("compare", *(each.digest for each in scenarios), setting.seed)
    result = following.result(
        key, lambda progress: found(scenarios, setting.seed, progress), "compare", "sketch", text["work"]
    )
    if result is not None:
        side_by_side = named(result, names)
        frame.check(side_by_side.comparison.receipt.short, text)
        called = sides.called(names, said)
        with top:
            _told(answer(side_by_side.comparison, called, language))
        cards(side_by_side, said, language)
        beside(side_by_side, scenarios, said, language)
    robust_choice.show(setting, chosen, names, said, language)


def _choice(setting: Setting, said: dict[str, str], language: str) -> list[str]:
    """What is set side by side, as the visitor picks it."""
    there, chosen = sides.there(setting), sides.chosen(setting)
    called = dict(zip(there, sides.names(setting, there, language, said), strict=True))
    st.session_state.sides_choice = chosen

    def picked() -> None:
        frame.change(sides=tuple(st.session_state.sides_choice))

    st.multiselect(
        said["sides"].format(most=sides.MOST), there, key="sides_choice", format_func=called.__getitem__, on_change=picked,
        max_selections=sides.MOST, help=said["help"],
    )  # fmt: skip
    gone = sides.gone(setting)
    if gone:
        st.warning(said["gone"].format(names=", ".join(frame.plain(sides.bare(side)) for side in gone)))
    return chosen


def _told(lines: list[str]) -> None:
    """The answer, large, and what belongs to it."""
    first, *rest = map(escape, lines)
    more = f'<div style="opacity:.8">{" ".join(rest)}</div>' if rest else ""
    style = "font-size:1.15rem;font-weight:600;line-height:1.45;margin:.2em 0 .3em"
    st.html(f'<div class="answer" style="{style}">{first}</div>{more}')


def _key(setting: Setting, chosen: list[str], names: list[str], said: dict[str, str], language: str) -> None:
    """A letter and a colour for each side, and where it differs from the first."""
    colours = charts.look(st.context.theme.type)
    rows = []
    for k, (side, name) in enumerate(zip(chosen, names, strict=True)):
        differs = sides.differs(setting, side, chosen[0], language) if k else said["first"]
        rows.append(row(k, f"<b>{escape(name)}</b> {quiet(differs, colours)}", colours))
    st.html(f'<div style="line-height:1.5">{"".join(rows)}</div>')
    if not all(map(sides.is_mix, chosen)) and (setting.context or setting.assumptions):
        st.caption(said["as_written"])
