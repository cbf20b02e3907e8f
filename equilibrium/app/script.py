"""What Streamlit runs for every visitor: the frame, and in it the page that was chosen."""

from equilibrium.app import balance, compare, frame

frame.show({"balance": balance.show, "compare": compare.show})
