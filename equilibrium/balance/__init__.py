"""Points of balance: the best mix and how sure it is, what is robust, what trades off, how the balance moves. A question, a file.

A mix is a mapping from axes and levers to places, e.g. `{"push_pull": 0.3, "development": 0.12}`; what it leaves out stays as the
scenario says. All mixes of one call meet the same luck (common random numbers): differences are paired by replicate.
"""
