"""The causes of differences: a title for each, and remedies, in general and by party."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from .responses import Cause


class Text(NamedTuple):
    """The texts for a cause."""

    title: str
    remedy: str


_FIND_THE_REMOVAL: Final = (
    "Find the proxy that removes them, or that removes Origin or Access-Control-Request-... from"
    " requests. If there is none, deploy this version of the app."
)

#: In the order of output: causes that hide other differences come first.
CAUSES: Final[dict[Cause, Text]] = {
    "dns": Text(
        "The host cannot be found (DNS)",
        "Check the host name in the URL, and its DNS record.",
    ),
    "proxy": Text(
        "This machine's proxy cannot be used",
        "Correct HTTP_PROXY or HTTPS_PROXY, or add the host to NO_PROXY.",
    ),
    "refused": Text(
        "Nothing is listening there",
        "Start the server, open the port in the firewall, or correct the port in the URL.",
    ),
    "handshake": Text(
        "There is no TLS connection",
        "Check scheme and port of the URL: the server may expect http:// there. If it does not, it"
        " must support TLS 1.2 or later.",
    ),
    "scheme": Text(
        "The port is for https, not http",
        "Use https:// in the URL.",
    ),
    "tls": Text(
        "The TLS certificate is not accepted",
        "Install a certificate for this host with its intermediate certificates. For your own"
        " certificate authority, set SSL_CERT_FILE to its certificate.",
    ),
    "slow": Text(
        "The response does not arrive in time",
        "Find out what is slow, or allow more time with --timeout.",
    ),
    "closed": Text(
        "The connection is closed before the response is complete",
        "Look for crashes, timeouts and limits in the logs of the app server and the proxy.",
    ),
    "not-http": Text(
        "The response is not HTTP/1.1",
        "Check scheme and port of the URL; an HTTP/2 server must accept HTTP/1.1 as well.",
    ),
    "endless": Text(
        "The headers of the response are too long",
        "Find out what adds the headers; clients refuse this response.",
    ),
    "upstream": Text(
        "The proxy cannot reach the app",
        "Start the app, or correct its address or timeouts in the proxy.",
    ),
    "redirect": Text(
        "Requests are redirected, and browsers reject a redirected preflight",
        "Use the target of the redirect in front ends and for this command. If it is a login page"
        " or the same URL, pass OPTIONS requests on to the app.",
    ),
    "login": Text(
        "A login is required before requests reach the app",
        "Let OPTIONS requests pass without a login: preflights never have credentials.",
    ),
    "preflight": Text(
        "Preflights are not answered by the app",
        "Pass OPTIONS requests on to the app, like all others.",
    ),
    "error": Text(
        "An error page without CORS headers is sent instead of the app's response",
        "Find out why the request is refused before it reaches the app; scripts cannot read the"
        " status.",
    ),
    "prefix": Text(
        "The path prefix is not the one that the app expects",
        "Forward the path unchanged, or set SCRIPT_NAME, and use the same prefix here.",
    ),
    "route": Text(
        "The route does not exist",
        "Deploy this version of the app. If the app is served below a path, add it to the URL.",
    ),
    "twice": Text(
        "A CORS header is sent twice",
        "Remove the CORS headers from the proxy or gateway: the app sends them.",
    ),
    "cache": Text(
        "A cache serves the response for one origin to another",
        "Make the cache respect Vary, or exclude these URLs from it. Then clear it.",
    ),
    "stripped": Text(
        "The CORS headers are missing",
        _FIND_THE_REMOVAL,
    ),
    "missing": Text(
        "Some CORS headers are missing",
        _FIND_THE_REMOVAL,
    ),
    "policy": Text(
        "A different policy is deployed",
        "Deploy this version of the app, with the same configuration. If it is deployed already,"
        " find the proxy, or the hook in the app, that replaces the CORS headers.",
    ),
    "blocked": Text(
        "A page of an origin given with --from is blocked",
        "Allow origin, method and headers in the policy of the URL, or find the proxy that"
        " replaces the headers.",
    ),
    "vary": Text(
        "Vary is missing, so caches may mix up origins",
        "Let Vary pass through unchanged.",
    ),
}

#: Remedies that differ if there is no app.
WITHOUT_APP: Final[dict[Cause, str]] = {
    "route": "Correct the path of the URL, or deploy what answers it.",
    "vary": "Send `Vary: Origin` with every response of this URL, or find the proxy that removes"
    " it.",
}

_NGINX_ADDS: Final = "the `add_header Access-Control-...` lines in `server` and `location`"
_NGINX_REMOVES: Final = (
    "remove `proxy_hide_header Access-Control-...`, and `proxy_set_header` with an empty value"
)

#: The settings to change, by party and cause.
SETTINGS: Final[dict[tuple[str, Cause], str]] = {
    ("nginx", "twice"): f"remove {_NGINX_ADDS}",
    ("nginx", "policy"): f"remove {_NGINX_ADDS}, and `proxy_hide_header`",
    ("nginx", "login"): "put `auth_basic` into `limit_except OPTIONS { ... }`, and let the location"
    " of `auth_request` return 200 if $request_method is OPTIONS",
    ("nginx", "preflight"): "look for `limit_except` (add OPTIONS), `deny`, `return` and"
    " `if ($request_method = OPTIONS)`",
    ("nginx", "error"): "look for `limit_except`, `deny`, `return`, `limit_req` and"
    " `client_max_body_size`",
    ("nginx", "stripped"): _NGINX_REMOVES,
    ("nginx", "missing"): _NGINX_REMOVES,
    ("nginx", "vary"): "remove `proxy_hide_header Vary`",
    ("nginx", "cache"): "remove `proxy_ignore_headers Vary`, or add $http_origin to"
    " `proxy_cache_key`",
    ("nginx", "upstream"): "check `proxy_pass`, `upstream` and `proxy_read_timeout`; `limit_req`"
    " and `limit_conn` also respond with 503",
    ("nginx", "redirect"): "look for `return 301` and `rewrite`; a `location` that ends with a"
    " slash redirects the path without it",
    ("nginx", "prefix"): "`proxy_pass` with a path, even `/`, replaces the prefix of `location`;"
    " use it without a path",
    ("Apache", "twice"): "remove `Header set` or `Header add Access-Control-...`",
    ("Apache", "policy"): "remove `Header set Access-Control-...`",
    ("Apache", "login"): "put `Require` into `<LimitExcept OPTIONS>`",
    ("Apache", "preflight"): "look for `<Limit>`, `Require` and `RewriteRule`",
    ("Apache", "stripped"): "remove `Header unset Access-Control-...`",
    ("Apache", "missing"): "remove `Header unset Access-Control-...`",
    ("Apache", "vary"): "remove `Header unset Vary`",
    ("Apache", "upstream"): "check `ProxyPass` and `ProxyTimeout`",
    ("Apache", "redirect"): "look for `Redirect`, `RewriteRule` and `DirectorySlash`",
    ("Apache", "prefix"): "use the same path in both arguments of `ProxyPass`",
    ("Caddy", "twice"): "remove `header Access-Control-...`",
    ("Caddy", "policy"): "remove `header Access-Control-...`",
    ("Caddy", "login"): "add `not method OPTIONS` to the matcher of `basicauth` or `forward_auth`",
    ("Caddy", "preflight"): "look for `respond` and `@matcher { method OPTIONS }`",
    ("Caddy", "stripped"): "remove `header -Access-Control-...` and `header_down`",
    ("Caddy", "missing"): "remove `header -Access-Control-...` and `header_down`",
    ("Caddy", "vary"): "remove `header -Vary`",
    ("Caddy", "upstream"): "check the addresses of `reverse_proxy`",
    ("Caddy", "redirect"): "look for `redir`; a site without `http://` redirects to https",
    ("Caddy", "prefix"): "use `handle` instead of `handle_path` and `uri strip_prefix`",
    ("Varnish", "twice"): "remove `set resp.http.Access-Control-...` and `header.append`",
    ("Varnish", "policy"): "remove `set resp.http.Access-Control-...`",
    ("Varnish", "preflight"): "make `vcl_recv` return (pass) for OPTIONS, not `synth`",
    ("Varnish", "stripped"): "remove `unset beresp.http.Access-Control-...`",
    ("Varnish", "missing"): "remove `unset beresp.http.Access-Control-...`",
    ("Varnish", "vary"): "remove `unset beresp.http.Vary`",
    ("Varnish", "cache"): "remove `unset beresp.http.Vary`; Varnish respects the header by default",
    ("Varnish", "upstream"): "check `backend` and its `first_byte_timeout`",
    ("HAProxy", "twice"): "remove `http-response add-header Access-Control-...`",
    ("HAProxy", "login"): "add `unless METH_OPTIONS` to `http-request auth`",
    ("HAProxy", "preflight"): "look for `http-request deny`, `return` and `METH_OPTIONS`",
    ("HAProxy", "error"): "look for `http-request deny`, `tarpit` and `return`",
    ("HAProxy", "upstream"): "check the `server` lines and `timeout server`",
    ("HAProxy", "redirect"): "look for `http-request redirect`",
    ("Cloudflare", "twice"): "remove the Transform Rule or the Worker that adds the header",
    ("Cloudflare", "login"): "bypass OPTIONS requests in the application's CORS settings in Access",
    ("Cloudflare", "preflight"): "look at WAF rules, Access and Workers for the method OPTIONS",
    ("Cloudflare", "cache"): "bypass the cache for these URLs: Vary: Origin is ignored by default",
    ("Cloudflare", "redirect"): "look at 'Always Use HTTPS' and Redirect Rules",
    ("Cloudflare", "upstream"): "check that the origin server is up and allows Cloudflare",
    ("AWS CloudFront", "twice"): "set 'origin override' in the response headers policy, or"
    " remove it",
    ("AWS CloudFront", "policy"): "remove the CORS part of the response headers policy",
    ("AWS CloudFront", "preflight"): "allow OPTIONS in the behavior's allowed HTTP methods",
    ("AWS CloudFront", "cache"): "add Origin to the cache policy, or forward it with the origin"
    " request policy CORS-CustomOrigin",
    ("AWS CloudFront", "stripped"): "forward Origin: origin request policy CORS-CustomOrigin",
    ("AWS CloudFront", "redirect"): "the viewer protocol policy redirects http to https",
    ("AWS API Gateway", "twice"): "clear the CORS configuration of the API: the app has its own",
    ("AWS API Gateway", "policy"): "clear the CORS configuration of the API: it replaces the app's",
    ("AWS API Gateway", "login"): "set the authorizer of the OPTIONS method to NONE",
    ("AWS API Gateway", "preflight"): "add OPTIONS to the route, without an authorizer or an API"
    " key",
    ("AWS API Gateway", "error"): "add CORS headers to the gateway responses DEFAULT_4XX and"
    " DEFAULT_5XX",
    ("Kong", "twice"): "remove the `cors` plugin",
    ("Kong", "policy"): "remove the `cors` plugin: it replaces the app's headers",
    ("Kong", "login"): "set `run_on_preflight: false` in the authentication plugin",
    ("Kong", "preflight"): "remove the `cors` plugin, or set `preflight_continue: true`",
    ("Kong", "upstream"): "check the service's `host`, `port` and `read_timeout`",
    ("AirPlay on macOS", "preflight"): "AirPlay Receiver uses ports 5000 and 7000: use another"
    " port, or turn it off in System Settings",
    ("AirPlay on macOS", "error"): "AirPlay Receiver uses ports 5000 and 7000: use another port, or"
    " turn it off in System Settings",
}
