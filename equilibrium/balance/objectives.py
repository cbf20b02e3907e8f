"""What "best" means: a figure, an expression of figures, or a scorecard; one number a run, more is better.

    objective("profit")                                  five years' profit
    objective("profit@209-260")                          that of the last year
    objective("profit / 1e6 + 2 * satisfaction")         an expression of figures
    objective("survival")                                whether the enterprise is still there at the end
    scorecard({"profit": 3, "satisfaction": 1}, scenario, seed)    weights, a figure counted in its spread between runs

Figures stand for one number a run, summed, averaged or the last as each says (`figures.py`).
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from equilibrium.studies.measures import FORM, Measure, measure

SYNONYMS = {"survival": "alive"}
_MEASURE = re.compile(r"[a-z_]+(?:@\d+(?:-\d+)?)?")
_BINARY: dict[type, Callable] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable] = {"min": np.minimum, "max": np.maximum, "abs": np.abs}


class NoNumber(ValueError):
    """An objective that is no number in any run: a quotient by nothing, a figure that this scenario cannot have."""


@dataclass(frozen=True)
class Objective:
    """An expression of measures. `said` is its text; `measures` maps each measure it names to how it is read."""

    said: str
    measures: Mapping[str, Measure]
    tree: ast.expr

    def read(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """The objective from `values`: an array of each measure, all of one shape; the result has that shape.

        Where a measure is no number (satisfaction without customers) the objective is none either.
        """
        with np.errstate(all="ignore"):
            return np.asarray(_evaluate(self.tree, values), float)


def objective(said: str, weeks: int = 260) -> Objective:
    """The objective that a text names, in a run of `weeks`.

    Raises
    ------
    ValueError : saying what is not understood and what is allowed
    """
    measures: dict[str, Measure] = {}

    def name(found: re.Match) -> str:
        word = found[0]
        if word in _FUNCTIONS:
            return word
        word = SYNONYMS.get(word, word)
        measures[word] = measure(word, weeks)
        return f"m{list(measures).index(word)}_"

    text = re.sub(r"(?<![\w.])" + _MEASURE.pattern, name, said)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise ValueError(
            f'objective: found "{said}"; figures, numbers, + - * / ** and parentheses are allowed'
        ) from None
    keys = list(measures)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and re.fullmatch(r"m\d+_", node.id):
            node.id = keys[int(node.id[1:-1])]
    _check(tree, said)
    if not measures:
        raise ValueError(f'objective: found "{said}", which names no figure; for instance "profit"')
    return Objective(said, measures, tree)


def scorecard(weights: Mapping[str, float], typical: Mapping[str, np.ndarray], weeks: int = 260) -> Objective:
    """A weighted sum, each figure counted from its mean in units of its spread between runs.

    Parameters
    ----------
    weights : of each measure; negative where less is better
    typical : (replicate,) of each measure, of runs at the present mix: they give mean and spread

    Raises
    ------
    ValueError : for an unknown figure, and for one that is the same in all runs
    """
    terms = []
    for key, weight in weights.items():
        values = np.asarray(typical[key], float)
        values = values[np.isfinite(values)]
        spread = float(values.std(ddof=1)) if values.size > 1 else 0.0
        if not spread > 0.0:
            raise ValueError(f"scorecard: {key} does not differ between runs, so it cannot be weighed by its spread")
        terms.append(f"{float(weight):g} * ({key} - {float(values.mean()):.6g}) / {spread:.6g}")
    return objective(" + ".join(terms).replace("- -", "+ "), weeks)


def weights(said: str) -> dict[str, float] | None:
    """The weights of a scorecard said as "profit:3, satisfaction:1"; None if the text is no scorecard.

    Raises
    ------
    ValueError : for a weight that is no number
    """
    if ":" not in said:
        return None
    found = {}
    for part in said.split(","):
        key, _, weight = part.partition(":")
        key = SYNONYMS.get(key.strip(), key.strip())
        try:
            found[key] = float(weight)
        except ValueError:
            raise ValueError(f'scorecard: found "{part.strip()}"; figure:weight is allowed, e.g. profit:3') from None
    return found


def _check(node: ast.AST, said: str) -> None:
    """Refuse what is no figure, number, sum, product, power, min, max or abs."""
    parts: list[ast.expr] | None = None
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        parts = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        parts = [node.operand]
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _FUNCTIONS
        and not node.keywords
    ):
        parts = node.args if node.args and (len(node.args) == 1) == (node.func.id == "abs") else None
    elif isinstance(node, ast.Name):
        parts = [] if FORM.fullmatch(node.id) and node.id not in _FUNCTIONS else None
    else:
        parts = [] if isinstance(node, ast.Constant) and type(node.value) in (int, float) else None
    if parts is None:
        raise ValueError(
            f'objective: found "{said}"; figures, numbers, + - * / **, min, max, abs and parentheses are allowed'
        )
    for part in parts:
        _check(part, said)


def _evaluate(node: ast.expr, values: Mapping[str, np.ndarray]) -> np.ndarray:
    if isinstance(node, ast.Constant):
        return np.asarray(float(node.value))  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        inner = _evaluate(node.operand, values)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)](_evaluate(node.left, values), _evaluate(node.right, values))
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    parts = [_evaluate(part, values) for part in node.args]
    return reduce(_FUNCTIONS[node.func.id], parts) if len(parts) > 1 else _FUNCTIONS[node.func.id](parts[0])
