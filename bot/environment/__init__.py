"""Rasa's own environment: its locked requirements, its launcher, its channel and its memory."""
