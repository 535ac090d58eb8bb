"""The web: pages, the HTTP interface, and the doors that only Rasa may open."""
