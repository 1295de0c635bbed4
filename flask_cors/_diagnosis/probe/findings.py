"""The differences of a run, grouped by cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_cors.core import protocol
from flask_cors.core.browser.safelist import get

from .causes import CAUSES, SETTINGS, WITHOUT_APP
from .client import Answer
from .parties import parties, shortened
from .responses import cors_headers, effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask_cors.core.browser.safelist import HeaderList

    from .judgment import Result
    from .responses import Cause
    from .run import Run

#: Headers that are evidence, besides those of the protocol, if the app did not answer.
_TELLING: Final = ("WWW-Authenticate", "Location", "Server")
#: Causes that imply that the response is not the app's.
_BY_OTHERS: Final = frozenset(
    {"scheme", "upstream", "redirect", "login", "preflight", "error", "prefix", "route"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Differences with one cause, and the parties that may be responsible."""

    cause: Cause
    #: Each party with its mark.
    parties: dict[str, str]
    differences: Sequence[Result]

    @property
    def title(self) -> str:
        """The title of the cause."""
        return CAUSES[self.cause].title

    @property
    def remedies(self) -> list[str]:
        """The remedies: settings of the parties first, unless the app itself may be the cause."""
        found = [
            f"{party}: {text}"
            for party in self.parties
            if (text := SETTINGS.get((party, self.cause)))
        ]
        general = CAUSES[self.cause].remedy
        if self.example.ask.expected is None:
            general = WITHOUT_APP.get(self.cause, general)
        return [general, *found] if self.cause == "policy" else [*found, general]

    @property
    def example(self) -> Result:
        """An example, if possible one that changes what a browser does."""
        return next(filter(_matters, self.differences), self.differences[0])

    @property
    def urls(self) -> list[str]:
        """The affected URLs, without the queries that are new to caches."""
        found = (each.ask.request.url.partition("?")[0] for each in self.differences)
        return list(dict.fromkeys(found))


def findings(run: Run) -> list[Finding]:
    """Group the differences of a run by cause and by the status received."""
    groups: dict[tuple[Cause, int], list[Result]] = {}
    for result in run.results:
        if result.cause is None:
            continue
        by_status = result.cause in {"upstream", "login", "preflight", "error"}
        status = result.reply.status if isinstance(result.reply, Answer) else 0
        groups.setdefault((result.cause, status * by_status), []).append(result)
    order = list(CAUSES)
    everyone = _parties(run.results)
    return [
        Finding(cause, _parties(group) or everyone, group)
        for (cause, _), group in sorted(groups.items(), key=lambda each: order.index(each[0][0]))
    ]


def _parties(results: Iterable[Result]) -> dict[str, str]:
    found: dict[str, str] = {}
    for result in results:
        if isinstance(result.reply, Answer):
            found = {**parties(result.reply), **found}
    return found


def _matters(difference: Result) -> bool:
    """Return whether a browser treats the response differently from the app's own."""
    ask = difference.ask
    if ask.expected is None:
        return False
    own = Answer(ask.expected.response.status, ask.expected.response.headers)
    return effect(ask, difference.reply) != effect(ask, own)


# -- evidence --------------------------------------------------------------------------------------


def evidence(difference: Result) -> list[tuple[str, str]]:
    """Return the evidence of a difference, each line with a label."""
    ask, reply = difference.ask, difference.reply
    lines: list[tuple[str, str]] = []
    if isinstance(reply, Answer):
        own = ask.expected.response.headers if ask.expected else ()
        names = _names(difference, own, reply.headers)
        if ask.expected:
            names = [name for name in names if get((*own, *reply.headers), name) is not None]
            common = [name for name in names if name not in _TELLING or get(own, name)]
            lines.append(("the app", _shown(ask.expected.response.status, own, common)))
        received = _shown(reply.status, reply.headers, names)
        if difference.cause in _BY_OTHERS:
            received += f"; {len(reply.body)} bytes of body"
        lines.append(("received", received))
    if difference.note:
        lines.append(("note", difference.note))
    if text := effect(ask, reply):
        lines.append(("a browser", text))
    return lines


def _names(difference: Result, own: HeaderList, have: HeaderList) -> list[str]:
    """Return the headers that differ, or those that show that the app did not answer."""
    if difference.cause == "closed":
        return []
    if difference.cause in {"vary", "cache"}:
        return [protocol.ALLOW_ORIGIN, protocol.VARY]
    if difference.cause in _BY_OTHERS:
        return [protocol.ALLOW_ORIGIN, *_TELLING]
    spelled = {name.lower(): name for name, _ in (*cors_headers(have), *cors_headers(own))}
    return [name for name in spelled.values() if get(own, name) != get(have, name)]


def _shown(status: int, headers: HeaderList, names: Sequence[str]) -> str:
    parts = [
        f"{name}: {shortened(value)}" for name in names if (value := get(headers, name)) is not None
    ]
    return "; ".join([str(status), *(parts or ["no such header"] * bool(names))])
