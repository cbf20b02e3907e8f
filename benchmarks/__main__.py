"""All measurements, or those named: each prints a small table."""

import sys
from importlib import import_module

ALL = (
    "customers_against_c_and_mesa",
    "threads",
    "reference_run",
    "million",
    "first_run",
    "import_time",
    "receipt",
    "common_random_numbers",
    "verdicts",
    "sobol_coverage",
    "sweep_overhead",
    "optimum_coverage",
    "twin_time",
    "twin_against_agents",
    "app_latency",
    "app_crowd",
    "app_map",
    "living_frames",
)

if __name__ == "__main__":
    names = sys.argv[1:] or ALL
    unknown = set(names) - set(ALL)
    if unknown:
        sys.exit(f"{', '.join(sorted(unknown))}: not one of {', '.join(ALL)}")
    for name in names:
        measurement = import_module(f"benchmarks.{name}")
        print(f"\n{name}: {measurement.__doc__.splitlines()[0]}")
        measurement.main()
