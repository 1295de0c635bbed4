"""The requests to an app, and the responses that are required before it is measured."""

from scenarios import Config, Request

_ALLOW = "access-control-allow"


def environ_of(sent: Request, base: dict[str, object]) -> dict[str, object]:
    """Return the WSGI environment of a request: a copy of a browser's usual one."""
    environ = base.copy()
    environ["PATH_INFO"] = sent.path
    environ["REQUEST_METHOD"] = sent.method
    if sent.origin is not None:
        environ["HTTP_ORIGIN"] = sent.origin
    if sent.asks_method is not None:
        environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"] = sent.asks_method
    if sent.asks_headers:
        environ["HTTP_ACCESS_CONTROL_REQUEST_HEADERS"] = ",".join(sent.asks_headers)
    return environ


def complaint(
    subject: str, config: Config, sent: Request, status: str, headers: list[tuple[str, str]]
) -> str | None:
    """Return what is wrong with a response, or None if it is right."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value)
    origins = values.get(f"{_ALLOW}-origin", [])
    if not status.startswith(str(sent.status)):
        wrong = f"status {status}"
    elif subject == "bare" or sent.allowed is False:
        wrong = f"allows {origins}" if origins else ""
    elif sent.allowed is None:
        wrong = "more than one origin" if len(origins) > 1 else ""
    elif origins not in ([sent.origin], ["*"]):
        wrong = f"allows {origins}"
    else:
        wrong = _beside_the_origin(subject, config, values) or _of_preflight(sent, values)
    return f"{subject}: {wrong} in answer to {sent}" if wrong else None


def _beside_the_origin(subject: str, config: Config, values: dict[str, list[str]]) -> str:
    if config.credentials and values.get(f"{_ALLOW}-credentials") != ["true"]:
        return "no credentials"
    # If only one origin is ever allowed no `Vary` is needed; flask-cors disagrees.
    needed = subject != "peer" and len(config.origins) > 1 and not config.resources
    return "no Vary: Origin" if needed and "origin" not in _names(values, "vary") else ""


def _of_preflight(sent: Request, values: dict[str, list[str]]) -> str:
    if sent.asks_method is None:
        return ""
    if sent.asks_method.lower() not in _names(values, f"{_ALLOW}-methods"):
        return "method not allowed"
    granted = _names(values, f"{_ALLOW}-headers")
    return "" if granted == set(sent.granted) else f"grants {sorted(granted)}"


def _names(values: dict[str, list[str]], header: str) -> set[str]:
    return {name.strip().lower() for name in ",".join(values.get(header, ())).split(",")} - {""}
