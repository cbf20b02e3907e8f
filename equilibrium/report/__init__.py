"""Words and pictures in one HTML file or PDF, each number in the text checked against the data it came from."""
