"""What the graph adds up to: projections for networkx and series of dyads, in plain types."""
