"""The rules of `flask cors check`.

Each rule finds one kind of mistake: in a policy, in an app, in its resources, or since version 6;
`rules.toml` describes them all. May import `_diagnosis`, `_runtime` and `core`.
"""
