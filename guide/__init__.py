"""The printed guide: the live answers of one language as a booklet, in HTML and PDF."""
