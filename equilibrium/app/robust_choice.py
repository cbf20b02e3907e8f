"""Which of the mixes side by side is robust: each in every context, what it gives up there, and how sure the choice is."""

from collections.abc import Sequence
from html import escape

import altair as alt
import pandas as pd
import streamlit as st
from matplotlib.ticker import MaxNLocator

from equilibrium.app import charts, following, sides
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.balance.contexts import Contexts, in_contexts
from equilibrium.balance.objectives import objective
from equilibrium.plots.words import money
from equilibrium.words.contexts import context_sentences
from equilibrium.words.dimensions import context
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
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"**{said['contexts_chart']}**")
        st.altair_chart(
            _chart(found, at, letters, where, language),
            theme=None,
            width="stretch",
            key="regrets",
            alt=said["contexts_chart"],
        )
    with right:
        table = _table(found, letters, where, said)
        st.dataframe(
            table, column_config={name: st.column_config.NumberColumn(format="localized") for name in table.columns[1:]},
            hide_index=True,
        )  # fmt: skip
        st.caption(said["contexts_note"].format(count=found.values.shape[2]))
        st.download_button(
            said["take"], table.to_csv(index=False), f"equilibrium-contexts-{found.digest[:12]}.csv", "text/csv", on_click="ignore"
        )  # fmt: skip


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
    rows = []
    for c, name in enumerate(where):
        rows.append(
            {said["context"]: name}
            | {said["profit_of"].format(letter=x): round(found.worth[c][m].value) for m, x in enumerate(letters)}
            | {said["regret_of"].format(letter=x): round(found.regret[c][m].value) for m, x in enumerate(letters)}
        )
    rows.append(
        {said["context"]: said["average"]}
        | {said["profit_of"].format(letter=x): round(found.average[m].value) for m, x in enumerate(letters)}
    )
    rows.append(
        {said["context"]: said["worst"]}
        | {said["regret_of"].format(letter=x): round(found.worst[m].value) for m, x in enumerate(letters)}
    )
    return pd.DataFrame(rows)
