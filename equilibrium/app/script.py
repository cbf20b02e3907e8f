"""What Streamlit runs for every visitor: the frame, and in it the page that was chosen. A page is loaded when it is opened."""

PAGES = ("balance", "living", "balance_map", "compare", "how_it_works")

if __name__ == "__main__":
    from equilibrium.app import frame

    frame.show(PAGES)
