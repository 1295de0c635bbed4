"""The paths that servers may resolve a path to."""

from __future__ import annotations

from flask_cors.core.lazy_regex import lazy_regex

#: Segments that a server may resolve: `.`, `..` and the empty one of a repeated slash.
_RESOLVABLE = lazy_regex(r"/(?:\.{0,2}/|\.{1,2}$)")


def resolved(path: str) -> set[str]:
    """Return the paths that a server can resolve `path` to, possibly `path` itself.

    `.`, `..` and repeated slashes are resolved; slashes are merged before `..` is resolved or, as
    in RFC 3986, after it.
    """
    if not _RESOLVABLE.search(path):
        return {path}
    _, *segments = path.split("/")
    folder = segments[-1] in {"", ".", ".."}
    found = set()
    for dropped in ({"", "."}, {"."}):
        kept: list[str] = []
        for segment in segments:
            if segment == "..":
                del kept[-1:]
            elif segment not in dropped:
                kept.append(segment)
        names = [name for name in kept if name]
        found.add("/" + "/".join(names) + ("/" if folder and names else ""))
    return found
