"""Problems with request headers, response headers, methods and times."""

from flask_cors import CORS
from situations import SHOP, api, broken

POST = "explain POST /items --from https://shop.test -H Content-Type:application/json"


def app_with(*, routed=("GET", "POST"), **options):
    """Return an app with a policy for one origin."""
    app = api("/items", methods=routed)
    CORS(app, origins=SHOP, **options)
    return app


@broken(
    f"{POST} -H 'Authorization:Bearer 1'",
    "Authorization",
    "allow_headers=['Content-Type', 'Authorization']",
)
def authorization_is_not_allowed():
    """Request header field authorization is not allowed by Access-Control-Allow-Headers."""
    return app_with(allow_headers=["Content-Type"])


@broken(POST, "Content-Type", "allow_headers=['Authorization', 'Content-Type']")
def json_is_not_allowed():
    """Request header field content-type is not allowed by Access-Control-Allow-Headers."""
    return app_with(allow_headers="Authorization")


@broken(
    "explain GET /items --from https://shop.test -H X-Requested-With:XMLHttpRequest",
    "X-Requested-With",
    "allow_headers",
)
def jquery_sends_x_requested_with():
    """Request header field x-requested-with is not allowed by Access-Control-Allow-Headers."""
    return app_with(allow_headers=["Content-Type"])


@broken(
    "explain GET /items --from https://shop.test -H 'Access-Control-Allow-Origin:*'",
    "Access-Control-Allow-Origin",
    "response header",
    "remove it from the page",
)
def the_page_sends_a_response_header():
    """Request header field access-control-allow-origin is not allowed."""
    return app_with(allow_headers=["Content-Type"])


@broken(
    "explain GET /items --from https://shop.test -H 'Access-Control-Allow-Origin:*'",
    "Access-Control-Allow-Origin",
    "response header",
    "remove it from the page",
)
def the_page_sends_a_response_header_and_all_are_allowed():
    """Each request has a preflight, and nothing gets better."""
    return app_with()


@broken(
    "explain GET /items --from https://shop.test -H X-Total-Count:1",
    "X-Total-Count",
    "expose_headers",
)
def the_page_sends_what_it_wants_to_read():
    """Request header field x-total-count is not allowed by Access-Control-Allow-Headers."""
    return app_with(allow_headers=["Content-Type"])


@broken("check", "Content-Disposition", "allow_headers", "expose_headers")
def a_response_header_is_allowed_and_not_exposed():
    """response.headers.get("Content-Disposition") is null, so the download has no name."""
    return app_with(allow_headers=["Content-Type", "Content-Disposition"])


@broken("check", "X-Total-Count", "allow_headers", "expose_headers")
def the_total_is_allowed_and_not_exposed():
    """response.headers.get("X-Total-Count") is null."""
    return app_with(allow_headers=["Content-Type", "X-Total-Count"])


@broken("check", "Access-Control-Allow-Origin", "allow_headers", "response header")
def access_control_headers_are_allowed():
    """It changes nothing."""
    return app_with(
        allow_headers=[
            "Content-Type",
            "Access-Control-Allow-Origin",
            "Access-Control-Allow-Headers",
        ]
    )


@broken("explain GET /items --from https://shop.test", "expose_headers", "X-Total")
def a_response_header_is_not_exposed():
    """response.headers.get("X-Request-Id") is null, although the network tab shows it."""
    return app_with(expose_headers=["X-Total"])


@broken("check", "X-*", "expose_headers", "list")
def response_headers_are_exposed_by_a_pattern():
    """response.headers.get("X-Total") is null."""
    return app_with(expose_headers=["X-*"])


@broken(
    "explain DELETE /items --from https://shop.test", "DELETE", "methods=['DELETE', 'GET', 'POST']"
)
def a_method_is_not_allowed():
    """Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response."""
    return app_with(routed=["GET", "POST", "DELETE"], methods=["GET", "POST"])


@broken("check", "PUT", "methods", "items", "no page of another origin")
def a_routed_method_is_refused():
    """Method PUT is not allowed by Access-Control-Allow-Methods in preflight response."""
    return app_with(routed=["GET", "PUT"], methods=["GET", "POST"])


@broken("check", "GET|POST", "'GET, POST'")
def methods_are_joined_by_a_bar():
    """Method PUT is not allowed by Access-Control-Allow-Methods in preflight response."""
    return app_with(methods="GET|POST")


@broken("explain patch /items --from https://shop.test", "PATCH", ("upper case", "upper-case"))
def the_method_is_in_lower_case():
    """Method patch is not allowed by Access-Control-Allow-Methods in preflight response."""
    return app_with(routed=["GET", "PATCH"], methods=["GET", "PATCH"])


@broken("check", "DELET", "methods")
def a_method_is_misspelled():
    """Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response."""
    return app_with(routed=["GET", "DELETE"], methods=["GET", "DELET"])


@broken("check", "max_age", "604800", "86400")
def max_age_is_a_week():
    """There is still a preflight every two hours."""
    return app_with(max_age=604800)


@broken("check", "max_age", "10 minutes")
def max_age_is_a_text():
    """The app does not start."""
    return app_with(max_age="10 minutes")


@broken("check", "allow_headers", ("None", "no request header"))
def allowed_headers_are_none():
    """Request header field content-type is not allowed by Access-Control-Allow-Headers."""
    return app_with(allow_headers=None)


@broken("check", "Host", "allow_headers")
def a_forbidden_header_is_allowed():
    """Refused to set unsafe header "Host"."""
    return app_with(allow_headers=["Content-Type", "Host"])


@broken("check", "Authorisation", "misspelled", "use 'Authorization'")
def authorization_is_in_british_spelling():
    """Request header field authorization is not allowed by Access-Control-Allow-Headers."""
    return app_with(allow_headers=["Content-Type", "Authorisation"])
