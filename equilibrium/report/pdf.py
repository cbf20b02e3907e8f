"""A report as a PDF, typeset by Typst with the package's own typeface; nothing comes from the network."""

import tempfile
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path

from equilibrium.plots.style import FONTS
from equilibrium.report.blocks import Block, Heading, Paragraph, Picture, Points, Report, Table
from equilibrium.words.told import Passage

TEXT_WIDTH, TALLEST = 176.0, 225.0  # mm
HEAD = """#set page(paper: "a4", margin: (top: 18mm, x: 17mm, bottom: 22mm), footer: context {{
  set text(size: 7.5pt, fill: rgb("#55625E"))
  grid(columns: (1fr, auto), column-gutter: 8mm, {foot},
    counter(page).display("1 / 1", both: true))
}})
#set document(title: {title}, author: "equilibrium", description: {notice}, date: datetime({date}))
#set text(font: "Inter", size: 10pt, lang: "{language}", fill: rgb("#22302F"), number-width: "tabular", hyphenate: false)
#set par(leading: 0.68em, spacing: 0.95em)
#set list(spacing: 0.75em, indent: 0.2em, marker: text(fill: rgb("#1F6F6D"), "•"))
#show heading: set text(weight: 600)
#show heading.where(level: 1): set text(size: 21pt)
#show heading.where(level: 1): set block(above: 3mm, below: 5mm)
#show heading.where(level: 2): set text(size: 13pt, fill: rgb("#1F6F6D"))
#show heading.where(level: 2): set block(above: 8mm, below: 3.5mm, sticky: true)
#show table.cell: set par(leading: 0.5em)
#show table: set text(size: 8.5pt)
#show figure: set block(breakable: false)
#show figure.caption: it => align(left, text(size: 8.5pt, fill: rgb("#55625E"), it.body))
#show figure.where(kind: image): set block(spacing: 6mm)
#set table.cell(breakable: false)
#set table(stroke: (x, y) => (bottom: 0.5pt + rgb("#DAD4C6")), inset: (left: 0pt, right: 4mm, y: 1.5mm))
"""
FRONT = """#text(fill: rgb("#55625E"), {subtitle})
#heading(level: 1, {title})
#box(stroke: 0.7pt + rgb("#8F5A12"), radius: 3mm, inset: (x: 3mm, y: 1.8mm),
  text(fill: rgb("#8F5A12"), weight: 600, {notice}))
#v(2mm)
"""


def is_there() -> bool:
    """Whether Typst is installed."""
    return find_spec("typst") is not None


def pdf(report: Report) -> bytes:
    """The PDF's bytes; the same report gives the same bytes.

    Raises
    ------
    ModuleNotFoundError : without Typst (`pip install 'equilibrium[report]'`)
    """
    import typst

    when = datetime.fromisoformat(report.date.shown).replace(tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "report.typ").write_text(source(report), "utf-8")
        pictures = [block for block in (*report.front, *report.body) if isinstance(block, Picture)]
        for k, picture in enumerate(pictures):
            (place / f"{k}.png").write_bytes(picture.png)
        return bytes(typst.compile(
            str(place / "report.typ"), root=folder, font_paths=[str(FONTS)], ignore_system_fonts=True, format="pdf",
            pdf_standards="ua-1",
            timestamp=int(when.timestamp()), package_path=folder, package_cache_path=folder,
        ))  # fmt: skip


def source(report: Report) -> str:
    """The report in Typst's notation: every text a string of its language, in which nothing but quotes has a meaning."""
    year, month, day = (int(part) for part in report.date.shown.split("-"))
    title, notice, subtitle = (_text(part) for part in (report.title, report.notice, report.subtitle))
    foot = _string(f"{report.notice.text} · {report.foot.text}")
    out = [
        HEAD.format(
            title=title, notice=notice, language=report.language, foot=foot,
            date=f"year: {year}, month: {month}, day: {day}",
        ),
        FRONT.format(title=title, notice=notice, subtitle=subtitle),
    ]  # fmt: skip
    number = 0
    for blocks in (report.front, report.body):
        for block, after in zip_longest(blocks, blocks[1:]):
            told = _block(block, number)
            keeps = isinstance(block, Paragraph) and isinstance(after, Table)  # words stay with the table they open
            out.append(f"#block(sticky: true, {told.removeprefix('#')})" if keeps else told)
            number += isinstance(block, Picture)
        if blocks is report.front:
            out.append("#pagebreak(weak: true)")
    return "\n".join(out) + "\n"


def _block(block: Block, number: int) -> str:
    if isinstance(block, Heading):
        return f"#heading(level: 2, {_text(block.text)})"
    if isinstance(block, Paragraph):
        return f"#text(size: 12pt, par({_text(block.text)}))" if block.leading else f"#par({_text(block.text)})"
    if isinstance(block, Points):
        return f"#list({', '.join(_text(item) for item in block.items)})"
    if isinstance(block, Picture):
        width, height = block.size
        wide = min(TEXT_WIDTH, TALLEST * width / height)
        image = f'image("{number}.png", alt: {_text(block.alt)}, width: {wide:.2f}mm, height: {wide * height / width:.2f}mm)'
        return f"#figure(kind: image, supplement: none, numbering: none, {image}, caption: {_text(block.caption)})"
    return _table(block)


def _table(table: Table) -> str:
    """Columns as wide as their words where these are short; the others share what is left."""
    columns = len(table.groups[0][1][0])
    widths = ["1fr"] + ["auto"] * (columns - 1) if table.numbers else ["1.3fr"] * (columns - 1) + ["0.8fr"]
    if not table.head:
        widths = ["auto"] + ["1fr"] * (columns - 1)
    aligned = ", ".join("right" if column in table.numbers else "left" for column in range(columns))
    out = [f"#table(columns: ({', '.join(widths)}), align: ({aligned}),"]
    if table.head:
        cells = ", ".join(f"text(weight: 600, {_text(word)})" for word in table.head)
        out.append(f'table.header({cells}), table.hline(stroke: 1pt + rgb("#22302F")),')
    for words, rows in table.groups:
        if words:
            look = f'text(weight: 600, fill: rgb("#1F6F6D"), {_text(words)})'
            out.append(
                f"table.header(level: 2, table.cell(colspan: {columns}, align: left, inset: (top: 3.5mm), {look})),"
            )
        out += [", ".join(_text(cell) for cell in row) + "," for row in rows]
    return "\n".join(out) + "\n)"


def _text(passage: Passage) -> str:
    return _string(passage.text)


def _string(text: str) -> str:
    """`text` as a string of Typst's."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", " ") + '"'
