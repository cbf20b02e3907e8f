"""Studies: many runs by design, and what they teach."""
