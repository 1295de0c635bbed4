"""The characters that one atom of a regular expression accepts."""

from __future__ import annotations

import re
import string
from ast import literal_eval
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex

from .tree import ESCAPE, Atom, compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: The characters that automata are tested with, the most readable first; the last ones include two
#: letters, a symbol, a digit and a space beyond ASCII. Literals of the pattern are added.
ALPHABET: Final = "".join(
    dict.fromkeys(
        string.ascii_lowercase
        + string.digits
        + "-_./"
        + string.ascii_uppercase
        + string.punctuation
        + " é€\nÉ\u0663\u2003"
    )
)

_KNOWN: Final = frozenset(ALPHABET)
_CHARACTER = lazy_regex(f"{ESCAPE}|.", re.DOTALL)
# Plain integers: an operation on `re.RegexFlag` takes a hundred times as long.
_IGNORECASE: Final = int(re.IGNORECASE)
_ASCII_FLAG: Final = int(re.ASCII)
#: Escapes of a character by a code or a name.
_CODES: Final = tuple(f"\\{char}" for char in "01234567abfnrtvxuUN")

#: Atoms that accept exactly one character, with that character.
_SPELLED: Final = {
    char: char for char in (*string.ascii_letters, *string.digits, "/", ":", "-")
} | {"\\" + char: char for char in "/.-"}
#: Characters between the brackets of a plain set, such as `[a-z0-9-]`.
_PLAIN: Final = frozenset(string.ascii_letters + string.digits + "-_.")
#: ASCII letters that equal non-ASCII letters if case is ignored.
_BEYOND_ASCII: Final = {"i": "\u0130\u0131", "k": "\u212a", "s": "\u017f"}


@lru_cache(maxsize=4096)
def finder(atom: Atom) -> Callable[[str], Iterable[str]]:
    """Return a function that finds the characters of a string that an atom accepts."""
    source, flags = atom
    if source in _SPELLED:
        accepted = {_SPELLED[source]}
    elif source[0] == "[" and _PLAIN.issuperset(source[1:-1]):
        accepted = _spelled_out(source[1:-1])
    else:
        return compiled(source, flags).findall
    # Compiling an expression for each of these, with flags, would be most of the work.
    if flags & _IGNORECASE:
        accepted |= {each for char in accepted for each in (char.lower(), char.upper())}
        if not flags & _ASCII_FLAG:
            accepted.update(*(_BEYOND_ASCII.get(char, "") for char in accepted))
    return lambda text: [each for each in text if each in accepted]


def _spelled_out(plain: str) -> set[str]:
    """Return the characters of a plain set, whose ranges have a `-` between their ends."""
    found: set[str] = set()
    at = 0
    while at < len(plain):
        is_range = plain[at + 1 : at + 2] == "-" and at + 2 < len(plain)
        end = at + 2 if is_range else at
        found.update(map(chr, range(ord(plain[at]), ord(plain[end]) + 1)))
        at = end + 1
    return found


@lru_cache(maxsize=4096)
def charset(atom: Atom, alphabet: str = ALPHABET) -> frozenset[str]:
    """Return the characters of the alphabet that the atom accepts."""
    return frozenset(finder(atom)(alphabet))


@lru_cache(maxsize=4096)
def spelt_beyond(source: str) -> frozenset[str]:
    """Return the characters outside the alphabet that an atom lists individually."""
    if _KNOWN.issuperset(source) and not any(code in source for code in _CODES):
        return frozenset()
    return frozenset(
        literal_eval(f"'{found[0]}'") if found[0][:2] in _CODES else found[0][-1]
        for found in _CHARACTER.finditer(source)
    ).difference(_KNOWN)
