"""Patterns for origins, paths and request headers: their notation, and how they match.

Warnings about a trailing slash, and the rule that `/api/*` does not match `/apis`, are implemented
here. May import `core.budget`, `core.lazy_regex`, `core.normalization`, `core.origin`,
`core.problems`, `core.protocol`, `core.records` and, only if there is a regular expression,
`core.regex`.
"""
