"""A process that runs the apps of one subject, on requests of the driver through a pipe.

Each scenario has its own fork, so that it does not affect the next one, and so that a scenario
under valgrind does not repeat the start of Python. Questions and answers are lines of JSON; output
of a library is redirected to stderr.
"""

import gc
import importlib
import json
import os
import sys
import time
import traceback
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import chain, count, islice
from typing import Any

import addresses  # noqa: F401 - first, because it moves what the others import
import apps
import exchanges
from exchanges import environ_of
from scenarios import SCENARIOS, Scenario, control
from werkzeug.test import create_environ

Job = Callable[[], None]

#: The usual headers of a browser.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "application/json, text/plain, */*",
    "Accept-Language": "en-GB,en;q=0.7",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Referer": "https://app.example.com/",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "same-site",
}


def _start_response(status, headers, exc_info=None):
    return None


def _call(app, environ) -> None:
    body = app(environ, _start_response)
    for _ in body:
        pass
    body.close()


class Counted:
    """A job whose instructions callgrind counts, and no others.

    callgrind starts and stops collecting when a C function is entered and left; `@` calls one that
    nothing else in a web app uses, and that calls `__matmul__`.
    """

    #: https://docs.python.org/3/c-api/number.html
    C_FUNCTION = "PyNumber_MatrixMultiply"

    def __matmul__(self, job: Job) -> None:
        job()


class Requests:
    """A scenario of requests to one app."""

    def __init__(self, subject: str, scenario: Scenario) -> None:
        self._subject = subject
        self._scenario = scenario
        self._base = create_environ("/", "https://api.example.com", headers=BROWSER)
        self._numbers = count()
        self._app = apps.build(subject, scenario.config)

    def _environs(self, number: int) -> Iterator[dict[str, object]]:
        for each in islice(self._numbers, number):
            yield environ_of(self._scenario.request(each), self._base)

    def complaint(self) -> str | None:
        """Return what is wrong with the first responses, or None if they are right."""
        return complaint(self._subject, self._scenario, self._app, self._base, self._numbers)

    def prepare(self, number: int) -> Job:
        """Return a job that sends a number of requests, which are created in advance."""
        app, environs = self._app, list(self._environs(number))

        def job() -> None:
            for environ in environs:
                _call(app, environ)

        return job

    def resident(self, number: int) -> list[int]:
        """Return the resident bytes at the start and after each eighth of the requests."""
        self.prepare(min(4_000, number // 4))()
        found = [_resident()]
        for _ in range(8):
            for _ in range(number // 800):
                self.prepare(100)()
            found.append(_resident())
        return found


class Setups:
    """A scenario of app set-ups, possibly with the first request to each."""

    def __init__(self, subject: str, scenario: Scenario) -> None:
        self._subject = subject
        self._scenario = scenario
        self._base = create_environ("/", "https://api.example.com", headers=BROWSER)

    def complaint(self) -> str | None:
        """Return what is wrong with the first response, or None if it is right."""
        app = apps.build(self._subject, self._scenario.config)
        return complaint(self._subject, self._scenario, app, self._base, count())

    def prepare(self, number: int) -> Job:
        """Return a job that sets up a number of apps."""
        subject, config = self._subject, self._scenario.config
        new = [apps.build(subject, config, installed=False) for _ in range(number)]
        environ = environ_of(self._scenario.request(0), self._base)
        serves = self._scenario.kind == "first request"

        def job() -> None:
            for app in new:
                apps.install(subject, app, config)
                if serves:
                    _call(app, environ.copy())

        return job

    def allocated(self, number: int) -> int:
        """Return the bytes that an app holds after a number of requests."""
        for _ in range(2):  # caches filled by the first round do not count in the second
            gc.collect()
            tracemalloc.start()
            app = apps.build(self._subject, self._scenario.config)
            for each in range(number):
                _call(app, environ_of(self._scenario.request(each), self._base))
            gc.collect()
            size, _ = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            del app
        return size


class Imports:
    """A scenario of importing the library of the subject."""

    def __init__(self, subject: str, scenario: Scenario) -> None:
        self._library = subject in {"peer", "ours"}
        self._job = _import_package if scenario.name == "import/package" else _import_library

    def complaint(self) -> str | None:
        """Return what is wrong, or None if the library is not imported yet."""
        return "flask_cors was imported before" if "flask_cors" in sys.modules else None

    def prepare(self, _: int) -> Job:
        """Return a job that imports the library, once because that is all that is possible."""
        return self._job if self._library else lambda: None


def _import_library(*names: str) -> None:
    """Import what an app uses: a package may import lazily when a name is used."""
    library = importlib.import_module("flask_cors")
    for name in names or ("CORS", "cross_origin"):
        getattr(library, name)


def _import_package() -> None:
    importlib.import_module("flask_cors")


def _resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - the cheapest way
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def complaint(subject, scenario, app, base, numbers) -> str | None:
    """Return what is wrong with the first responses of an app, or None if they are right."""
    seen: list[Any] = []
    first = islice(numbers, min(scenario.warm_up, 200))
    for sent in chain([control(scenario.config)], map(scenario.request, first)):
        body = app(environ_of(sent, base), lambda *answer: seen.append(answer))
        list(body)
        body.close()
        wrong = exchanges.complaint(subject, scenario.config, sent, *seen.pop()[:2])
        if wrong:
            return wrong
    return None


def load(subject: str, scenario: Scenario) -> Requests | Setups | Imports:
    """Return the work of a scenario."""
    if scenario.kind == "import":
        return Imports(subject, scenario)
    if scenario.kind in {"request", "rss"}:
        return Requests(subject, scenario)
    return Setups(subject, scenario)


def answer(work: Any, question: dict[str, Any]) -> dict[str, Any]:
    """Do what the driver requests, `number` times."""
    number = question["number"]
    match question["do"]:
        case "warm up":
            work.prepare(number)()
            gc.collect()
            gc.freeze()  # the app's own objects are not traversed again in each collection
            return {}
        case "time":
            job = work.prepare(number)
            # CPU time of this process does not advance while another one has the processor.
            start = time.process_time_ns()
            job()
            return {"ns": time.process_time_ns() - start}
        case "count":
            Counted() @ work.prepare(number)
            return {}
        case "resident":
            return {"bytes": work.resident(number)}
        case "allocated":
            return {"bytes": work.allocated(number)}
    raise ValueError(question)


class Pipe:
    """The pipe to the driver; unbuffered, because a worker and its forks take turns in reading."""

    def __init__(self) -> None:
        self._read = open(os.dup(0), "rb", buffering=0)  # noqa: PTH123, SIM115 - a descriptor
        self._write = open(os.dup(1), "wb", buffering=0)  # noqa: PTH123, SIM115 - a descriptor
        os.dup2(2, 1)

    def questions(self) -> Iterator[dict[str, Any]]:
        """Yield the driver's questions."""
        while line := self._read.readline():
            yield json.loads(line)

    def answer(self, **values: object) -> None:
        """Answer one question."""
        self._write.write(json.dumps(values).encode() + b"\n")


def run_scenario(pipe: Pipe, subject: str, scenario: Scenario) -> None:
    """Answer questions about one scenario until it is to end."""
    work = load(subject, scenario)
    pipe.answer(pid=os.getpid(), problem=work.complaint())
    for question in pipe.questions():
        if question["do"] == "end":
            return
        pipe.answer(**answer(work, question))


def main() -> None:
    """Fork for each scenario of the driver."""
    subject = sys.argv[1]
    pipe = Pipe()
    for question in pipe.questions():
        scenario = SCENARIOS[question["load"]]
        if scenario.kind != "import" and subject in {"peer", "ours"}:
            # Not `cross_origin`: it makes each request of the process slower.
            _import_library("CORS")
        child = os.fork()
        if child == 0:
            try:
                run_scenario(pipe, subject, scenario)
            except BaseException:  # noqa: BLE001 - the parent tells the driver
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        pipe.answer(ended=status == 0)


if __name__ == "__main__":
    main()
