"""The orders of requests that reveal a copy of a response which caches give to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .run import at_url, with_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .plan import Ask


def orders(asks: Iterable[Ask], limit: int) -> Iterator[Ask]:
    """Iterate over the reads of each URL once more, in each order that has another one first.

    The first response is what a cache keeps. Each order is asked of a URL that no cache has seen.
    No more orders are made of a URL than `2 * limit` requests allow.
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
