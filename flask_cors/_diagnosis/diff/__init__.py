"""Snapshots of the policies of an app, and what differs between two of them.

Rests on `core`, `_runtime` and the modules of `_diagnosis` itself.
"""
