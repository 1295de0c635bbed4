"""Settings that are wrong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .origin import is_loopback
from .patterns.origins import ANY, OriginKind
from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .layers import Scope, Setting


def combination_problems(settings: Mapping[str, Setting]) -> Iterator[Problem]:
    """Iterate over what is wrong with settings that are harmless one by one."""
    if not settings["supports_credentials"].value:
        return
    source = settings["supports_credentials"].source
    origins = settings["origins"].value

    def warn(code: str, message: str) -> Problem:
        return Problem(code, error=False, message=message, source=source, option="origins")

    if ANY in origins:
        if settings["send_wildcard"].value:
            yield Problem(
                "wildcard-with-credentials",
                error=True,
                message=(
                    "send_wildcard=True with origins='*' and supports_credentials=True: a browser"
                    " refuses '*' under credentials; drop one of the three, best by naming origins"
                ),
                source=source,
                option="send_wildcard",
            )
        else:
            yield warn(
                "any-origin-with-credentials",
                "supports_credentials=True with origins='*': every site can act and read as the"
                " logged-in user; name the origins that may",
            )
    for pattern in origins:
        if pattern.kind is OriginKind.NULL:
            yield warn(
                "null-with-credentials",
                "supports_credentials=True with origins='null': every sandboxed frame, of any site,"
                " has that origin; remove it",
            )
        if (
            pattern.kind in {OriginKind.EXACT, OriginKind.WILDCARD}
            and pattern.text.startswith("http://")
            and not is_loopback(pattern.text)
        ):
            yield warn(
                "http-origin-with-credentials",
                f"supports_credentials=True with origins={pattern.text!r}: whoever is on the"
                " network path can speak as that origin; write"
                f" {pattern.text.replace('http:', 'https:', 1)!r}",
            )
    if "*" in settings["expose_headers"].value:
        yield warn(
            "expose-any-with-credentials",
            "supports_credentials=True with expose_headers='*': under credentials a browser takes"
            " the * as a header of that name; list the headers",
        )


def contradictions(settings: Mapping[str, Setting], scopes: Iterable[Scope]) -> Iterator[Problem]:
    """Find credentials for any origin that no single place of the configuration asks for.

    app.config and `CORS(app)` with its resources count as one place.
    """
    origins, credentials = settings["origins"], settings["supports_credentials"]
    if ANY not in origins.value or not credentials.value:
        return
    places = {
        layer.source: (scope.kind, scope.name)
        for scope in scopes
        if scope.kind != "app"
        for layer in scope.layers
    }
    named_apart = origins.source.kind != "default" and (
        places.get(origins.source) != places.get(credentials.source)
    )
    if named_apart or settings["send_wildcard"].value:
        yield Problem(
            "credentials-dropped",
            error=False,
            message=(
                "origins='*' meets supports_credentials=True, set by"
                f" {credentials.source}{_with_wildcard(settings, named_apart)}; it is read without"
                " credentials; name the origins that may use credentials"
            ),
            source=origins.source,
            option="supports_credentials",
        )


def _with_wildcard(settings: Mapping[str, Setting], named_apart: bool) -> str:  # noqa: FBT001
    source = settings["send_wildcard"].source
    return "" if named_apart else f", and send_wildcard=True, set by {source}"
