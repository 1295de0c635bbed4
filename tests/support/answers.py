"""Headers of responses, spelled out here so that tests do not use the library's own names."""

ALLOW_ORIGIN = "Access-Control-Allow-Origin"
ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials"
ALLOW_METHODS = "Access-Control-Allow-Methods"
ALLOW_HEADERS = "Access-Control-Allow-Headers"


def acao(response):
    """Return the Access-Control-Allow-Origin of a response."""
    return response.headers.get(ALLOW_ORIGIN)
