"""The app: `streamlit run app.py`, `equilibrium app` or `make app`. It only assembles the pages of `equilibrium.app`."""

import streamlit as st

from equilibrium.app import server

app = st.App(server.SCRIPT, **server.options())
