"""The sign-in page: plain HTML from the server, so that nothing of the application is served before a session exists."""

from dashboard.pages.signin.routes import install

__all__ = ["install"]
