"""Accuracy and speed, each against a named peer or limit in one run."""
