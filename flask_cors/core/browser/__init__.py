"""The browser's half of the protocol: what it sends, checks, caches and shows to a script.

A model without I/O that judges responses, for example how `Authorization` and `*` go together. May
import `core.protocol` and `core.origin`, and never `core.policy`: the policy and the browser are
tested against each other.
"""
