"""What Streamlit runs for every visitor: the frame, and in it the page that was chosen."""

from equilibrium.app import balance, balance_map, compare, frame, how_it_works, living

frame.show(
    {
        "balance": balance.show, "living": living.show, "balance_map": balance_map.show, "compare": compare.show,
        "how_it_works": how_it_works.show,
    }
)  # fmt: skip
