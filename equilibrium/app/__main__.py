"""`python -m equilibrium.app`: serves the pages, as `equilibrium app` does."""

import json
import sys

import streamlit as st

from equilibrium.app import server

app = st.App(server.SCRIPT, **server.options())

if __name__ == "__main__":
    app.run(config=server.config() | json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}"))
