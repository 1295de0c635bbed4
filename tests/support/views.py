"""Views and hooks of apps."""


def never(*args, **kwargs):
    """A view or hook that must not run."""
    raise AssertionError("code of the app ran")


def refusing():
    """Refuse like a login."""
    return "login", 401, {"WWW-Authenticate": "Basic"}
