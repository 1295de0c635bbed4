"""One request, predicted and explained, with the smallest change that would allow it.

May import `_diagnosis`, `_runtime` and `core`; the browser's part is played by `core.browser`.
"""
