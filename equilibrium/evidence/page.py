"""The written evidence of a family: what was measured, when and by which command, as a page of Markdown."""

from collections.abc import Sequence
from datetime import date
from types import ModuleType

from equilibrium import __version__
from equilibrium.evidence import table, targets
from equilibrium.evidence.collect import Row

PAGES = {"known_worlds": "worlds", "calibration": "data"}  # the page of a family of another name has that name
HEADINGS = {
    "known_worlds": "Known worlds, measured", "calibration": "The data, measured", "claims": "The claims, measured",
}  # fmt: skip


def file_name(family: str) -> str:
    """The page's file."""
    return f"{PAGES.get(family, family)}.md"


def page(family: str, rows: Sequence[Row], command: str, day: date, missing: Sequence[str] = (),
         modules: Sequence[ModuleType] = ()) -> str:  # fmt: skip
    """Heading, how it was made, how many hold, the table (misses first for data), a picture a module.

    Parameters: `command` that writes it again; `missing`, modules whose data were not there; `modules` that were measured:
    if they are data sets, every row of their targets is judged first.
    """
    told = table.misses_first(rows) if family == "calibration" else list(rows)
    titles = {row.name: row.title for row in rows}
    parts = [
        f"# {HEADINGS.get(family, family.capitalize())}",
        f"Written by `{command}` on {day.isoformat()} with equilibrium {__version__}. {table.counted(rows)}",
    ]
    if missing:
        parts.append(f"Not measured, as their data do not ship and were not there: {', '.join(missing)}.")
    if family == "calibration":
        beyond = {name: why for module in modules for name, why in getattr(module, "BEYOND", {}).items()}
        judged = targets.judged(targets.Told(tuple(row.finding for row in rows), beyond, tuple(missing)))
        parts += [
            "## Every row of the targets, misses first",
            targets.markdown(judged),
            "## Every figure, misses first",
        ]
    parts.append(table.markdown(told))
    parts += [f"![{title}]({name}.png)" for name, title in titles.items()]
    return "\n\n".join(parts) + "\n"
