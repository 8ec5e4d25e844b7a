"""Tokens for clients, and the documents by which clients and others find out about them."""
