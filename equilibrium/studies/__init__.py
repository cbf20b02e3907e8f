"""Studies: many runs of a scenario whose factors vary, kept so that nothing is lost, and what they teach."""
