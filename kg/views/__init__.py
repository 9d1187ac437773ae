"""What people look at: the network page, tables for the terminal, files for other programs.

Every view takes model types and returns text; the caller writes it.
"""
