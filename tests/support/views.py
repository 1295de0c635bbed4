"""Views and hooks of apps."""


def never(*args, **kwargs):
    """Stand for code of the app that must not run."""
    raise AssertionError("code of the app ran")


def refusing():
    """Refuse as a login does."""
    return "login", 401, {"WWW-Authenticate": "Basic"}
