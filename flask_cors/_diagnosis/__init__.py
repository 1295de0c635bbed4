"""Analyses of an app for the commands. Prints nothing.

The modules in this folder are shared: the routes with their policies, and the source of each
setting. `check`, `explain` and `diff` may import them, and `core` and `_runtime`, but not each
other.
"""
