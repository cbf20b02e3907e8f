"""Studies: many runs of a scenario whose factors vary, kept so that nothing is lost, and what they teach."""

COMPARED = ("profit", "customers", "satisfaction", "energy", "new_crafts")  # figures compared unless others are named
FUTURES = 64  # replicates of a comparison unless told
