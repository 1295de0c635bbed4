"""Settings that conflict with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .origin import is_loopback
from .patterns.origins import ANY
from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .layers import Scope, Setting
    from .problems import Source


#: Kinds of patterns that allow all origins, or all of a scheme.
_ANYBODY: Final = frozenset({"any", "scheme"})


def combination_problems(settings: Mapping[str, Setting]) -> Iterator[Problem]:
    """Iterate over the problems of settings that are harmless on their own."""
    if not settings["supports_credentials"].value:
        return
    source = _place(settings, "origins")
    if ANY in settings["origins"].value:
        yield _any_origin("*", source, send_wildcard=settings["send_wildcard"].value)
    for pattern in settings["origins"].value:
        if pattern.kind == "scheme":
            yield _any_origin(pattern.text, source, send_wildcard=False)
        if pattern.kind == "null":
            yield _with_credentials(
                "null-with-credentials",
                source,
                ("origins", "null"),
                "allows every sandboxed iframe, whichever site made it",
                "remove it",
            )
        if (
            pattern.kind in {"exact", "wildcard"}
            and pattern.text.startswith("http://")
            and not is_loopback(pattern.text)
        ):
            yield _with_credentials(
                "http-origin-with-credentials",
                source,
                ("origins", pattern.text),
                "allows anyone on the network path to act as that origin",
                f"use {pattern.text.replace('http:', 'https:', 1)!r}",
            )
    if "*" in settings["expose_headers"].value:
        yield _with_credentials(
            "expose-any-with-credentials",
            _place(settings, "expose_headers"),
            ("expose_headers", "*"),
            "exposes nothing, because with credentials browsers read * as a header name",
            "list the headers",
        )


def _place(settings: Mapping[str, Setting], option: str) -> Source:
    """Return where an option was set; for a default, where credentials were turned on."""
    source = settings[option].source
    return settings["supports_credentials"].source if source.kind == "default" else source


def _any_origin(text: str, source: Source, *, send_wildcard: bool) -> Problem:
    if send_wildcard:
        return Problem(
            "wildcard-with-credentials",
            error=True,
            source=source,
            option="send_wildcard",
            value=True,
            about="send_wildcard=True with origins='*' and supports_credentials=True",
            reason="can never work, because browsers refuse '*' with credentials",
            remedy="remove one of the three; preferably list the origins",
        )
    return _with_credentials(
        "any-origin-with-credentials",
        source,
        ("origins", text),
        "allows every site to act and read as the logged-in user",
        "list the origins that may use credentials",
    )


def _with_credentials(
    code: str, source: Source, setting: tuple[str, str], reason: str, remedy: str
) -> Problem:
    option, value = setting
    return Problem(
        code,
        error=False,
        source=source,
        option=option,
        value=value,
        about=f"supports_credentials=True with {option}={value!r}",
        reason=reason,
        remedy=remedy,
    )


def contradictions(settings: Mapping[str, Setting], scopes: Iterable[Scope]) -> Iterator[Problem]:
    """Find credentials for any origin that only result from merging several sources.

    app.config and `CORS(app)` with its resources count as one source.
    """
    origins, credentials = settings["origins"], settings["supports_credentials"]
    open_to = next((each for each in origins.value if each.kind in _ANYBODY), None)
    if open_to is None or not credentials.value:
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
    if named_apart or (ANY in origins.value and settings["send_wildcard"].value):
        also = [credentials.source]
        if not named_apart:
            also.append(settings["send_wildcard"].source)
        yield Problem(
            "credentials-dropped",
            error=False,
            source=origins.source,
            option="supports_credentials",
            value=True,
            reason=(
                f"origins={open_to.text!r} conflicts with supports_credentials=True, set by "
                + ", and send_wildcard=True, set by ".join(["{}"] * len(also))
                + "; credentials are disabled"
            ),
            remedy="list the origins that may use credentials",
            also=tuple(also),
        )
