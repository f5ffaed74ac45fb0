"""The catalogue of video resources (Articles 4, 6, 7): cameras, importing, coordinates, basemap."""
