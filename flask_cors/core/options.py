"""The table of all options: names, configuration keys, parsers, defaults.

To add an option, add a row to the table, and its type to the `TypedDict` of each scope that accepts
it (`option_types`). A new kind of value also needs a parser (`option_values`). The row is enough
for `show`, `routes --json` and `diff`. Apply the option in one place: in `policy`, if it is
compiled into the policy. If it can be set to something dangerous, add a rule to `rules.toml` in
`_diagnosis/check`, and its check. Document it in README.md and in the docstring of `CORS`; test its
values in tests/core/test_options.py and its effect in tests/runtime/test_answers.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from . import ALL_METHODS
from .option_values import (
    UNSET,
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

    # The redundant aliases let other modules import the types from here, for type checkers.
    from .option_types import Options as Options  # noqa: PLC0414
    from .option_types import ResourceOptions as ResourceOptions  # noqa: PLC0414
    from .option_types import ViewOptions as ViewOptions  # noqa: PLC0414
    from .option_values import Parser
    from .origin_names import Claim
    from .problems import Problems

    #: The parsed option `methods`: a set of methods, any method, or those of the URL's routes.
    Methods: TypeAlias = frozenset[str] | Literal["*", "auto"]
    #: The parsed option `reject_disallowed`.
    Rejecting: TypeAlias = bool | Literal["unsafe", "report"]
    #: The kinds of values: a boolean, a boolean or a level in between, sets of names or of
    #: patterns, a number of seconds or None, and paths with their own options.
    Shape: TypeAlias = Literal["switch", "degree", "names", "patterns", "seconds", "paths"]
else:

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - as varied as the names are
        """Load a type of options on demand, because only annotations need it."""
        if name not in {"Options", "ResourceOptions", "ViewOptions"}:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import option_types

        return getattr(option_types, name)


class Option(Record):
    """One row of the table."""

    name: str
    parse: Parser
    #: The scopes in which the option has an effect: `app`, `resource`, `blueprint`, `view`.
    scopes: frozenset[str]
    default: object
    #: The kind of value that `parse` returns.
    shape: Shape = "switch"
    #: The effect of turning on the switch: pages are allowed more, less, or the same.
    opens: Literal["more", "less", "never"] = "never"
    #: True if the option is part of a policy, so it is listed and compared.
    in_policy: bool = True
    #: True if None is a value, and does not mean "not set".
    none_counts: bool = False

    @property
    def key(self) -> str:
        """The key of the option in `app.config`."""
        return f"CORS_{self.name.upper()}"


_EVERYWHERE = frozenset({"app", "resource", "blueprint", "view"})

#: All options, by name.
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


def _is_given(name: str, known: Mapping[str, object]) -> bool:
    return name in known and (known[name] is not None or OPTIONS[name].none_counts)


def parse_options(raw: Mapping[str, object], scope: str, problems: Problems) -> dict[str, object]:
    """Read the options of one call or one resource, and record their problems.

    A misspelling of `origins` or `resources` is accepted, since ignoring it would open more than
    intended; every other unknown name is ignored.
    """
    if all(name in OPTIONS for name in raw):
        return _parse_known(raw, scope, problems, {})
    from . import option_names
    from .origin_names import settle

    known = dict(raw)
    claims: list[Claim] = []
    for name in [name for name in raw if name not in OPTIONS]:
        value = known.pop(name)
        claim = option_names.claim(name, value)
        # A switch that is on must not open what `app.config` or an outer scope closes.
        if claim and not (claim.is_switch and claim.meant):
            claims.append(claim)
        elif (
            option_names.means_resources(str(name))
            and scope in OPTIONS["resources"].scopes
            and not _is_given("resources", known)
        ):
            known["resources"] = value
            problems.unknown(
                "misspelled-resources",
                name,
                value,
                "is read as resources",
                "rename it to resources (flask-cors 6 ignored it and opened every path)",
            )
        else:
            _warn_unknown(name, value, problems)
    settled = {}
    if "origins" in known:
        for claim in claims:
            what = "is not an option and is ignored in favor of origins"
            problems.unknown("unknown-option", claim.name, claim.value, what, "remove it")
    elif claims:
        settled["origins"] = settle(claims, "origins", problems, _warn_misspelled)
    return _parse_known(known, scope, problems, settled)


def _warn_misspelled(claim: Claim, what: str, problems: Problems) -> None:
    remedy = "use origins=[]" if claim.is_switch else "rename it to origins"
    if claim.is_denial:
        remedy = "list those that are allowed in origins"
    problems.unknown(
        "misspelled-origins",
        claim.name,
        claim.value,
        f"is {what}",
        f"{remedy} (flask-cors 6 ignored it and allowed every origin)",
    )


def _warn_unknown(name: object, value: object, problems: Problems) -> None:
    from .option_names import nearest

    near = nearest(str(name), OPTIONS)
    remedy = f"did you mean {near!r}?" if near else f"the options are {', '.join(OPTIONS)}"
    problems.unknown("unknown-option", name, value, "is not an option", remedy)


def _parse_known(
    known: Mapping[str, object], scope: str, problems: Problems, settled: Mapping[str, object]
) -> dict[str, object]:
    """Read the options that are known by name; the settled ones have already been read."""
    values = {}
    for name, option in OPTIONS.items():
        if name in settled:
            values[name] = settled[name]
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
    """Read the keys of an `app.config` that concern CORS, and note what is wrong with them."""
    if not config:
        return {}
    from . import option_names
    from .origin_names import settle

    by_key = {option.key: option.name for option in OPTIONS.values()}
    known = {by_key[key]: value for key, value in config.items() if key in by_key}
    claims: list[Claim] = []
    read_as_resources = "CORS_RESOURCES" if _is_given("resources", known) else ""
    for key in filter(option_names.is_cors_key, sorted(set(config).difference(by_key))):
        value, name = config[key], option_names.stem(key)
        if claim := option_names.claim(name, value):
            claims.append(claim.replaced(name=key))
        elif option_names.means_resources(name):
            what = f"ignored in favor of {read_as_resources}"
            if not read_as_resources:
                known["resources"], read_as_resources = value, key
                what = "read as CORS_RESOURCES"
            _warn_key(key, value, what, "resources", problems)
        elif near := option_names.nearest(name, OPTIONS) or (
            "origins" if "ORIGIN" in name.upper() else None
        ):
            _warn_key(key, value, "not a setting and is ignored", near, problems)
    settled = {}
    if "origins" in known:
        for claim in claims:
            _warn_claim(claim, "ignored in favor of CORS_ORIGINS", problems)
    elif claims:
        settled["origins"] = settle(claims, "CORS_ORIGINS", problems, _warn_claim)
    return _parse_known(known, "config", problems, settled)


def _warn_claim(claim: Claim, what: str, problems: Problems) -> None:
    _warn_key(claim.name, claim.value, what, "origins", problems)


def _warn_key(key: object, value: object, what: str, option: str, problems: Problems) -> None:
    remedy = f"use {OPTIONS[option].key}"
    problems.unknown("misspelled-key", key, value, f"is {what}", remedy, option)
