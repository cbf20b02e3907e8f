"""The visual language of the pictures: paper, ink, teal, attention; one typeface; layout in inches from the top left.

Everything is passed explicitly and nothing global is set, so pictures may be drawn in several threads and beside a
caller's own matplotlib settings.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from PIL import Image

PAPER, PANEL, LINE = "#FAF8F3", "#F0ECE2", "#E4DFD3"
INK, MUTED, GHOST = "#22302F", "#5F6C68", "#A5ADA8"
TEAL, ATTENTION, TERRACOTTA = "#1F7A78", "#D08A2E", "#C4573C"
AMBER = "#8A5A10"  # attention as letters

CONCEPTUAL, METHOD, ACCESSORY, FOUNDING = "#12706E", "#E0A43A", "#34509E", "#AEB6B1"
FAMILIES = {"conceptual": CONCEPTUAL, "method": METHOD, "accessory": ACCESSORY, "founding": FOUNDING}

# Least distance of any two (CIE 1976) 21, also as seen with deuteranopia, protanopia and tritanopia (Machado 2009).
REGIMES = ("#CFE3DC", "#E9C68A", "#B5746A", "#8C93C4", "#335DB1", "#6E3535", "#45455D", "#7E7E24")

# What each colour becomes on a dark page (`night`).
NIGHT = {
    PAPER: "#0F1A1C", PANEL: "#16252A", LINE: "#2A3B40", INK: "#E8ECE6", MUTED: "#8CA09C", GHOST: "#6F827F",
    TEAL: "#4FBDB5", ATTENTION: "#F0B35C", TERRACOTTA: "#EE7D5B", AMBER: "#F0B35C",
    CONCEPTUAL: "#2FA39B", METHOD: "#F5C85F", ACCESSORY: "#7C93F2", FOUNDING: "#7F8C88",
    "#6E3535": "#D09090", "#7E7E24": "#C2C26A", "#335DB1": "#7FA3EE", "#45455D": "#A9A9C6",
    REGIMES[0]: "#35564F", REGIMES[1]: "#77592A", REGIMES[2]: "#C98A80", REGIMES[3]: "#4B5492",
}  # fmt: skip

DPI = 150
FONTS = Path(__file__).parent.parent / "fonts"


def over(color: str) -> str:
    """Ink or paper, whichever reads better over `color`."""
    red, green, blue = to_rgb(color)
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.55 else PAPER


@cache
def typeface(bold: bool = False) -> FontProperties:
    """Inter, as shipped with the package (SIL Open Font License); DejaVu Sans where the file has been removed."""
    path = FONTS / ("Inter-SemiBold.otf" if bold else "Inter-Regular.otf")
    if path.is_file():
        return FontProperties(fname=str(path))
    return FontProperties(family="DejaVu Sans", weight="semibold" if bold else "normal")


def sized(size: float, bold: bool = False) -> FontProperties:
    """The typeface at `size` points."""
    font = typeface(bold).copy()
    font.set_size(size)
    return font


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of `text`, in inches."""
    return TextToPath().get_text_width_height_descent(text, sized(size, bold), ismath=False)[0] / 72.0


def wrapped(text: str, width: float, size: float, bold: bool = False) -> str:
    """`text` broken into lines of at most `width` inches, at spaces."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def figure(width: float, height: float) -> Figure:
    """An empty sheet of paper, in inches."""
    return Figure(figsize=(width, height), dpi=DPI, facecolor=PAPER)


def axes_at(sheet: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes on `sheet`, in inches from its top left corner."""
    w, h = sheet.get_size_inches()
    axes = sheet.add_axes((left / w, 1.0 - (top + height) / h, width / w, height / h), facecolor="none")
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, labelsize=8.5, labelcolor=MUTED, pad=4)
    return axes


def say(
    sheet: Figure, left: float, top: float, text: str, size: float = 9.5, color: str = INK, bold: bool = False,
    align: str = "left",
) -> float:  # fmt: skip
    """Write `text` line by line, the first one's upper edge `top` inches from the top; returns where it ends."""
    w, h = sheet.get_size_inches()
    for line in text.split("\n"):
        baseline = top + 0.93 * size / 72
        sheet.text(left / w, 1.0 - baseline / h, line, fontproperties=sized(size, bold), color=color, ha=align,
                   va="baseline", parse_math=False)  # fmt: skip
        top += 1.35 * size / 72
    return top


def note(axes: Axes, x: float, y: float, text: str, size: float = 8.5, color: str = MUTED, bold: bool = False,
         align: str = "left", anchor: str = "center_baseline", inside: bool = False,
         across: bool = False) -> Text:  # fmt: skip
    """Write `text` at (x, y) of the data; in shares of the axes if `inside`, y alone if `across`."""
    space = axes.transAxes if inside else axes.get_xaxis_transform() if across else axes.transData
    return axes.text(x, y, text, fontproperties=sized(size, bold), color=color, ha=align, va=anchor, parse_math=False,
                     linespacing=1.3, transform=space)  # fmt: skip


def tick(axes: Axes, ticks: list[tuple[float, str]], vertical: bool = True) -> None:
    """Write ticks as (where, text); those of the vertical axis with pale lines across."""
    axis = axes.yaxis if vertical else axes.xaxis
    axis.set_ticks([at for at, _ in ticks], [text for _, text in ticks])
    for label in axis.get_ticklabels():
        label.set_fontproperties(sized(8.5))
        label.set_parse_math(False)
    if vertical:
        axes.grid(axis="y", color=LINE, linewidth=0.7)
        axes.set_axisbelow(True)


def save(sheet: Figure, path: str | Path) -> Path:
    """Write the picture as a PNG file."""
    path = Path(path)
    path.write_bytes(png(sheet))
    return path


def svg(sheet: Figure) -> bytes:
    """The picture as SVG, its letters as outlines: it looks the same where the typeface is not installed."""
    file = BytesIO()
    FigureCanvasSVG(sheet).print_svg(file, metadata={"Date": None})
    return file.getvalue()


def night(picture: bytes) -> bytes:
    """A picture as SVG with the colours of a dark page: paper to night, ink to light, each mark to its brighter sister."""
    text = picture.decode()
    for day, dark in NIGHT.items():
        text = text.replace(day.lower(), dark.upper())
    return text.encode()


def png(sheet: Figure) -> bytes:
    """The picture as PNG in 256 colours, a third of the size; the same picture gives the same bytes."""
    canvas = FigureCanvasAgg(sheet)
    canvas.draw()
    full = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    file = BytesIO()
    full.quantize(256, dither=Image.Dither.NONE).save(file, format="PNG", optimize=True)
    return file.getvalue()
