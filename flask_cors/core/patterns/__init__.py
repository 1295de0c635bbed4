"""Patterns for origins, paths and request headers: their notation, and how they match.

The warning about a trailing slash is made here, and so is the decision that `/api/*` stops at a
slash. May import `core.protocol`, `core.origin`, `core.problems` and, only if there is a regular
expression, `core.regex`.
"""
