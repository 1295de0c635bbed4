"""The one table of options: names, configuration keys, how a value is read, defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Any, Final, Literal, TypeAlias, TypedDict

from . import ALL_METHODS
from .fetch import FORBIDDEN_METHODS, is_token
from .patterns import headers, origins
from .patterns.notation import items
from .patterns.paths import PathPattern, parse_resource
from .problems import Problems

_OriginItem: TypeAlias = str | re.Pattern[str] | Callable[[str], Any]
_PatternItem: TypeAlias = str | re.Pattern[str]


class ResourceOptions(TypedDict, total=False):
    """What one resource of `resources={pattern: {...}}` accepts."""

    #: Who may read: exact origins, wildcards, regular expressions, callables, or "*".
    origins: _OriginItem | Iterable[_OriginItem] | None
    #: Methods of preflighted requests; "*" for any, "auto" for those that the URL's routes answer.
    methods: str | Iterable[str] | None
    #: Request headers that may be sent, by name or by pattern.
    allow_headers: _PatternItem | Iterable[_PatternItem] | None
    #: Response headers that a script may read.
    expose_headers: str | Iterable[str] | None
    #: Whether a browser may send cookies and let a script read the answer to them.
    supports_credentials: bool | str | None
    #: How long a browser may remember a preflight: seconds, or a timedelta.
    max_age: int | str | timedelta | None
    #: Answer "*" instead of the origin where any origin is allowed.
    send_wildcard: bool | str | None
    #: Add `Vary` where an answer depends on the request.
    vary_header: bool | str | None
    #: Send headers also to requests without `Origin`, where there is one answer for all.
    always_send: bool | str | None
    #: Let pages of public networks reach this private one.
    allow_private_network: bool | str | None
    #: Answer 403 in place of the view where the origin of an actual request is refused.
    reject_disallowed: bool | str | None


class ViewOptions(ResourceOptions, total=False):
    """What `@cross_origin(...)` accepts."""

    #: Answer OPTIONS for the view; a view that sets this to False does it itself.
    automatic_options: bool | str | None


class Options(ResourceOptions, total=False):
    """What `CORS(app, ...)` and `CORS(blueprint, ...)` accept."""

    #: The paths that are meant: patterns, or a mapping from patterns to options of their own.
    resources: (
        _PatternItem
        # No Iterable, which a mapping is of its keys: its values would be left unchecked. One
        # Mapping, since type checkers look into a dict only if a single type is meant for it.
        | Sequence[_PatternItem]
        | AbstractSet[_PatternItem]
        | Iterator[_PatternItem]
        | Mapping[Any, ResourceOptions]
        | None
    )
    #: Make exceptions readable for the page in debug mode.
    intercept_exceptions: bool | str | None
    #: Raise every warning about the configuration as an error.
    strict: bool | str | None


_Parser: TypeAlias = Callable[[object, Problems], object]
#: Stands for what a parser could not read: the option counts as not set, next to its error.
UNSET: Final = object()

#: The option `methods` as read: a set of methods, any, or what the routes of the URL answer.
Methods: TypeAlias = frozenset[str] | Literal["*", "auto"]
#: The option `resources` as read: patterns with the unread options of each.
Resources: TypeAlias = tuple[tuple[PathPattern, Mapping[str, object]], ...]


def _parse_origins(value: object, problems: Problems) -> object:
    if value is None or _is_blank(value):
        problems.warn(
            "no-origins",
            value,
            "lets nobody in, as an unset variable must not open the app; write '*' for everybody",
        )
        return ()
    kinds = "a string, a compiled regular expression, a callable or a list of them"
    found = (origins.parse_origin(item, problems) for item in items(value, problems, kinds=kinds))
    patterns: dict[origins.OriginPattern, None] = {}
    for pattern in filter(None, found):
        if pattern in patterns:
            problems.remark("repeated-origin", pattern.text, "is listed twice; list it once")
        patterns[pattern] = None
    return tuple(patterns)


def _is_blank(value: object) -> bool:
    """Tell whether a value is a text that names nothing, as an empty variable does."""
    return isinstance(value, str) and not value.replace(",", " ").strip()


#: What means something else than a name: a list as some other language has it, a pattern, a switch.
_ODD: Final = re.compile(r".*[^A-Za-z0-9_-].*|all|any|none|null|true|false", re.IGNORECASE)


def _warn_odd(names: Iterable[str], problems: Problems, *, kind: str, example: str) -> None:
    for name in filter(_ODD.fullmatch, names):
        problems.warn("odd-name", name, f"is taken for the name of one {kind}; write {example}")


def _parse_methods(value: object, problems: Problems) -> object:
    if _is_blank(value):
        problems.warn(
            "no-methods", value, "allows no method in a preflight; write [] to say so, or '*'"
        )
        return frozenset()
    names = []
    for item in items(value, problems, kinds="a method such as 'GET' or a list of them"):
        if not isinstance(item, str):
            problems.error(
                "wrong-type", item, f"is of type {type(item).__name__}; give a name: 'GET'"
            )
        elif not is_token(item.strip()):
            problems.error("not-a-token", item, "can be no method; write one as 'GET'")
        else:
            names.append(item.strip())
    if "*" in names:
        return "*"
    if [name.lower() for name in names] == ["auto"]:
        return "auto"
    methods = {name.upper() for name in names}
    _warn_odd(names, problems, kind="method", example="'GET, POST' for two, '*' for any")
    if "AUTO" in methods:
        problems.warn(
            "mixed-auto", value, "names a method AUTO; write 'auto' alone, or the methods alone"
        )
    if forbidden := sorted(methods & FORBIDDEN_METHODS):
        problems.warn(
            "forbidden-method",
            value,
            f"names {', '.join(forbidden)}, which no browser sends; it is left out; remove it",
        )
    return frozenset(methods - FORBIDDEN_METHODS)


def _parse_allow_headers(value: object, problems: Problems) -> object:
    if value is None or _is_blank(value):
        problems.warn(
            "no-headers", value, "allows no request header; write [] to say so, or '*' for any"
        )
        return ()
    kinds = "a header name, a compiled regular expression or a list of them"
    found = (headers.parse_header(item, problems) for item in items(value, problems, kinds=kinds))
    patterns = tuple(dict.fromkeys(pattern for pattern in found if pattern is not None))
    names = [each.text for each in patterns if each.regex is None and "." not in each.text]
    example = "'X-One, X-Two' for two, '*' for any"
    _warn_odd((name for name in names if name != "*"), problems, kind="header", example=example)
    return patterns


def _parse_expose_headers(value: object, problems: Problems) -> object:
    names = []
    for item in items(value, problems, kinds="a header name or a list of them"):
        if not isinstance(item, str):
            problems.error(
                "wrong-type", item, f"is of type {type(item).__name__}; give a header name"
            )
        elif not is_token(item.strip()):
            problems.error("not-a-token", item, "can be no header name; write one as 'X-Total'")
        else:
            names.append(item.strip())
            if "*" in names[-1] and names[-1] != "*":
                problems.warn(
                    "exposed-pattern",
                    item,
                    "is no pattern to a browser, and exposes nothing; list the headers, or write"
                    " '*' for all of them",
                )
    plain = [name for name in names if "*" not in name and "." not in name]
    _warn_odd(plain, problems, kind="header", example="'X-One, X-Two' for two, '*' for all")
    return tuple(sorted(dict.fromkeys(names)))


_WORDS: Final = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}


def _parse_bool(value: object, problems: Problems) -> object:
    if isinstance(value, bool):
        return value
    # 0 and 1 are what `int(os.environ[...])` makes of a switch, and as clear as a boolean.
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word not in _WORDS:
        problems.error("not-a-boolean", value, "is no boolean; write True or False")
        return UNSET
    return _WORDS[word]


#: As much as a timedelta holds; Python refuses to read or write numbers of many more digits.
_LONGEST_AGE: Final = timedelta.max // timedelta(seconds=1)
_DIGITS = re.compile("[0-9]{1,20}")


def _parse_max_age(value: object, problems: Problems) -> object:
    seconds = value
    if isinstance(value, timedelta):
        seconds = value // timedelta(seconds=1)
        if value % timedelta(seconds=1) and seconds >= 0:
            problems.warn(
                "part-of-second",
                value,
                f"is read as {seconds} seconds, since browsers know no parts of one; write whole"
                " seconds",
            )
    elif isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        seconds = int(value)
    if (
        isinstance(seconds, bool)
        or not isinstance(seconds, int)
        or not 0 <= seconds <= _LONGEST_AGE
    ):
        problems.error(
            "bad-max-age",
            value,
            "is no number of seconds; write a whole number from 0 or a timedelta",
        )
        return UNSET
    return seconds


def _parse_resources(value: object, problems: Problems) -> object:
    if _is_blank(value):
        problems.warn("dead-resource", value, "names no path; write '/*' for every path")
        return ()
    if isinstance(value, str) and value.strip().startswith("{") and value.strip().endswith("}"):
        problems.error("wrong-type", value, "is a dict in a string; give the dict: json.loads(...)")
        return ()
    if isinstance(value, Mapping):
        pairs = list(value.items())
    else:
        kinds = "a path, a compiled regular expression, a list of them or a dict"
        pairs = [(item, {}) for item in items(value, problems, kinds=kinds)]
    found = []
    for key, options in pairs:
        pattern = parse_resource(key, problems)
        if options is not None and not isinstance(options, Mapping):
            problems.error(
                "wrong-type",
                options,
                f"is of type {type(options).__name__}, given for the resource {key!r}; give a dict"
                " of options",
            )
        elif pattern is not None:
            found.append((pattern, options or {}))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Option:
    """One row of the table."""

    name: str
    parse: _Parser
    #: The scopes in which it has an effect: `app`, `resource`, `blueprint`, `view`.
    scopes: frozenset[str]
    default: object
    #: Whether None is a value of its own, rather than "not set".
    none_counts: bool = False

    @property
    def key(self) -> str:
        """Its key in `app.config`, where every option may stand."""
        return f"CORS_{self.name.upper()}"


_EVERYWHERE = frozenset({"app", "resource", "blueprint", "view"})

#: Every option there is, by name.
OPTIONS: Final = {
    option.name: option
    for option in (
        Option("resources", _parse_resources, frozenset({"app", "blueprint"}), default=()),
        Option("origins", _parse_origins, _EVERYWHERE, default=(origins.ANY,), none_counts=True),
        Option("methods", _parse_methods, _EVERYWHERE, default=frozenset(ALL_METHODS)),
        Option(
            "allow_headers",
            _parse_allow_headers,
            _EVERYWHERE,
            default=(headers.ANY,),
            none_counts=True,
        ),
        Option("expose_headers", _parse_expose_headers, _EVERYWHERE, default=()),
        Option("supports_credentials", _parse_bool, _EVERYWHERE, default=False),
        Option("max_age", _parse_max_age, _EVERYWHERE, default=None),
        Option("send_wildcard", _parse_bool, _EVERYWHERE, default=False),
        Option("vary_header", _parse_bool, _EVERYWHERE, default=True),
        Option("always_send", _parse_bool, _EVERYWHERE, default=True),
        Option("allow_private_network", _parse_bool, _EVERYWHERE, default=False),
        Option("intercept_exceptions", _parse_bool, frozenset({"app"}), default=True),
        Option("automatic_options", _parse_bool, frozenset({"view"}), default=True),
        Option("reject_disallowed", _parse_bool, _EVERYWHERE, default=False),
        Option("strict", _parse_bool, frozenset({"app"}), default=False),
    )
}

_PREFIX: Final = "CORS_"
#: Keys and keyword arguments of other releases and other libraries, by what they are called here.
_FORMER_NAMES: Final = {
    "headers": "allow_headers",
    "expose": "expose_headers",
    "credentials": "supports_credentials",
    "allow_credentials": "supports_credentials",
    "allow_methods": "methods",
    "allowed_methods": "methods",
}
_ORIGINS_WORDS: Final = re.compile(
    r"(cors|accesscontrol)?(allow(ed)?|trusted|permitted)?(origins?|domains?|whitelist|allowlist)"
    r"(list|whitelist|regex(es)?|allowed)*"
)
_CLOSE: Final = 0.75


def _means_origins(name: str) -> bool:
    plain = re.sub(r"[^a-z]", "", name.lower())
    return bool(
        _ORIGINS_WORDS.fullmatch(plain) or get_close_matches(plain, ["origins"], cutoff=_CLOSE)
    )


def _means_resources(name: str) -> bool:
    plain = re.sub(r"[^a-z]", "", name.lower()).removeprefix("cors")
    # What is nearer to `sources` is rather a name for origins.
    return get_close_matches(plain, ["resources", "sources"], 1, _CLOSE) == ["resources"]


def _closing(name: str) -> str | None:
    """Return the option that a name misspells, if to ignore it would open the app."""
    if _means_origins(name):
        return "origins"
    return "resources" if _means_resources(name) else None


def _is_given(name: str, known: Mapping[str, object]) -> bool:
    return name in known and (known[name] is not None or OPTIONS[name].none_counts)


def _nearest(name: str) -> str | None:
    plain = name.lower().removeprefix(_PREFIX.lower())
    if plain in _FORMER_NAMES:
        return _FORMER_NAMES[plain]
    return next(iter(get_close_matches(plain, OPTIONS, cutoff=_CLOSE)), None)


def parse_options(raw: Mapping[str, object], scope: str, problems: Problems) -> dict[str, object]:
    """Read the options of one call or one resource, and note what is wrong with them.

    A misspelling of `origins` or `resources` counts as that, since to ignore it would open what was
    meant to be closed; every other unknown name is left out.
    """
    known = dict(raw)
    for name in [name for name in raw if name not in OPTIONS]:
        value = known.pop(name)
        # A switch such as allow_all_origins=False names nobody.
        names_some = "origin" in str(name).lower() and not isinstance(value, bool)
        if (names_some or _means_origins(str(name))) and not _is_given("origins", known):
            known["origins"] = value
            problems.warn(
                "misspelt-origins",
                value,
                f"was given as {name!r} and is read as origins; write origins=... (flask-cors 6"
                " left it out, and admitted every origin here)",
            )
        elif (
            _means_resources(str(name))
            and scope in OPTIONS["resources"].scopes
            and not _is_given("resources", known)
        ):
            known["resources"] = value
            problems.warn(
                "misspelt-resources",
                value,
                f"was given as {name!r} and is read as resources; write resources=... (flask-cors 6"
                " left it out, and opened every path)",
            )
        else:
            nearest = _nearest(str(name))
            remedy = f"did you mean {nearest!r}?" if nearest else f"known are {', '.join(OPTIONS)}"
            problems.warn("unknown-option", value, f"was given as {name!r}, no option; {remedy}")
    return _parse_known(known, scope, problems)


def _parse_known(known: Mapping[str, object], scope: str, problems: Problems) -> dict[str, object]:
    values = {}
    for name, option in OPTIONS.items():
        if not _is_given(name, known):
            continue
        about = problems.about(name)
        if scope != "config" and scope not in option.scopes:
            about.warn(
                "no-effect", known[name], f"has no effect {_WHERE[scope]}; {_remedy(option)}"
            )
            continue
        value = option.parse(known[name], about)
        if value is not UNSET:
            values[name] = value
    return values


_WHERE: Final = {
    "app": "on an app",
    "resource": "on a resource",
    "blueprint": "on a blueprint",
    "view": "on a view",
}
_REMEDIES: Final = {"app": "CORS(app, ...)", "view": "@cross_origin(...)"}


def _remedy(option: Option) -> str:
    place = _REMEDIES["view" if option.scopes == {"view"} else "app"]
    return f"give it to {place} or set {option.key}"


def parse_config(config: Mapping[str, object], problems: Problems) -> dict[str, object]:
    """Read the `CORS_*` keys of an `app.config`, and note what is wrong with them."""
    by_key = {option.key: option.name for option in OPTIONS.values()}
    known = {by_key[key]: value for key, value in config.items() if key in by_key}
    for key in sorted(set(config).difference(by_key)):
        name = key.removeprefix(_PREFIX) if key.startswith(_PREFIX) else None
        if name is None:
            continue
        if meant := _closing(name):
            if not _is_given(meant, known):
                known[meant] = config[key]
            right = OPTIONS[meant].key
            problems.warn(
                "misspelt-key",
                config[key],
                f"was set as {key}, which is read as {right} where that is not set; write {right}",
            )
        elif nearest := _nearest(name):
            problems.warn(
                "misspelt-key",
                config[key],
                f"was set as {key}, which is no key and is ignored; write {OPTIONS[nearest].key}",
            )
    return _parse_known(known, "config", problems)
