"""The rules of `flask cors check`: mistakes in policies, apps, resources, and since version 6.

Rests on `core`, `_runtime` and the modules of `_diagnosis` itself.
"""
