"""Snapshots of the policies of an app, and the differences between two of them.

A snapshot is what `flask cors routes --json` prints; it is written and read here. May import
`_diagnosis`, `_runtime` and `core`.
"""
