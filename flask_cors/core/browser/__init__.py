"""The browser's half of the protocol: requests, checks, the preflight cache, and readable headers.

It is a model without I/O that judges responses, including details such as `Authorization` with `*`
(in `checks`, and on redirects in `fetch`).
May import `core.protocol`, `core.origin` and `core.normalization`, but never `core.policy`: the
policy and the browser are tested against each other.
"""
