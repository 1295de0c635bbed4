"""Moves all that a worker imports to other addresses, as its second argument tells.

CPython looks methods up in a table that addresses of names lead into. Where two share a place, each
look-up drives out the other: some thousand instructions a request, by chance, for the life of a
process. So what is short is counted at several addresses. To be imported before Flask is.
"""

import sys

#: Held as long as the worker lives.
HELD = [bytearray(40) for _ in range(1_117 * int(sys.argv[2]))]
