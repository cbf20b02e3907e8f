"""Reading order is import order: each module imports only from lines above its own in the layout."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "equilibrium"

# A line each, from what knows nothing of the others to what knows all; a package's modules stand on one line.
LAYOUT = """
parameters
compiled
policies.fixed policies.wave policies.alternate policies.calendar
draws
networks
scenario_errors
scenario_form
scenario_document
scenario_file
scenario_checks
scenario
schema
state
start
mechanisms
week_customers
week_enterprise
week_settlement
week
figures
receipts
ensemble
simulation
tissue
verification
agents
model
meanfield
policies
findings
known_worlds
studies
bridges
balance
environments
calibration
workshop
words
plots
claims
evidence
lessons
report
cli
__main__
app
""".split("\n")
LINES = {name: number for number, line in enumerate(LAYOUT) for name in line.split()}
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for path in ROOT.rglob("*.py")
    if path != ROOT / "__init__.py"
)


def line(module):
    """Number of the line on which `module` stands, the most particular name first; None if on none."""
    while module:
        if module in LINES:
            return LINES[module]
        module = module.rpartition(".")[0]
    return None


def source(module):
    path = ROOT / module.replace(".", "/")
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")


def imported(module):
    """Modules of the library that `module` imports, wherever in its text, save for type checkers alone."""

    def visit(node):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import in line {node.lineno}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    for name in visit(ast.parse(source(module))):
        package, _, rest = name.partition(".")
        if package == "equilibrium" and rest != "__version__":  # which `__init__` holds itself
            while rest and rest not in MODULES:  # a name within a module
                rest = rest.rpartition(".")[0]
            yield rest or "model"  # the package itself hands out all public names: Scenario to EnterpriseModel


@pytest.mark.parametrize("module", MODULES)
def test_each_module_imports_only_from_lines_above_its_own(module):
    own = line(module)
    assert own is not None, f"{module} stands on no line of the layout"
    package = module.partition(".")[0]
    for other in imported(module):
        together = package == other.partition(".")[0] and package != "mechanisms" and line(other) == own
        assert line(other) < own or together, f"{module} imports {other}"


def test_no_mechanism_imports_another():
    for module in MODULES:
        if module.startswith("mechanisms."):
            assert not [other for other in imported(module) if other.startswith("mechanisms")], module


def test_the_layout_is_that_of_the_architecture():
    """The modules that exist are read in the order of the layout; a name twice or a cycle would show here."""
    assert len(LINES) == len(" ".join(LAYOUT).split())
    assert {line(module) for module in MODULES} <= set(LINES.values())


def test_the_package_itself_loads_nothing_heavy():
    heavy = ("numba", "scipy", "pandas", "xarray", "mesa", "matplotlib", "pydantic", "streamlit")
    code = f"import equilibrium, sys; dir(equilibrium); print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT.parent, check=True)
    assert found.stdout.strip() == "[]"
