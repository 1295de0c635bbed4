"""The `CORS_*` keys of `app.config`, and their changes after the first request."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from flask_cors.core.layers import Layer
from flask_cors.core.options import OPTIONS, parse_config
from flask_cors.core.problems import Problems, Source

if TYPE_CHECKING:
    from flask import Config, Flask

    from flask_cors.core.problems import Problem


class AppConfig:
    """The `CORS_*` keys of `app.config`, and their values at the first request."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        #: The lists made from iterators, by id; each iterator is kept, so that its id stays unique.
        self._one_shot: dict[int, tuple[object, list[object]]] = {}
        #: The keys with their values at the first request; None before that.
        self.keys: tuple[tuple[str, object], ...] | None = None
        self._size = -1
        #: The number of keys in `app.config` with which no option has changed; -1 if there is none,
        #: since values must be compared, too.
        self.settled_size = -1

    def read(self) -> Layer:
        """Read the keys as they are now."""
        found = dict(self._cors_keys())
        found.update(self._unlisted(found))
        raw = {key: self._materialized(value) for key, value in found.items()}
        source = Source("config", "app.config")
        problems = Problems(source)
        values = parse_config(raw, problems)
        return Layer(source, values, tuple(problems.found), tuple(problems.remarks))

    def _materialized(self, value: object) -> object:
        """Return a value with lists instead of iterators, which can only be consumed once."""
        if isinstance(value, Mapping):
            return {key: self._materialized(inside) for key, inside in value.items()}
        if not isinstance(value, Iterator):
            return value
        if id(value) not in self._one_shot:
            self._one_shot[id(value)] = (value, list(value))
        return self._one_shot[id(value)][1]

    def _cors_keys(self) -> tuple[tuple[str, object], ...]:
        # A cheap test first, because it excludes nearly all keys.
        near = [
            each
            for each in self._app.config.items()
            if isinstance(each[0], str) and "cors" in each[0].casefold()
        ]
        if not near:
            return ()
        from flask_cors.core.option_names import is_cors_key

        return tuple(each for each in near if is_cors_key(each[0]))

    def _unlisted(self, listed: Container[str]) -> Iterator[tuple[str, object]]:
        """Look up the keys that iterating over `app.config` does not yield, as with Dynaconf.

        They are not watched for changes: each access may create a new value.
        """
        config = self._app.config
        kind = type(config)
        if kind.get is dict.get and not hasattr(kind, "__missing__"):
            return
        from flask_cors.core.option_names import ORIGINS_KEYS

        right = OPTIONS["origins"].key
        is_named = right in listed
        for key in (*(option.key for option in OPTIONS.values()), *ORIGINS_KEYS):
            if key in listed or (is_named and key in ORIGINS_KEYS):
                continue
            # Many such objects return None for any key that they do not list.
            if (value := _asked(config, key)) is not None:
                is_named = is_named or key == right
                yield key, value

    # -- changes after the first request -----------------------------------------------------

    def note(self) -> None:
        """Save the current keys and values, to compare later ones with."""
        self.keys, self._size = self._cors_keys(), len(self._app.config)
        self.settled_size = -1 if self.keys else self._size

    def is_changed(self) -> bool:
        """Return whether the options may differ from those of the first request; this is fast."""
        config = self._app.config
        return len(config) != self._size or any(
            config.get(key) is not value for key, value in self.keys or ()
        )

    def late_keys(self) -> list[str]:
        """Return the keys that differ from those of the first request."""
        if self.keys is None:
            return []
        before, after = dict(self.keys), dict(self._cors_keys())
        return [key for key in {**before, **after} if before.get(key) is not after.get(key)]

    def changes(self) -> list[str]:
        """Return the keys that were changed too late, each once."""
        if not self.is_changed():
            return []
        changed = self.late_keys()
        self.note()
        return changed


def _asked(config: Config, key: str) -> object:
    try:
        value: object = config.get(key)
        return config[key] if value is None else value
    except Exception:  # noqa: BLE001 - the app's own class, which has no such key
        return None


def as_warnings(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Return errors of `app.config` as warnings, because the app has already started.

    An invalid value is ignored; an invalid origin or resource allows no origin, and an invalid
    `reject_disallowed` rejects.
    """
    return (problem.replaced(error=False) for problem in problems)
