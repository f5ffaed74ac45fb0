"""Tests of shapes from files and from the pen."""
