"""The rules of the audit: what each looks for, why that matters, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask_cors.core.problems import Problem, Source

Severity: TypeAlias = Literal["error", "warning", "information"]

#: What the ids of the rules begin with that compare the app with flask-cors 6.
MIGRATION: Final = "CORS9"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the audit looks for; its id and its slug never change their meaning."""

    id: str
    slug: str
    severity: Severity
    title: str
    why: str
    remedy: str
    #: The codes of problems, beside its slug, that are findings of this rule.
    codes: tuple[str, ...] = ()

    @property
    def is_migration(self) -> bool:
        """Whether it tells what flask-cors 6 answered, rather than what is wrong."""
        return self.id.startswith(MIGRATION)

    @property
    def section(self) -> str:
        """All that there is to say about the rule, in paragraphs."""
        head = f"{self.id} {self.slug} ({self.severity})"
        return f"{head}\n\n{self.title}.\n\n{self.why}\n\nWhat to do: {self.remedy}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule found something: why it matters there, and what to write instead."""

    rule: Rule
    #: That of the rule, but where the rule is surer, or less sure, than usual.
    severity: Severity
    source: Source
    reason: str
    remedy: str
    #: The endpoints that it makes a difference to, sorted; empty where it cannot be told.
    endpoints: tuple[str, ...] = ()


def find(  # noqa: PLR0913 - a finding has as many parts
    slug: str,
    source: Source,
    reason: str,
    *,
    remedy: str = "",
    endpoints: Iterable[str] = (),
    severity: Severity | None = None,
) -> Finding:
    """Return a finding of the rule that is called `slug`."""
    rule = BY_CODE[slug]
    return Finding(
        rule,
        severity or rule.severity,
        source,
        reason,
        remedy or rule.remedy,
        tuple(sorted(set(endpoints))),
    )


def from_problem(problem: Problem, named: Callable[[Source], str] = str) -> Finding:
    """Return a problem of the configuration as the finding that it is.

    `named` renders the sources that its reason names.
    """
    rule = BY_CODE.get(problem.code, BY_CODE["unreadable-value"])
    return Finding(rule, rule.severity, problem.source, problem.describe(named), problem.remedy)


_RULES: Final = (
    Rule(
        "CORS101",
        "any-origin-with-credentials",
        "error",
        "Any origin is admitted with credentials",
        "With supports_credentials=True a browser sends cookies along and lets the page read the"
        " answer. Together with origins='*' the origin of every page is sent back as allowed, so"
        " that any site can act, and read, as whoever is logged in.",
        "name the origins that may use credentials, or do without credentials.",
        codes=("wildcard-with-credentials",),
    ),
    Rule(
        "CORS102",
        "null-with-credentials",
        "error",
        "The origin `null` is admitted with credentials",
        "`null` is no site: every sandboxed frame has that origin, and any page can make one. To"
        " admit it with credentials is to admit everybody.",
        "remove 'null' from the origins.",
    ),
    Rule(
        "CORS103",
        "http-origin-with-credentials",
        "warning",
        "An http origin is admitted with credentials",
        "What comes over http can be replaced by whoever is on the network path: in a café, at an"
        " exchange point. They can put a script into the page, and it may act as the user. This"
        " machine itself (localhost) is not meant.",
        "serve that origin over https, and name it so.",
    ),
    Rule(
        "CORS104",
        "expose-any-with-credentials",
        "warning",
        "`expose_headers='*'` stands beside credentials",
        "In an answer to a request with credentials a browser takes the * for the name of a"
        " header, so that it exposes nothing.",
        "list the response headers that scripts may read.",
    ),
    Rule(
        "CORS105",
        "credentials-dropped",
        "warning",
        "Credentials and any origin come from different places, and credentials are left out",
        "No single place of the configuration asks for any origin with credentials, but merged"
        " they would mean it. The stricter reading is taken: the policy has no credentials, and"
        " pages that send them are refused.",
        "name the origins where credentials are needed, or turn credentials off there.",
    ),
    Rule(
        "CORS106",
        "debug-traceback",
        "warning",
        "Debug mode shows tracebacks to other sites",
        "In debug mode an exception is answered so that the page can read it, with the traceback"
        " where the policy names the origin. Pages of an origin that is not on this machine then"
        " get to see code and data.",
        "turn debug mode off where others reach the app, or set intercept_exceptions=False.",
    ),
    Rule(
        "CORS107",
        "unprotected-write",
        "information",
        "Routes that change something are open to any origin",
        "Pages of any site may send POST, PUT, PATCH or DELETE there and read the answer. Neither"
        " a CSRF protection, nor a token, nor a hook could be seen; views are not read.",
        "name the origins, or make sure that these routes ask for a token.",
    ),
    Rule(
        "CORS201",
        "open-origin-regex",
        "error",
        "A regular expression admits domains of others",
        "An unescaped dot stands for any character, and a free end or beginning for any text, so"
        " that somebody can register a domain that matches. The finding shows one such origin.",
        "escape the dots and spell out the domain, or write a wildcard: https://*.example.com.",
    ),
    Rule(
        "CORS202",
        "public-suffix-wildcard",
        "error",
        "A wildcard covers a domain under which anybody can have a host",
        "Under a public suffix, such as com, co.uk or github.io, everybody can get a name, also"
        " one that matches the wildcard. The public suffix list comes with the extra `check`;"
        " without it, only a short list is known.",
        "name your own domain in front of the suffix.",
    ),
    Rule(
        "CORS203",
        "not-an-origin",
        "warning",
        "A value is no origin",
        "An origin is a scheme, a host and a port if it is not the scheme's own; a browser sends"
        " nothing else, so that this value admits nobody.",
        "write it as https://app.example.com.",
        codes=("no-origins",),
    ),
    Rule(
        "CORS204",
        "normalised-origin",
        "information",
        "An origin is not written as a browser writes it",
        "Browsers send lower case, punycode, no trailing slash and no default port. The value is"
        " read as the origin that it means.",
        "write it as shown.",
    ),
    Rule(
        "CORS205",
        "subsumed-origin",
        "warning",
        "An origin says nothing that another does not say",
        "It was listed twice, or a wildcard, a regular expression or * admits it already. Whoever"
        " takes it out later will believe that it is refused then.",
        "remove it, or narrow what covers it.",
        codes=("repeated-origin",),
    ),
    Rule(
        "CORS206",
        "unanalysed-regex",
        "warning",
        "A regular expression is slow, or cannot be judged",
        "Matching time can grow fast with the length of the text, or neither that nor what else"
        " is admitted could be found out.",
        "write narrower sets, without look-around and back references.",
        codes=("slow-regex",),
    ),
    Rule(
        "CORS301",
        "dead-resource",
        "warning",
        "A resource pattern is for nothing",
        "It can match no path, or no route of the app has a path that it matches. The routes that"
        " were meant have another policy, or none.",
        "correct the pattern, or remove it.",
    ),
    Rule(
        "CORS302",
        "shadowed-resource",
        "warning",
        "Other resource patterns take every route of one",
        "They are asked first, and nothing is left that it governs but errors. Exact paths come"
        " first, then the longest literal beginning, then what was declared first.",
        "make the pattern narrower than those, or remove it.",
    ),
    Rule(
        "CORS303",
        "repeated-resource",
        "warning",
        "A resource pattern is named twice",
        "The two are one entry, in which the later options win, which is easily overlooked.",
        "name it once.",
    ),
    Rule(
        "CORS304",
        "no-effect",
        "warning",
        "An option stands where it has no effect",
        "Some options are the app's or the view's alone, and are left out elsewhere.",
        "move the option to where it has an effect.",
    ),
    Rule(
        "CORS305",
        "two-writers",
        "information",
        "Something else writes Access-Control-Allow-Origin as well",
        "The policy replaces what a view or a hook sets. That it does is known, and a warning,"
        " once a request has been served; otherwise the name of the header stands in its code, or"
        " in that of a hook, which is a hint only.",
        "leave the header to the policy; write @cross_origin(origins=...) on the view.",
    ),
    Rule(
        "CORS306",
        "url-rule",
        "warning",
        "A resource is written like a URL rule",
        "<id> is a variable in a route, as {id} and :id are elsewhere; in a resource pattern they"
        " stand for themselves, so that no path that a browser asks for is meant.",
        "write a * in the place of the variable.",
    ),
    Rule(
        "CORS401",
        "decorator-above-route",
        "information",
        "@cross_origin stands above the route",
        "It governs the endpoint here. flask-cors 6 ignored it there, so that the answers change"
        " with the version.",
        "write it below the route, next to the function.",
    ),
    Rule(
        "CORS402",
        "hidden-view",
        "warning",
        "No endpoint leads to a decorated function",
        "A decorator without functools.wraps hides what it wraps: preflights then follow the"
        " policy around the view. Or the function was never registered, and the policy is for"
        " nothing.",
        "add functools.wraps to the decorator, put @cross_origin above it, or register the view.",
    ),
    Rule(
        "CORS403",
        "view-answers-options",
        "information",
        "A view answers OPTIONS itself",
        "Its preflights are the view's to answer, and a hook that runs before it (a login, a rate"
        " limit) can refuse them. Where such a hook is seen, it is a warning.",
        "take OPTIONS out of the route, or put @cross_origin on the view.",
    ),
    Rule(
        "CORS501",
        "method-not-routed",
        "warning",
        "A method is allowed that no route answers",
        "The page may send it, and gets a 405. Either the list promises too much or a route is"
        " missing. Of the methods that are allowed by default it is no more than a remark.",
        "write the methods that there are, or methods='auto'.",
    ),
    Rule(
        "CORS502",
        "forbidden-header",
        "warning",
        "A request header is allowed that no script can send",
        "Browsers set some headers by themselves and keep scripts from setting them: Cookie, Host,"
        " Origin, all that begin with Sec- or Proxy-. To list one changes nothing; cookies are"
        " sent with supports_credentials.",
        "remove it from allow_headers.",
    ),
    Rule(
        "CORS503",
        "authorization-under-any",
        "information",
        "Any request header includes Authorization",
        "The standard leaves Authorization out of a *, but here * allows whatever is requested by"
        " name, so that pages may send it.",
        "name the headers that are needed.",
    ),
    Rule(
        "CORS504",
        "long-max-age",
        "warning",
        "max_age is longer than browsers honour",
        "Chromium forgets a preflight after 7,200 seconds at the latest, Firefox after 86,400."
        " Beyond 7,200 it is a remark; beyond 86,400 no browser honours it.",
        "write 86400, or 7200.",
    ),
    Rule(
        "CORS505",
        "forbidden-method",
        "warning",
        "A method is listed that no browser sends",
        "CONNECT, TRACE and TRACK are forbidden to scripts, and are left out.",
        "remove it from methods.",
    ),
    Rule(
        "CORS506",
        "no-headers",
        "warning",
        "No request header, or no method, is allowed, perhaps by accident",
        "allow_headers=None, or an empty text for headers or methods, may be a variable missing"
        " from the environment.",
        "write [] to say so, or the names.",
        codes=("no-methods",),
    ),
    Rule(
        "CORS507",
        "exposed-pattern",
        "warning",
        "A response header to expose is written as a pattern",
        "Browsers know names there, and a * by itself. A name with a * in it exposes nothing.",
        "list the names, or write '*' for all of them.",
    ),
    Rule(
        "CORS508",
        "mixed-auto",
        "warning",
        "`auto` stands among other methods",
        "By itself it means the methods that the URL's routes answer; in a list it is the name of"
        " a method, AUTO.",
        "write methods='auto' alone, or the methods alone.",
    ),
    Rule(
        "CORS509",
        "odd-name",
        "warning",
        "The name of a method or a header looks like something else",
        "A list is written with commas. Bars, dots, quotes and the like may stand in a name, and"
        " all, any or none can be one, so that 'GET|POST' allows a single method of that name.",
        "write the names with commas, or '*' for any.",
    ),
    Rule(
        "CORS510",
        "part-of-second",
        "warning",
        "max_age has a part of a second",
        "Browsers count whole seconds, and the part is left out: half a second is none, so that"
        " each request has its preflight.",
        "write whole seconds.",
    ),
    Rule(
        "CORS601",
        "misspelt-origins",
        "warning",
        "`origins` is misspelt, or has no name",
        "It is read as origins, since to ignore it would open the app; flask-cors 6 ignored it,"
        " and admitted every origin.",
        "write origins=...",
        codes=("positional-origins",),
    ),
    Rule(
        "CORS602",
        "unknown-option",
        "warning",
        "An option is unknown",
        "It is ignored, whatever it was meant to restrict or to allow.",
        "write the name that is meant.",
    ),
    Rule(
        "CORS603",
        "misspelt-key",
        "warning",
        "A key of app.config is misspelt, or retired",
        "It is ignored, unless it means CORS_ORIGINS or CORS_RESOURCES.",
        "write the key that is meant.",
    ),
    Rule(
        "CORS604",
        "late-config",
        "warning",
        "app.config was changed too late",
        "What begins with CORS_ is read when the app begins to serve; later changes have no"
        " effect. It is known only of an app that has served a request in this process.",
        "set it before the first request.",
    ),
    Rule(
        "CORS605",
        "unreadable-value",
        "error",
        "A value cannot be read",
        "It was set in app.config when it was too late to refuse to start, and counts as not"
        " set; an origin or a resource that cannot be read lets nobody in.",
        "write a value that the option accepts.",
    ),
    Rule(
        "CORS606",
        "misspelt-resources",
        "warning",
        "`resources` is misspelt",
        "It is read as resources, since to ignore it would open the app; flask-cors 6 ignored it,"
        " and opened every path.",
        "write resources=...",
    ),
    Rule(
        "CORS901",
        "v6-origin-regex",
        "information",
        "flask-cors 6 took a matching beginning of an origin for enough",
        "Regular expressions match whole origins now. The finding shows an origin that version 6"
        " admitted and that is refused.",
        "nothing, unless that origin was meant; then widen the expression.",
    ),
    Rule(
        "CORS902",
        "v6-origin-wildcard",
        "information",
        "flask-cors 6 read a wildcard as a regular expression",
        "https://*.example.com is a wildcard now: one or more labels in front of the domain.",
        "nothing; look whether these hosts were meant.",
    ),
    Rule(
        "CORS903",
        "v6-resource",
        "information",
        "flask-cors 6 put a route under another resource",
        "It took a matching beginning of the path for enough, and of several resources the one"
        " with the longest text, compiled ones first. Here a resource matches the whole path,"
        " /api/* stops at the slash, and the longest literal beginning is asked first.",
        "look whether the resource that governs now is the one that was meant.",
    ),
    Rule(
        "CORS904",
        "v6-bare-scope",
        "information",
        "flask-cors 6 opened a view or a blueprint whose policy names no origins",
        "A bare @cross_origin() or CORS(blueprint) admitted any origin; now it keeps the origins of"
        " the scope around it.",
        "write origins='*' there if everybody was meant.",
    ),
    Rule(
        "CORS905",
        "v6-outer-scope",
        "information",
        "flask-cors 6 let an outer policy overrule a refusal",
        "Policies added up: what the blueprint refused, the app could still admit; a view's"
        " refusal too, on errors. Now the nearest policy is final.",
        "list the outer origins in the inner policy too if they were meant.",
    ),
    Rule(
        "CORS906",
        "v6-blueprint-config",
        "information",
        "flask-cors 6 did not apply app.config to blueprints",
        "The keys of app.config lie under every policy now.",
        "give the blueprint the option by itself if it was not meant there.",
    ),
    Rule(
        "CORS907",
        "v6-vary",
        "information",
        "flask-cors 6 left out `Vary: Origin`",
        "It was missing on refusals, on answers to requests without Origin, and always with one"
        " origin, so that caches kept the wrong copy. Now it stands wherever another origin would"
        " get another answer.",
        "nothing; caches in front of the app keep a copy for each origin.",
    ),
    Rule(
        "CORS908",
        "v6-first-origin",
        "information",
        "flask-cors 6 sent one of several origins to requests without Origin",
        "It was the first in sorted order, whoever asked. Now nothing is sent to them.",
        "nothing, unless something that is no browser reads the header.",
    ),
    Rule(
        "CORS909",
        "v6-refused-preflight",
        "information",
        "flask-cors 6 let a hook refuse preflights",
        "Preflights leave as 200 now, whatever hooks answered, and so do those for 404, 405 and"
        " redirects. The request that follows is refused by the hook as ever, and the page can"
        " read why.",
        "nothing; take out what made hooks skip OPTIONS, if you like.",
    ),
    Rule(
        "CORS910",
        "v6-null",
        "information",
        "flask-cors 6 admitted `null` under any origin with credentials",
        "It is refused now, unless it is listed, and so is whatever is no well-formed origin.",
        "nothing.",
    ),
    Rule(
        "CORS911",
        "v6-methods",
        "information",
        "flask-cors 6 read the methods in another way",
        "methods='*' allowed nothing, and allows any method now.",
        "name the methods if not all of them were meant.",
    ),
    Rule(
        "CORS912",
        "v6-max-age-zero",
        "information",
        "flask-cors 6 dropped max_age=0",
        "It is sent now, and browsers ask again before each request.",
        "nothing, or leave max_age out.",
    ),
    Rule(
        "CORS913",
        "v6-callable",
        "information",
        "flask-cors 6 took no callable as an origin",
        "It matched nothing; now it is asked, and only True admits.",
        "nothing.",
    ),
    Rule(
        "CORS914",
        "v6-spelling",
        "information",
        "flask-cors 6 read a value in another way",
        "It ignored a misspelt or unnamed `origins`, and was open to all; it ignored a misspelt"
        " `resources`, and opened every path; an origin that is not written as browsers write it"
        " never matched.",
        "write it as the finding of the other rule shows.",
    ),
    Rule(
        "CORS915",
        "v6-late-headers",
        "information",
        "flask-cors 6 wrote its headers where after_request hooks saw them",
        "They are written as the response leaves the app now. A hook whose code names one of"
        " them no longer finds it, and what it sets of it is replaced.",
        "move what the hook does into the policy.",
    ),
)

#: All rules by their ids, in the order of these.
RULES: Final = {rule.id: rule for rule in _RULES}
#: The rules by their slugs, and by the codes of the problems that are findings of theirs.
BY_CODE: Final = {code: rule for rule in _RULES for code in (rule.slug, *rule.codes)}
