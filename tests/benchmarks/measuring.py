"""Measuring: wall clock in short alternating blocks, instructions by callgrind."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from environments import Environments
from scenarios import SUBJECTS, Scenario

HERE = Path(__file__).parent
#: See `worker.Counted`.
TOGGLE = "PyNumber_MatrixMultiply"
#: The time that a block of the slowest subject should take.
BLOCK_NS = 20_000_000
MAX_BLOCK = 50
#: Scenarios measured once in each process, and their number of repetitions.
PROCESSES = 15

#: Nanoseconds per request, one item per block, by subject.
Blocks = dict[str, list[float]]


class MeasuringError(Exception):
    """A worker that died, or a subject with a wrong response, which must not be measured."""


class Worker:
    """The driver's end of the pipe to a worker."""

    def __init__(
        self, environments: Environments, subject: str, seed: int, before: Sequence[str] = ()
    ) -> None:
        self.subject = subject
        self._process = subprocess.Popen(
            [*before, environments.python(subject), HERE / "worker.py", subject, str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            bufsize=0,
        )

    def ask(self, **question: object) -> dict[str, Any]:
        """Send a question, and return the answer."""
        self.send(**question)
        return self.receive()

    def send(self, **question: object) -> None:
        """Send a question without waiting for the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question).encode() + b"\n")

    def receive(self) -> dict[str, Any]:
        """Return the next answer."""
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(self._process.stdout.readline() or '{"ended": false}')
        if found.get("ended") is False:
            raise MeasuringError(f"the worker of {self.subject} died; see above")
        return found

    @contextmanager
    def scenario(self, scenario: Scenario) -> Iterator[int]:
        """Fork for a scenario, check its responses, and return the id of the fork."""
        loaded = self.ask(load=scenario.name)
        if loaded["problem"]:
            raise MeasuringError(f"{scenario.name}: {loaded['problem']}")
        yield loaded["pid"]
        self.ask(do="end")

    def pin(self, cpu: int) -> None:
        """Pin the worker and its forks to one processor, if the system can."""
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(self._process.pid, {cpu})

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def _workers(environments: Environments, seed: int) -> Iterator[dict[str, Worker]]:
    found = {subject: Worker(environments, subject, seed) for subject in SUBJECTS}
    cpu = max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    try:
        for worker in found.values():
            worker.pin(cpu)
        yield found
    finally:
        for worker in found.values():
            worker.close()


def imports_first(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """Return scenarios in an order in which each worker still has to import the library."""
    return sorted(scenarios, key=lambda scenario: scenario.kind != "import")


def wall_clock(
    environments: Environments,
    scenarios: Iterable[Scenario],
    rounds: int,
    blocks: int,
    say: Callable[[str], None],
) -> dict[str, Blocks]:
    """Time every scenario in several rounds with different processes and hash seeds."""
    timed = [each for each in imports_first(scenarios) if each.kind not in {"memory", "rss"}]
    found: dict[str, Blocks] = {each.name: {s: [] for s in SUBJECTS} for each in timed}
    for number in range(rounds):
        with _workers(environments, seed=number) as workers:
            for scenario in timed:
                say(f"round {number + 1} of {rounds}: {scenario.name}")
                for subject, times in _time(workers, scenario, blocks).items():
                    found[scenario.name][subject] += times
    return found


def _time(workers: dict[str, Worker], scenario: Scenario, blocks: int) -> Blocks:
    if scenario.kind == "import":
        return _time_processes(workers, scenario, min(blocks, PROCESSES))
    found: Blocks = {subject: [] for subject in workers}
    with ExitStack() as stack:
        for worker in workers.values():
            stack.enter_context(worker.scenario(scenario))
            worker.ask(do="warm up", number=scenario.warm_up)
        size = 1
        if scenario.kind == "request":
            slowest = max(worker.ask(do="time", number=5)["ns"] / 5 for worker in workers.values())
            size = max(2, min(MAX_BLOCK, int(BLOCK_NS / slowest)))
        order = list(workers)
        for _ in range(blocks if scenario.kind == "request" else min(blocks, PROCESSES)):
            for subject in order:
                taken = workers[subject].ask(do="time", number=size)["ns"]
                found[subject].append(taken / size)
            order.append(order.pop(0))
    return found


def _time_processes(workers: dict[str, Worker], scenario: Scenario, processes: int) -> Blocks:
    """Time an event that happens once per process."""
    found: Blocks = {subject: [] for subject in workers}
    for _ in range(processes):
        for subject, worker in workers.items():
            with worker.scenario(scenario):
                found[subject].append(worker.ask(do="time", number=1)["ns"])
    return found


# -- instructions ---------------------------------------------------------------------------------


def has_valgrind() -> bool:
    """Return whether instructions can be counted here."""
    return shutil.which("valgrind") is not None


def instructions(
    environments: Environments,
    scenarios: Iterable[Scenario],
    folder: Path,
    say: Callable[[str], None],
) -> dict[str, dict[str, float]]:
    """Count the instructions per request of every subject, by scenario.

    It is the median over the layouts of a scenario. As many workers run as there are processors.
    """
    counted = [each for each in imports_first(scenarios) if each.kind not in {"memory", "rss"}]
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, dict[str, list[float]]] = {
        each.name: {subject: [] for subject in SUBJECTS} for each in counted
    }

    def count(subject: str, layout: int) -> None:
        chosen = [each for each in counted if each.layouts > layout]
        if chosen:
            counts = _count(environments, (subject, layout), chosen, folder, say)
            for name, instructions in counts.items():
                found[name][subject].append(instructions)

    # The slowest subject first, so that the last one does not run alone for long.
    order = sorted(SUBJECTS, key=["peer", "ours", "floor", "bare"].index)
    layouts = max((each.layouts for each in counted), default=0)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        jobs = [pool.submit(count, each, layout) for layout in range(layouts) for each in order]
        for job in jobs:
            job.result()
    return {
        name: {subject: statistics.median(counts) for subject, counts in by_subject.items()}
        for name, by_subject in found.items()
    }


def _count(
    environments: Environments,
    process: tuple[str, int],
    scenarios: Iterable[Scenario],
    folder: Path,
    say: Callable[[str], None],
) -> dict[str, float]:
    """Count in one process, for a subject with its own layout."""
    subject, layout = process
    profile = folder / f"{subject}.%p.callgrind"
    valgrind = ["valgrind", "-q", "--tool=callgrind", f"--toggle-collect={TOGGLE}"]
    worker = Worker(environments, subject, layout, [*valgrind, f"--callgrind-out-file={profile}"])
    found = {}
    try:
        for scenario in scenarios:
            say(f"instructions of {subject}, layout {layout}: {scenario.name}")
            with worker.scenario(scenario) as pid:
                if scenario.kind != "import":
                    worker.ask(do="warm up", number=scenario.warm_up)
                worker.ask(do="count", number=scenario.counted)
            found[scenario.name] = _total(folder / profile.name.replace("%p", str(pid)), scenario)
    finally:
        worker.close()
    return found


def _total(profile: Path, scenario: Scenario) -> float:
    """Return the instructions per request; the profile is kept under the scenario's name."""
    lines = profile.read_text(encoding="utf-8", errors="replace").splitlines()
    total = next(int(line.split()[1]) for line in lines if line.startswith("totals:"))
    if not total:
        raise MeasuringError(f"callgrind saw no call of {TOGGLE}; is Python without its symbols?")
    subject = profile.name.partition(".")[0]
    profile.rename(profile.with_name(f"{scenario.name.replace('/', ' ')}.{subject}.callgrind"))
    return total / scenario.counted


# -- memory ---------------------------------------------------------------------------------------


def memory(
    environments: Environments,
    scenarios: Iterable[Scenario],
    requests: int,
    say: Callable[[str], None],
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, list[int]]]]:
    """Return bytes per policy, and resident bytes over many requests, by scenario and subject."""
    chosen = list(scenarios)
    per_policy: dict[str, dict[str, float]] = {s.name: {} for s in chosen if s.kind == "memory"}
    resident: dict[str, dict[str, list[int]]] = {s.name: {} for s in chosen if s.kind == "rss"}

    def run(subject: str) -> None:
        worker = Worker(environments, subject, 0)
        try:
            for scenario in chosen:
                if scenario.kind == "memory":
                    with worker.scenario(scenario):
                        held = worker.ask(do="allocated", number=1_000)["bytes"]
                    per_policy[scenario.name][subject] = held / 1_000
                elif scenario.kind == "rss" and subject in {"peer", "ours"}:
                    say(f"{requests:,} requests to {subject}: {scenario.name}")
                    with worker.scenario(scenario):
                        held = worker.ask(do="resident", number=requests)["bytes"]
                    resident[scenario.name][subject] = held
        finally:
            worker.close()

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        list(pool.map(run, ("peer", "ours", "floor", "bare")))
    return per_policy, resident


def say_on_stderr(line: str) -> None:
    """Report progress."""
    sys.stderr.write(line + "\n")
