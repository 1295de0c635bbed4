"""The browser's half: a model of what a browser sends, checks and keeps.

An independent judge of responses: it rests on `core.protocol` and `core.origin`, and never on
`core.policy`, so that each can be tested against the other.
"""
