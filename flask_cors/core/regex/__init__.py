"""Regular expressions: what they admit and what they cost.

Loaded only when an option has one, since the analysis takes a third of the import. Rests on
`core.problems` and the standard library, and knows nothing of CORS but in `foreign_origin`.
"""
