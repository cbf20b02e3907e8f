"""Faces that other packages know: EMA Workbench, Optuna, SALib. A file each, and one way to simulate a point for all."""
