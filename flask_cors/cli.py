"""The command `flask cors`: shows how an app answers CORS requests."""

from __future__ import annotations

import click


@click.group()
def cors() -> None:
    """Show how the app answers CORS requests."""
