"""What the map draws, one module a layer: rows in, bytes or GeoJSON out.

Pure functions: no database, no request, no cache, no translation belongs here.
"""
