"""The names of flask-cors 6 that were removed from `flask_cors.core`, with a remedy for each."""

from __future__ import annotations

from typing import Final

_CONFIGURED = "CORS(app, ...) and @cross_origin(...) read options; `flask cors show` shows them"
_ANSWERED = "CORS(app) and @cross_origin add the headers to each response; remove the call"
_MATCHED = "use strings or re.compile(...) for patterns, and the module re for your own matching"
_LISTED = "pass a string or a list to an option; both are accepted"

REMOVED: Final = {
    "LOG": "use logging.getLogger('flask_cors')",
    "debugLog": "use logging.getLogger('flask_cors')",
    "RegexObject": "use re.Pattern",
    **dict.fromkeys(
        (
            *("CONFIG_OPTIONS", "DEFAULT_OPTIONS", "FLASK_CORS_EVALUATED", "get_app_kwarg_dict"),
            *("get_cors_options", "parse_resources", "serialize_option", "serialize_options"),
        ),
        _CONFIGURED,
    ),
    **dict.fromkeys(
        (
            *("get_allow_headers", "get_cors_headers", "get_cors_methods", "get_cors_origin"),
            *("get_cors_origins", "set_cors_headers"),
        ),
        _ANSWERED,
    ),
    **dict.fromkeys(
        (
            *("get_regexp_pattern", "probably_regex", "re_fix", "sanitize_regex_param"),
            *("try_match", "try_match_any", "try_match_any_pattern", "try_match_pattern"),
        ),
        _MATCHED,
    ),
    **dict.fromkeys(("ensure_iterable", "flexible_str"), _LISTED),
}
