"""The rules of `flask cors check`: mistakes in policies, apps, resources, and since version 6.

`rules.toml` describes the rules; the modules hold what looks for them in an app.

Rests on `core`, `_runtime` and the modules of `_diagnosis` itself.
"""
