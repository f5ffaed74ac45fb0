"""Demonstration cameras: rendered scenes behind a real RTSP server. Nothing here serves outside the demonstration."""
