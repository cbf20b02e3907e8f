"""`import equilibrium`, in new processes."""

import subprocess
import sys

from benchmarks.measured import spread_of

CODE = "import time; began = time.perf_counter(); import equilibrium; print(time.perf_counter() - began)"


def main() -> None:
    took = [1000 * float(subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True).stdout)
            for _ in range(9)]  # fmt: skip
    print(f"  {'':8}{'median':>8}{'least':>8}{'most':>8}")
    print(f"  {'ms':8}{spread_of(took)}")


if __name__ == "__main__":
    main()
