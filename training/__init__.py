"""How the relation classifier is made: its corpus, the checks on it, training and scores."""
