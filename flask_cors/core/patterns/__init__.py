"""How origins, paths and request headers are written in the configuration, and matched.

Rests on `core.protocol`, `core.origin`, `core.problems` and, only where there is a regular
expression, on `core.regex`.
"""
