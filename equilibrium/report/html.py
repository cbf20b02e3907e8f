"""A report as one HTML page that needs nothing else: pictures, typeface and style stand within it, and no script."""

from base64 import b64encode
from html import escape
from io import BytesIO
from pathlib import Path

from equilibrium.plots.style import FONTS
from equilibrium.report.blocks import Block, Heading, Paragraph, Picture, Points, Report, Table

FACES = (("Inter-Regular.otf", "400"), ("Inter-SemiBold.otf", "600"))


def page(report: Report) -> str:
    """The whole page."""
    letters = "".join({*"".join(passage.text for passage in report.passages()), *map(chr, range(32, 127))})
    title, notice, foot = (escape(part.text) for part in (report.title, report.notice, report.foot))
    style = "\n".join([_faces(letters), Path(__file__).with_name("page.css").read_text("utf-8"), _margins(report)])
    return f"""<!DOCTYPE html>
<html lang="{report.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="equilibrium report">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header>
<p class="over">{escape(report.subtitle.text)}</p>
<h1>{title}</h1>
<p class="notice">{notice}</p>
</header>
<main>
<section class="front">
{_blocks(report.front)}
</section>
{_blocks(report.body)}
</main>
<footer>{foot}</footer>
</body>
</html>
"""


def _blocks(blocks: tuple[Block, ...]) -> str:
    return "\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text.text)}</h2>"
    if isinstance(block, Paragraph):
        how = ' class="leading"' if block.leading else ""
        return f"<p{how}>{escape(block.text.text)}</p>"
    if isinstance(block, Points):
        return "<ul>\n" + "\n".join(f"<li>{escape(item.text)}</li>" for item in block.items) + "\n</ul>"
    return _picture(block) if isinstance(block, Picture) else _table(block)


def _picture(picture: Picture) -> str:
    data = b64encode(picture.png).decode("ascii")
    width, height = picture.size
    return (
        f'<figure><div class="scroll" tabindex="0" role="group" aria-label="{escape(picture.caption.text)}">'
        f'<img width="{width}" height="{height}" alt="{escape(picture.alt.text)}" src="data:image/png;base64,{data}"></div>\n'
        f"<figcaption>{escape(picture.caption.text)}</figcaption></figure>"
    )


def _table(table: Table) -> str:
    caption = escape(table.caption.text)
    kind = "facts" if not table.head else "columns groups" if len(table.groups) > 1 else "columns"
    out = [f'<table class="{kind}">', f"<caption>{caption}</caption>"]
    number = [' class="number"' if column in table.numbers else "" for column in range(len(table.groups[0][1][0]))]
    if table.head:
        cells = "".join(
            f'<th scope="col"{how}>{escape(word.text)}</th>' for word, how in zip(table.head, number, strict=True)
        )
        out.append(f"<thead><tr>{cells}</tr></thead>")
    for words, rows in table.groups:
        out.append("<tbody>")
        if words:
            out.append(f'<tr><th scope="colgroup" colspan="{len(number)}">{escape(words.text)}</th></tr>')
        for first, *rest in rows:
            cells = "".join(f"<td{how}>{escape(cell.text)}</td>" for cell, how in zip(rest, number[1:], strict=True))
            out.append(f'<tr><th scope="row">{escape(first.text)}</th>{cells}</tr>')
        out.append("</tbody>")
    out.append("</table>")
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{caption}">' + "\n".join(out) + "</div>"


def _faces(letters: str) -> str:
    """The package's typeface, cut down to the `letters` that the page shows."""
    from fontTools.subset import Options, Subsetter  # comes with matplotlib
    from fontTools.ttLib import TTFont

    rules = []
    for name, weight in FACES:
        if not (FONTS / name).is_file():
            continue
        with TTFont(FONTS / name, recalcTimestamp=False) as font:
            subsetter = Subsetter(Options(layout_features=["kern", "tnum", "mark", "ccmp", "locl"], name_IDs=["*"]))
            subsetter.populate(text=letters)
            subsetter.subset(font)
            font.flavor = "woff"
            file = BytesIO()
            font.save(file)
        data = b64encode(file.getvalue()).decode("ascii")
        source = f'url("data:font/woff;base64,{data}") format("woff")'
        rules.append(f"@font-face {{ font-family: Inter; font-weight: {weight}; src: {source}; }}")
    return "\n".join(rules)


def _margins(report: Report) -> str:
    """What browsers that can print write at the foot of every page."""
    left = _css_text(f"{report.notice.text} · {report.foot.text}")
    look = "font: 7.5pt Inter, sans-serif; color: #55625E;"
    return (
        f"@page {{ @bottom-left {{ content: {left}; width: 85%; {look} }} "
        f'@bottom-right {{ content: counter(page) " / " counter(pages); {look} }} }}\n'
    )


def _css_text(text: str) -> str:
    """`text` as a string of CSS, which may not end the style sheet either."""
    return '"' + "".join(c if c.isalnum() or c in " .,;:·'-" else f"\\{ord(c):x} " for c in text) + '"'
