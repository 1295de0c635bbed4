"""Analyses of an app for the commands. Prints nothing.

The modules in this folder are shared: the routes with their policies, and where each setting comes
from. `check`, `explain` and `diff` may import them, and `core` and `_runtime`, but not each other.
"""
