"""The commands of `flask cors`: they read arguments, and print what `_diagnosis` found.

The width of tables, colors and exit codes are decided here. May import everything but the public
modules `extension`, `decorator` and `testing`.
"""
