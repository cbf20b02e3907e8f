"""Scenario files: finding, reading with all they extend, and writing with every comment."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from equilibrium.parameters import AXES, COEFFICIENTS, REGISTRY
from equilibrium.scenario_document import LISTS
from equilibrium.scenario_errors import MOST_LISTED, Problem, ScenarioError, dotted, found, nearest, quoted
from equilibrium.scenario_form import AXIS_WORDS, EXTRA, HOMES, MARKS, SECTIONS, Form, words_for

LARGEST = 1_000_000  # bytes
DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){100}""")  # keys of so many parts take tomllib hours
NOTES = {
    "mix": ("Each axis: a number, or a rhythm such as { mean = 0.3, wave = { period = 26, amplitude = 0.1 } },",
            "{ alternate = { period = 26, low = 0.2, high = 0.8 } } or { calendar = [[0, 0.2], [104, 0.6]] }."),
    "population": ("The defaults of purchase_rate, purchase_shape, drop_a and drop_b come from real buyers (CDNOW),",
                   "that of price_sensitivity from real prices (orange juice): `python -m equilibrium.calibration`."),
    "regimes": ("The context moves between these regimes: customers feel them, no enterprise sees which one reigns.",),
    "rival": ("A rival differs from the focal enterprise in what is said here: its mix, any of its own parameters.",),
    "mission": ("Dated missions on the market: people, and insights each brings back (the founding text's gathering:",
                "20 people, over 10 insights each, some 200 cards to start from)."),
}  # fmt: skip


def shipped() -> dict[str, Path]:
    """Scenarios that come with the library: name ("price-war", "known-worlds/bass") and file."""
    here = Path(__file__).parent
    folder = here / "scenarios" if (here / "scenarios").is_dir() else here.parent / "scenarios"
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in sorted(folder.rglob("*.toml"))}


def find(source: str | os.PathLike, folder: Path, asked: Problem) -> tuple[str, Path]:
    """Name and file of `source`: a file (relative to `folder`) or a shipped name; errors speak as `asked` begins."""
    text = os.fspath(source)
    known = shipped()
    path = folder / text
    try:
        if path.exists() and not path.is_dir():
            resolved = path.resolve()
            return next((name for name, file in known.items() if file.resolve() == resolved), path.stem), path
    except (OSError, ValueError):
        pass  # not there, or no name a file can have; perhaps a shipped one
    name = _shipped_name(text, known)
    if name:
        return name, known[name]
    try:
        if path.name and path.with_name(path.name + ".toml").is_file():
            return path.name, path.with_name(path.name + ".toml")
        there = path.is_dir()
    except (OSError, ValueError):
        there = False
    near = nearest(Path(text).stem, known)
    hint = f"nearest shipped scenario: {near}" if near else f"shipped scenarios: {', '.join(known)}"
    what = "found a folder, allowed: a file" if there else "no such file"
    raise ScenarioError([asked._replace(text=f"{asked.text}{what}; {hint}")])


def _shipped_name(text: str, known: dict[str, Path]) -> str | None:
    parts = [part for part in text.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts or os.path.isabs(text):
        return None
    if "scenarios" in parts:
        parts = parts[len(parts) - parts[::-1].index("scenarios") :]
    name = "/".join(parts).removesuffix(".toml")
    if name in known:
        return name
    alike = [one for one in known if one.rsplit("/")[-1] == name]
    return alike[0] if len(alike) == 1 else None


def read(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; ScenarioError if it is no sound, small, UTF-8 file."""

    def refuse(text: str) -> ScenarioError:
        return ScenarioError([Problem(str(path), "", text)])

    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refuse("found a folder, allowed: a file")
        if not stat.S_ISREG(status.st_mode):
            raise refuse("found a device or pipe, allowed: a file")
        if status.st_size > LARGEST:
            raise refuse(f"found {status.st_size / 1e6:.1f} MB, allowed: at most {LARGEST / 1e6:g} MB")
        data = path.read_bytes()
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(f"found a byte that is not UTF-8 in line {line}, allowed: UTF-8 text") from None
    try:
        if DEEP.search(text):
            raise RecursionError
        return tomllib.loads(text)
    except RecursionError:
        raise refuse("found arrays or tables nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError is one; numbers and dates beyond Python's raise it bare
        raise refuse(f"not valid TOML: {error}") from None


def layers(path: Path) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Documents of `path` and of all it extends, the base first, and their problems; raises if one cannot be read."""
    documents: list[dict[str, Any]] = []
    problems: list[Problem] = []
    seen: list[Path] = []
    while True:
        seen.append(path.resolve())
        try:
            document, wrong = parse(read(path), str(path))
        except ScenarioError as error:
            raise ScenarioError([*problems, *error.problems]) from None
        problems += wrong
        documents.insert(0, document)
        edges = document.get("population", {}).get("edges")
        if edges:
            document["population"]["edges"] = os.path.abspath(path.parent / edges)
        if "extends" not in document:
            return documents, problems
        base = document["extends"]
        asked = Problem(str(path), "extends", f"found {quoted(base)}, ")
        try:
            path = find(base, path.parent, asked)[1]
        except ScenarioError as error:
            raise ScenarioError([*problems, *error.problems]) from None
        if path.resolve() in seen:
            raise ScenarioError([*problems, asked._replace(text=asked.text + "which extends itself in a loop")])


def parse(raw: dict[str, Any], file: str) -> tuple[dict[str, Any], list[Problem]]:
    """What `raw` (as TOML gives it) says, as far as it is sound, and the problems of the rest."""
    problems: list[Problem] = []
    for attempt in range(3):
        try:
            return Form.model_validate(raw).model_dump(exclude_unset=True), problems
        except ValidationError as error:
            errors = error.errors(include_url=False)
            if attempt == 0:
                problems = [_problem(file, line, k < MOST_LISTED) for k, line in enumerate(errors)]
            raw = _pruned(raw, [line["loc"] for line in errors], depth=3 - attempt)
    return {}, problems


def _pruned(raw: dict[str, Any], places: list[tuple], depth: int) -> dict[str, Any]:
    """`raw` without the deepest named table entries (at most `depth` down) that lead to `places`."""
    copy = {key: _shallow(value) for key, value in raw.items()}
    for place in places:
        node, last = copy, None
        for part in [part for part in place if part not in MARKS][:depth]:
            if isinstance(node, dict) and part in node:
                last = (node, part)
            elif not (isinstance(node, list) and isinstance(part, int) and part < len(node)):
                break
            node = node[part]
        if last:
            last[0].pop(last[1], None)
    return copy


def _shallow(value: Any) -> Any:
    """A copy two levels deep: what pruning may cut."""
    if isinstance(value, dict):
        return {key: dict(entry) if isinstance(entry, dict) else entry for key, entry in value.items()}
    return [dict(entry) if isinstance(entry, dict) else entry for entry in value] if isinstance(value, list) else value


def _problem(file: str, error: Any, hint: bool) -> Problem:
    """One of pydantic's errors in our words, with the nearest valid key if a `hint` is worth its time."""
    place = [part for part in error["loc"] if part not in MARKS]
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "extra_forbidden":
            text = _unknown(place) if hint else "unknown key"
        case "missing":
            text = "missing; it must be said"
        case "too_long" | "too_short":
            bound = f"at most {context['max_length']}" if kind == "too_long" else f"at least {context['min_length']}"
            text = f"found {len(error['input'])} entries, allowed: {bound}"
        case "allowed":
            text = f"found {found(error['input'])}, allowed: {context['allowed']}"
        case "list_type" | "tuple_type":
            text = f"found {found(error['input'])}, allowed: an array"
        case _:
            text = f"found {found(error['input'])}, allowed: a table"
    return Problem(file, dotted(place), text)


def _unknown(place: list[Any]) -> str:
    *parents, word = place
    siblings = _keys_at(parents)
    if word in HOMES:
        if parents[:1] == ["rival"]:
            return f"cannot differ between enterprises; it is said in {HOMES[word]}"
        if parents[:1] == ["shock"]:
            return "cannot change during a run: it shapes the start" + (
                "; the regimes' coefficient price can" if word == "price_sensitivity" else ""
            )
        return f"unknown key here; nearest valid key: {HOMES[word]}"
    near = nearest(str(word), siblings)
    if near:
        return f"unknown key; nearest valid key: {dotted([*parents, near])}"
    near = nearest(str(word), HOMES)
    if near:
        return f"unknown key; nearest valid key: {HOMES[near]}"
    return "unknown key" + (f"; allowed: {', '.join(siblings)}" if len(siblings) <= 12 else "")


def _keys_at(place: list[Any]) -> list[str]:
    """Keys that a table at `place` may hold."""
    models = [Form]
    for part in place:
        entries = [model.model_fields[part] for model in models if part in model.model_fields]
        models = [model for entry in entries for model in _models(entry.annotation)] or models
    return [key for model in models for key in model.model_fields]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def toml(value: Any) -> str:
    """`value` as TOML writes it in one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case int() | float():
            return repr(value)
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {toml(entry)}" for key, entry in value.items()) + " }"
        case _:
            return "[" + ", ".join(toml(entry) for entry in value) + "]"


def written(document: dict[str, Any]) -> str:
    """A complete document as commented TOML; reading it gives the same document again."""
    lines = [f"title = {toml(document['title'])}", f"description = {toml(document['description'])}"]
    lines += [f"{key} = []" for key in LISTS if not document[key]]
    lines += ["", *_notes("mix"), "[mix]"]
    for axis in AXES:
        lines.append(_line(axis, document["mix"][axis], f"{AXIS_WORDS[axis][0]}; default 0.5, plausible 0 to 1"))
    for section in dict.fromkeys(parameter.section for parameter in REGISTRY.values()):
        lines += ["", f"# {SECTIONS[section][0]}", *_notes(section), f"[{section}]"]
        for key, value in document[section].items():
            if key in REGISTRY:
                lines += [f"# {REGISTRY[key].en}", _line(key, value, words_for(REGISTRY[key]))]
            else:
                lines += [f"# {EXTRA[section][key][1].description}", _line(key, value)]
    lines += ["", *_notes("regimes")]
    for name, row in document["regimes"].items():
        lines.append(f"[regimes.{_key(name)}]")
        for key, value in row.items():
            lines.append(_line(key, value, f"{COEFFICIENTS[key].en}: {words_for(COEFFICIENTS[key])}"))
        lines.append("")
    for key in LISTS:
        lines += _notes(key) if document[key] else []
        for entry in document[key]:
            lines += [f"[[{key}]]", *(f"{word} = {toml(value)}" for word, value in entry.items()), ""]
    return "\n".join(lines).rstrip() + "\n"


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "_").isidentifier() else quoted(key)


def _notes(key: str) -> list[str]:
    return [f"# {line}" for line in NOTES.get(key, ())]


def _line(key: str, value: Any, comment: str = "") -> str:
    if isinstance(value, list) and len(value) > 4:
        return f"{key} = [\n" + "".join(f"    {toml(entry)},\n" for entry in value) + "]"
    line = f"{key} = {toml(value)}"
    return f"{line:<37} # {comment}" if comment else line
