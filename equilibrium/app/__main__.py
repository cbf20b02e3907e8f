"""What `equilibrium app` hands to Streamlit: the same page as ../../app.py, wherever the package is installed."""

from equilibrium.app import page

page.show()
