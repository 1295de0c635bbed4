"""Regular expressions: which strings they match, and how long matching can take.

Imported only if an option has a regular expression, because most apps have none and the analysis
is large. May import `core.budget`, `core.lazy_regex` and `core.records`; only `foreign_origin` is
about origins.
"""
