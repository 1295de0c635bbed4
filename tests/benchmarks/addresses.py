"""Move all that a worker imports to other addresses, by its second argument.

CPython caches methods in a table indexed by the addresses of their names. If two share an entry,
each look-up evicts the other: by chance, this adds some thousand instructions to each request of a
process. Short scenarios are therefore counted at several addresses. Import this before Flask.
"""

import sys

#: Kept as long as the worker lives.
HELD = [bytearray(40) for _ in range(1_117 * int(sys.argv[2]))]
