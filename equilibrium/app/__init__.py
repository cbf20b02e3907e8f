"""The app: one file per page, words in catalogues. It holds no physics: it calls the library."""
