"""One request predicted and explained, with the changes that would allow it.

Rests on `core`, `_runtime` and the modules of `_diagnosis` itself.
"""
