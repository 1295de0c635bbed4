"""Patterns for origins, paths and request headers: their notation, and how they match.

Warnings about a trailing slash, and the rule that `/api/*` stops at a slash, are implemented here.
May import `core.protocol`, `core.origin`, `core.problems` and, only if there is a regular
expression, `core.regex`.
"""
