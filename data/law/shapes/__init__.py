"""Shapes from files and from the pen: reading, checking, repairs on offer (Article 25).

Belongs here: what a jurisdiction's area may be before the law sees it. Does not belong here: the database, pages, words for people
beyond sentences.py. `reading.read_shapes` reads a file in a process of its own; `checking.check` says what is wrong and where;
`repairing.repair` offers. Everything that comes back is WGS-84, longitude first.
"""
