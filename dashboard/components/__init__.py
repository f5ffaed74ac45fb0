"""Pieces that several pages are made of. They know nothing of a request's rights."""
