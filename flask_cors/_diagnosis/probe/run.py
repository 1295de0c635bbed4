"""Sends planned requests one after the other, within their limits, and judges the responses."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from flask_cors.core.browser import urls

from .client import Answer, Client
from .judgment import judge
from .parties import cache_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask_cors.core.browser.messages import Request

    from .judgment import Result
    from .plan import Ask
    from .responses import Cause, Reply

    Hindsight = Callable[[list[Result]], list[Result]]
    Find = Callable[[Ask, Answer], Cause | None]

#: After this many failures without a response, the server counts as unreachable.
_HOPELESS: Final = 3
#: Causes that a cached copy for another request can explain.
_SUSPECT: Final = frozenset({"stripped", "missing", "policy", "blocked"})


class OutOfTimeError(Exception):
    """Raised if the time for all requests is over."""


class Sender:
    """Sends requests, at most `rate` per second, for `total` seconds, and `timeout` for each."""

    def __init__(self, rate: float, timeout: float, total: float) -> None:
        self._client = Client()
        self._rate = rate
        self._timeout = timeout
        self._next = time.monotonic()
        self._end = self._next + total
        #: The number of requests sent.
        self.sent = 0

    def send(self, request: Request) -> Reply:
        """Send a request when it is due."""
        now = time.monotonic()
        start = max(now, self._next)
        if start >= self._end:
            raise OutOfTimeError
        if start > now:
            time.sleep(start - now)
        self._next = start + 1 / self._rate
        self.sent += 1
        return self._client.send(request, min(self._timeout, self._end - start))


@dataclass
class Run:
    """The results of a run, possibly of one that was stopped early."""

    results: list[Result] = field(default_factory=list)
    #: The reason that not all requests were sent: "time", "interrupt" or "unreachable".
    stopped: str | None = None

    @property
    def differences(self) -> list[Result]:
        """The results with a difference."""
        return [each for each in self.results if each.cause]

    @property
    def has_answers(self) -> bool:
        """True if any response arrived."""
        return any(isinstance(each.reply, Answer) for each in self.results)


def run(asks: Iterable[Ask], sender: Sender, find: Find, hindsight: Hindsight) -> Run:
    """Send requests and judge the responses; Ctrl+C stops and keeps the results so far.

    `asks` is consumed as requests are sent, so that it can show progress.
    """
    found = Run()
    prober = _Prober(sender, find)
    try:
        for ask in asks:
            found.results.append(prober.probe(ask))
            if len(found.results) >= _HOPELESS and not found.has_answers:
                found.stopped = "unreachable"
                break
        found.results = prober.with_prefix(found.results)
    except OutOfTimeError:
        found.stopped = "time"
    except KeyboardInterrupt:
        found.stopped = "interrupt"
    found.results = hindsight(found.results)
    return found


class _Prober:
    """Judges responses, and repeats a request if that distinguishes causes."""

    def __init__(self, sender: Sender, find: Find) -> None:
        self._sender, self._find = sender, find
        #: By URL, the evidence that a cache is the cause; empty if it is not.
        self._cached: dict[str, str] = {}

    def probe(self, ask: Ask) -> Result:
        result = self._send(ask)
        if result.cause in _SUSPECT and isinstance(result.reply, Answer):
            return self._doubted(result, result.reply)
        return result

    def _send(self, ask: Ask) -> Result:
        return judge(ask, self._sender.send(ask.request), self._find)

    def _doubted(self, result: Result, answer: Answer) -> Result:
        """Return the result, with a cache as its cause if a fresh URL or a header shows that."""
        if result.ask.request.preflight:
            return result
        url = result.ask.request.url
        if url not in self._cached:
            again = with_query(result.ask)
            if self._send(again).cause is None:
                self._cached[url] = f"{again.request.url} has the correct response"
            else:
                self._cached[url] = cache_mark(answer) or ""
        note = self._cached[url]
        return replace(result, cause="cache", note=note) if note else result

    def with_prefix(self, results: list[Result]) -> list[Result]:
        """Set the cause to a prefix if the app is reachable below a different one."""
        lost = next((each for each in results if each.cause == "route"), None)
        if lost is None:
            return results
        for url, note in _elsewhere(lost.ask):
            if self._send(at_url(lost.ask, url)).cause is None:
                return [
                    replace(each, cause="prefix", note=note) if each.cause == "route" else each
                    for each in results
                ]
        return results


def orders(asks: Iterable[Ask], limit: int) -> Iterator[Ask]:
    """Iterate over the reads of each URL again, in rounds that each begin with a different one.

    A cache keeps the first response, which a round may serve to the wrong origin. Each round uses a
    URL that no cache has seen. All rounds for one URL together have at most `2 * limit` requests.
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


def with_query(ask: Ask) -> Ask:
    """Return the same request with a URL that no cache has seen."""
    separator = "&" if "?" in ask.request.url else "?"
    return at_url(ask, f"{ask.request.url}{separator}flask-cors-probe={token_hex(4)}")


def at_url(ask: Ask, url: str) -> Ask:
    """Return the same request to another URL."""
    wanted = ask.wanted and replace(ask.wanted, url=url)
    return replace(ask, request=replace(ask.request, url=url), wanted=wanted)


def _elsewhere(ask: Ask) -> list[tuple[str, str]]:
    """Return URLs where the app may be reachable instead, and what each would mean."""
    url = urls.parse(ask.request.url)
    if url is None or ask.expected is None:
        return []
    path, own = url.path, ask.expected.path
    first = f"/{path.split('/')[1]}"
    tried = [(f"{first}{path}", f"a proxy removes {first}: {first}{path} is answered")]
    if path != own:
        root = path.removesuffix(own)
        tried.append((own, f"the app is not below {root}: {own} is answered"))
    return [(str(replace(url, path=each)), note) for each, note in tried]
