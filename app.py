"""The app: `streamlit run app.py`, `equilibrium app` or `make app`. It only assembles the pages of `equilibrium.app`."""

from equilibrium.app import page

page.show()
