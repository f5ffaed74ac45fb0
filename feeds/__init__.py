"""The video process: ingest → mask → mark → encode → deliver. It knows a camera only through a viewing's ticket."""
