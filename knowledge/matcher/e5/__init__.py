"""multilingual-e5-small: its weights, its words, its graph."""
