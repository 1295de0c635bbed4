"""The orders of requests that reveal a cached response served to the wrong origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .run import at_url, with_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .plan import Ask


def orders(asks: Iterable[Ask], limit: int) -> Iterator[Ask]:
    """Iterate over the reads of each URL again, in rounds that each begin with a different one.

    A cache keeps the first response. Each round uses a URL that no cache has seen.
    All rounds for one URL together have at most `2 * limit` requests.
    """
    reads: dict[str, list[Ask]] = {}
    for ask in asks:
        if not ask.request.preflight:
            reads.setdefault(ask.request.url, []).append(ask)
    for group in reads.values():
        for first in range(min(len(group), max(1, 2 * limit // len(group)))):
            at = with_query(group[first])
            for ask in group[first:] + group[:first]:
                yield at_url(ask, at.request.url)
