"""Finds the actors that a text names and links them to known entities."""
