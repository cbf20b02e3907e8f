"""`equilibrium run storefront` the first time ever, compilation included, and the second time.

"First" is an empty cache of compiled code, in a folder of its own.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time


def main() -> None:
    print(f"  {'':8}{'s':>8}{'processors, s':>15}")
    with tempfile.TemporaryDirectory(prefix="equilibrium-benchmark-") as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        for which in ("first", "second"):
            began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-m", "equilibrium", "run", "storefront"], check=True, env=environment,
                           capture_output=True)  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"  {which:8}{time.perf_counter() - began:8.1f}{worked:15.1f}")


if __name__ == "__main__":
    main()
