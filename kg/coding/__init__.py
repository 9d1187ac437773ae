"""Codes who does what to whom: predicates, their arguments, how acts compose, modality, speakers."""
