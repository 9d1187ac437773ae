"""The interactive network: one HTML file that works with the network cable out.

>>> render_network([], [], title="Nothing yet").startswith("<!doctype html>")
True
"""

from __future__ import annotations

from kg.views.network.page import render_network, render_notebook

__all__ = ["render_network", "render_notebook"]
