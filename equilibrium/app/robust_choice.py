"""Which of the mixes side by side is robust: each in every context, what it gives up there, and how sure the choice is."""

from collections.abc import Sequence
from html import escape
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
from matplotlib.ticker import MaxNLocator

from equilibrium.app import charts, following, sides
from equilibrium.app.compare_cards import row
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.balance.contexts import Contexts, in_contexts
from equilibrium.balance.objectives import objective
from equilibrium.plots.words import money
from equilibrium.words.contexts import context_sentences
from equilibrium.words.dimensions import context, level
from equilibrium.words.reproduce_compare import contexts_as_python

REPLICATES = 16  # of a lot, in each context


def show(setting: Setting, chosen: Sequence[str], names: Sequence[str], said: dict[str, str], language: str) -> None:
    """Draw this part of the page, for those of the chosen sides that are mixes of the setting's world."""
    st.subheader(said["contexts"])
    st.caption(said["contexts_help"])
    at = [k for k, side in enumerate(chosen) if sides.is_mix(side)]
    world = setting.with_(context="").world
    mixes = [sides.moves(setting, chosen[k]) for k in at]
    if len(at) < 2 or len(world.regimes) < 2:
        st.info(said["contexts_few"])
        return
    if len(at) < len(chosen):
        others = [name for k, name in enumerate(names) if k not in at]
        st.caption(said["contexts_left"].format(names=", ".join(others)))
    goal = objective("profit", int(world.value("weeks")))
    key = ("contexts", world.digest, setting.seed, *(tuple(sorted(mix.items())) for mix in mixes))
    asked = st.button(said["contexts_try"], key="contexts_try", type="primary")
    found = following.result(
        key, lambda progress: in_contexts(world, goal, mixes, replicates=REPLICATES, seed=setting.seed, progress=progress),
        "contexts", "search", words(language)["work"], begin=asked,
    )  # fmt: skip
    if found is not None:
        _found(found, at, sides.called([names[k] for k in at], said, at), said, language)
        with st.expander(said["again"]):
            st.code(contexts_as_python(found, world, mixes, setting.seed), language="python", wrap_lines=True)


def _found(found: Contexts, at: Sequence[int], names: Sequence[str], said: dict[str, str], language: str) -> None:
    """The robust choice in words, regrets as a chart, everything as a table."""
    first, *rest = map(escape, context_sentences(found, names, language))
    st.html(f'<div class="answer" style="font-weight:600;font-size:1.05rem">{first}</div><div>{" ".join(rest)}</div>')
    letters = [sides.LETTERS[k] for k in at]
    where = [context(name, language) for name in found.contexts]
    colours = charts.look(st.context.theme.type)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(f"<b>{said['contexts_chart']}</b>")
        chart = _chart(found, at, letters, where, language)
        st.altair_chart(chart, theme=None, width="stretch", key="regrets", alt=said["contexts_chart"])
    with right:
        lines = (row(k, escape(line), colours) for k, line in zip(at, each(found, said, language), strict=True))
        st.html("".join(lines))
        st.caption(said["contexts_note"].format(count=found.values.shape[2]))
    with st.expander(said["contexts_table"]):
        table = _table(found, letters, where, said)
        st.dataframe(
            table, column_config={name: st.column_config.NumberColumn(format="localized") for name in table.columns[1:]},
            hide_index=True,
        )  # fmt: skip
        st.download_button(
            said["take"], table.to_csv(index=False), f"equilibrium-contexts-{found.digest[:12]}.csv", "text/csv", on_click="ignore"
        )  # fmt: skip


def each(found: Contexts, said: dict[str, str], language: str) -> list[str]:
    """Of each mix what it brings on average, and what it gives up at worst."""
    return [
        said["contexts_each" if worst.value > 0.0 else "contexts_best"].format(
            average=level(average.value, found.objective, language), worst=level(worst.value, found.objective, language),
            context=context(found.worst_context(k), language),
        )
        for k, (average, worst) in enumerate(zip(found.average, found.worst, strict=True))
    ]  # fmt: skip


def _chart(
    found: Contexts, at: Sequence[int], letters: Sequence[str], where: Sequence[str], language: str
) -> alt.LayerChart:
    rows = [
        charts.Interval(c, m, cell.value, max(0.0, cell.low), cell.high)
        for c, row in enumerate(found.regret) for m, cell in enumerate(row)
    ]  # fmt: skip
    most = max(each.high for each in rows) or 1.0
    marks = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(0.0, most)
    ticks = [(float(at), money(float(at), language)) for at in marks if 0.0 <= at <= most]
    colours = charts.look(st.context.theme.type)
    return charts.dots(rows, letters, [colours.sides[k] for k in at], ticks, colours, where)


def _table(found: Contexts, letters: Sequence[str], where: Sequence[str], said: dict[str, str]) -> pd.DataFrame:
    """Whole euros: a row a context, then the mean of all and the worst."""
    worth = np.array([[cell.value for cell in row] for row in found.worth])
    regret = np.array([[cell.value for cell in row] for row in found.regret])
    columns: dict[str, list[Any]] = {said["context"]: [*where, said["average"], said["worst"]]}
    for m, letter in enumerate(letters):
        profits = [*worth[:, m], worth[:, m].mean(), worth[:, m].min()]
        columns[said["profit_of"].format(letter=letter)] = [round(value) for value in profits]
    for m, letter in enumerate(letters):
        regrets = [*regret[:, m], regret[:, m].mean(), regret[:, m].max()]
        columns[said["regret_of"].format(letter=letter)] = [round(value) for value in regrets]
    return pd.DataFrame(columns)
