"""The one table of options: names, configuration keys, how a value is read, defaults.

To add an option, add a row to the table, and its type to the `TypedDict` of each scope that takes
it (`option_types`). A new kind of value also needs a parser (`option_values`). The row is enough
for `show`, `routes --json` and `diff`. Apply the option in one place: in `policy`, if it is
compiled into the policy. If it can be set to something dangerous, add a rule to `rules.toml` in
`_diagnosis/check`, and its check. Document it in README.md and in the docstring of `CORS`; test its
values in tests/core/test_options.py and its effect in tests/runtime/test_answers.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from . import ALL_METHODS
from .lazy_regex import lazy_regex
from .option_values import (
    UNSET,
    Parser,
    parse_allow_headers,
    parse_bool,
    parse_expose_headers,
    parse_max_age,
    parse_methods,
    parse_origins,
    parse_rejecting,
    parse_resources,
)
from .patterns import headers, origins
from .records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    # Spelt so, a type checker lets others import it from here.
    from .option_types import Options as Options  # noqa: PLC0414
    from .option_types import ResourceOptions as ResourceOptions  # noqa: PLC0414
    from .option_types import ViewOptions as ViewOptions  # noqa: PLC0414
    from .problems import Problems
else:

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - as varied as the names are
        """Load a type of options, which only annotations need, when it is asked for."""
        if name not in {"Options", "ResourceOptions", "ViewOptions"}:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import option_types

        return getattr(option_types, name)


#: The option `methods` as read: a set of methods, any, or what the routes of the URL answer.
Methods: TypeAlias = frozenset[str] | Literal["*", "auto"]


#: The option `reject_disallowed` as read.
Rejecting: TypeAlias = bool | Literal["unsafe", "report"]

#: The kinds of values: a boolean, a boolean or a word between, sets of names or of patterns, a
#: number of seconds or None, and paths with options of their own.
Shape: TypeAlias = Literal["switch", "degree", "names", "patterns", "seconds", "paths"]


class Option(Record):
    """One row of the table."""

    name: str
    parse: Parser
    #: Scopes where the option has an effect: `app`, `resource`, `blueprint`, `view`.
    scopes: frozenset[str]
    default: object
    #: The kind of value that `parse` returns.
    shape: Shape = "switch"
    #: Effect of turning on a switch on what pages may do.
    opens: Literal["more", "less", "never"] = "never"
    #: True if the option is part of a policy, and so is listed and compared.
    in_policy: bool = True
    #: True if None is a value rather than "not set".
    none_counts: bool = False

    @property
    def key(self) -> str:
        """The key of the option in `app.config`."""
        return f"CORS_{self.name.upper()}"


_EVERYWHERE = frozenset({"app", "resource", "blueprint", "view"})

#: Every option there is, by name.
OPTIONS: Final = {
    option.name: option
    for option in (
        Option(
            "resources",
            parse_resources,
            frozenset({"app", "blueprint"}),
            default=(),
            shape="paths",
            in_policy=False,
        ),
        Option(
            "origins",
            parse_origins,
            _EVERYWHERE,
            default=(origins.ANY,),
            shape="patterns",
            none_counts=True,
        ),
        Option(
            "methods", parse_methods, _EVERYWHERE, default=frozenset(ALL_METHODS), shape="names"
        ),
        Option(
            "allow_headers",
            parse_allow_headers,
            _EVERYWHERE,
            default=(headers.ANY,),
            shape="patterns",
            none_counts=True,
        ),
        Option("expose_headers", parse_expose_headers, _EVERYWHERE, default=(), shape="names"),
        Option("supports_credentials", parse_bool, _EVERYWHERE, default=False, opens="more"),
        Option("max_age", parse_max_age, _EVERYWHERE, default=None, shape="seconds"),
        Option("send_wildcard", parse_bool, _EVERYWHERE, default=False),
        Option("vary_header", parse_bool, _EVERYWHERE, default=True),
        Option("always_send", parse_bool, _EVERYWHERE, default=True),
        Option("allow_private_network", parse_bool, _EVERYWHERE, default=False, opens="more"),
        Option("intercept_exceptions", parse_bool, frozenset({"app"}), default=True),
        Option("automatic_options", parse_bool, frozenset({"view"}), default=True),
        Option(
            "reject_disallowed",
            parse_rejecting,
            _EVERYWHERE,
            default=False,
            shape="degree",
            opens="less",
        ),
        Option("strict", parse_bool, frozenset({"app"}), default=False, in_policy=False),
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
_ORIGINS_WORDS: Final = lazy_regex(
    r"(cors|accesscontrol)?(allow(ed)?|trusted|permitted)?(origins?|domains?|whitelist|allowlist)"
    r"(list|whitelist|regex(es)?|allowed)*"
)
_CLOSE: Final = 0.75
_ORIGINS_TYPES: Final = (str, re.Pattern, list, tuple, set, frozenset, Iterator)


def _means_origins(name: str, value: object) -> bool:
    """Tell whether an unknown name is read as `origins`.

    Such a name is a misspelling of `origins`, or contains `origin` and has a value that can be
    origins; a switch such as allow_all_origins=False does not.
    """
    if "origin" in name.lower() and (
        value is None or isinstance(value, _ORIGINS_TYPES) or callable(value)
    ):
        return True
    plain = re.sub(r"[^a-z]", "", name.lower())
    return bool(
        _ORIGINS_WORDS.fullmatch(plain) or get_close_matches(plain, ["origins"], cutoff=_CLOSE)
    )


def _means_resources(name: str) -> bool:
    plain = re.sub(r"[^a-z]", "", name.lower()).removeprefix("cors")
    # A name that is closer to `sources` probably means origins.
    return get_close_matches(plain, ["resources", "sources"], 1, _CLOSE) == ["resources"]


def _closing(name: str, value: object) -> str | None:
    """Return the option that a name misspells, if to ignore it would open the app."""
    if _means_origins(name, value):
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
        if _means_origins(str(name), value) and not _is_given("origins", known):
            known["origins"] = value
            problems.warn(
                "misspelt-origins",
                value,
                f"was given as {name!r} and is read as origins",
                "rename it to origins (flask-cors 6 ignored it and allowed every origin)",
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
                f"was given as {name!r} and is read as resources",
                "rename it to resources (flask-cors 6 ignored it and opened every path)",
            )
        else:
            nearest = _nearest(str(name))
            remedy = f"did you mean {nearest!r}?" if nearest else f"known are {', '.join(OPTIONS)}"
            problems.warn("unknown-option", value, f"was given as {name!r}, no option", remedy)
    return _parse_known(known, scope, problems)


def _parse_known(known: Mapping[str, object], scope: str, problems: Problems) -> dict[str, object]:
    values = {}
    for name, option in OPTIONS.items():
        if not _is_given(name, known):
            continue
        about = problems.about(name)
        if scope != "config" and scope not in option.scopes:
            about.warn("no-effect", known[name], f"has no effect {_WHERE[scope]}", _remedy(option))
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
    return f"pass it to {place} or set {option.key}"


def parse_config(config: Mapping[str, object], problems: Problems) -> dict[str, object]:
    """Read the `CORS_*` keys of an `app.config`, and note what is wrong with them."""
    by_key = {option.key: option.name for option in OPTIONS.values()}
    known = {by_key[key]: value for key, value in config.items() if key in by_key}
    for key in sorted(set(config).difference(by_key)):
        name = key.removeprefix(_PREFIX) if key.startswith(_PREFIX) else None
        if name is None:
            continue
        value = config[key]
        if meant := _closing(name, value):
            if not _is_given(meant, known):
                known[meant] = value
            right = OPTIONS[meant].key
            problems.warn(
                "misspelt-key",
                value,
                f"was set as {key}, which is read as {right} where that is not set",
                f"use {right}",
                option=meant,
            )
        elif nearest := _nearest(name) or ("origins" if "ORIGIN" in name.upper() else None):
            problems.warn(
                "misspelt-key",
                value,
                f"was set as {key}, which is not a setting and is ignored",
                f"use {OPTIONS[nearest].key}",
                option=nearest,
            )
    return _parse_known(known, "config", problems)
