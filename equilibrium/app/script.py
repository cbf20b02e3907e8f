"""What Streamlit runs for every visitor: the frame, and in it the page that was chosen."""

from equilibrium.app import balance, balance_map, compare, frame, living

frame.show({"balance": balance.show, "living": living.show, "balance_map": balance_map.show, "compare": compare.show})
