"""What is wrong with a scenario, in words: a line per problem that names file, key, what stood there and what may."""

import difflib
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

MOST_LISTED = 100


class Problem(NamedTuple):
    """One thing wrong: file, dotted key ("" for the file as a whole), what was found and what is allowed."""

    file: str
    key: str
    text: str

    def __str__(self) -> str:
        line = ": ".join(part for part in self if part)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


class ScenarioError(ValueError):
    """All problems of a scenario at once, one line each."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:MOST_LISTED]]
        if len(self.problems) > MOST_LISTED:
            lines.append(f"... and {len(self.problems) - MOST_LISTED} more")
        return "\n".join(lines)


def plain_number(value: float) -> str:
    """`value` for a reader: 5000, 0.004, inf, nan."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else f"{value:.12g}"


def quoted(text: str) -> str:
    """`text` as a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in escaped) + '"'


def dotted(parts: Iterable[Any]) -> str:
    """Key of a place in a document: `service.patience`, `shock[1].week`."""
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            short = part if len(part) <= 60 else part[:60] + "..."
            text += "." * bool(text) + (short if re.fullmatch(r"[\w-]+", short) else quoted(short))
    return text


def found(value: Any) -> str:
    """What stood there, short enough for one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return quoted(value if len(value) <= 60 else value[:60] + "...")
        case int() if value.bit_length() > 60:
            return f"a whole number of some {int(value.bit_length() * 0.30103) + 1} digits"
        case int():
            return str(value)
        case float():
            return plain_number(value)
        case dict():
            return "a table"
        case list() | tuple():
            return "an array"
        case _:
            return f"a {type(value).__name__}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` most like `word`, if any is; the order of a key's parts (pull_push) does not matter."""
    word, words = word[:60].lower(), list(words)
    turned = {_turned(one): one for one in words}
    near = difflib.get_close_matches(word, words, 1, 0.6)
    near = near or [turned[one] for one in difflib.get_close_matches(_turned(word), turned, 1, 0.8)]
    return near[0] if near else None


def _turned(word: str) -> str:
    return "_".join(sorted(word.split("_")))
