"""Views of apps that are only looked at."""


def never(*args, **kwargs):
    """Stand for code of the app that must not run."""
    raise AssertionError("code of the app ran")
