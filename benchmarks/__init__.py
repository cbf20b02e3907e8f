"""Measurements of speed and memory; `python -m benchmarks` runs all, `python -m benchmarks threads` one of them.

What is compared is measured side by side in one run, and ratios of neighbours in time are reported, because a shared
machine is not equally fast from one minute to the next.
"""
