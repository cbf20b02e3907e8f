"""One mechanism, one file. None imports another: what a mechanism needs comes in as an argument."""
