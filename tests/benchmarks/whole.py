"""Measure whole apps as a user sees them: `python tests/benchmarks/whole.py`, about ten minutes.

The program makes three tables: large apps, the start, and requests per second under servers. With
`--before FOLDER` it measures another checkout in alternation with this one. The results are added
to those of `run.py`.
"""

import argparse
import datetime as dt
import json
import os
import platform
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tables
from environments import CACHE, CHECKOUT, Environments

HERE = Path(__file__).parent
TABLES = ("start", "servers", "large")
ROUNDS = 2
#: The operation, the kind of app, and its size.
LARGE = (
    ("first request", "resources", 1000, 500),
    ("first request", "resources", 2000, 400),
    ("first request", "resources", 10_000, 1000),
    ("first request", "plain_blueprints", 500),
    ("first request", "blueprints", 500),
    ("first request", "blueprints", 1000),
    ("create and first request", "exact", 10_000),
    ("check", "blueprints", 500),
    ("check", "blueprints", 1000),
    ("check", "dead", 2000, 400),
    ("diff", "wildcards", 300),
    ("diff", "wildcards", 1000),
    ("diff", "exact", 10_000),
    ("check", "variables", 200, 50),
    ("diff", "variables", 200, 50),
    ("routes --json", "variables", 200, 50),
    ("check", "variables", 400, 100),
    ("diff", "variables", 400, 100),
)
CASES = ("defaults", "three origins, one resource", "three regular expressions")
#: One worker each, so that its CPU time is that of the requests.
SERVERS = {
    "gunicorn": ["gunicorn", "--workers=1", "--bind=127.0.0.1:{port}", "--log-level=error"],
    "waitress": ["waitress", "--listen=127.0.0.1:{port}", "--threads=1"],
}
REQUESTS = 1000
APP = """
from flask import Flask

app = Flask("served", static_folder=None)
app.add_url_rule("/api/x", "x", lambda: "x")
"""
WITH_CORS = """
from flask_cors import CORS

origins = ["https://a.example", "https://b.example", "https://shop.example.com"]
CORS(app, resources={"/api/*": {"origins": origins}})
"""
_REQUEST = (
    b"GET /api/x HTTP/1.1\r\nHost: localhost\r\nOrigin: https://shop.example.com\r\n"
    b"Connection: close\r\n\r\n"
)


def environment(checkout=CHECKOUT, **more):
    """Return the environment variables for a checkout, or None for the installed package."""
    path = {} if checkout is None else {"PYTHONPATH": str(checkout)}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**kept, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "", **path, **more}


# -- large apps ------------------------------------------------------------------------------------


def seconds(python, row, env, limit):
    """Return the CPU seconds of a row in the best of some runs; None if it takes too long."""
    what, *shape = row
    measure = first_request if "first" in what else of_command
    found = []
    for _ in range(ROUNDS):
        try:
            found.append(measure(python, what, " ".join(map(str, shape)), env, limit))
        except subprocess.TimeoutExpired:
            return None
        if found[0] > limit / 10:
            break
    return min(found)


def first_request(python, what, shape, env, limit):
    """Return the CPU seconds of a first request alone, without those of the process."""
    command = [python, HERE / "large_apps.py", what, *shape.split()]
    done = subprocess.run(
        command, env=env, check=True, capture_output=True, text=True, timeout=limit
    )
    return float(done.stdout)


def of_command(python, what, shape, env, limit):
    """Return the CPU seconds of a whole command of Flask; `diff` compares with a changed app."""
    flask = [python, "-W", "ignore", "-m", "flask", "--app", "large_apps:named"]
    arguments = ["routes"] if what == "flask routes" else ["cors", *what.split()]
    with tempfile.TemporaryFile() as out, tempfile.NamedTemporaryFile() as snapshot:
        if what == "diff":
            subprocess.run(
                [*flask, "cors", "routes", "--json"],
                cwd=HERE,
                env={**env, "SHAPE": shape},
                stdout=snapshot,
                stderr=subprocess.DEVNULL,
                check=True,
            )
            arguments, shape = [*arguments, snapshot.name], f"{shape} 1"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*flask, *arguments],
            cwd=HERE,
            env={**env, "SHAPE": shape},
            stdout=out,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=limit,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in {0, 1}  # 1 if there are findings or differences
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def large_apps(environments, before, limit):
    """Return the seconds of every row: before, now, and without CORS."""
    python = environments.python("ours")
    found = []
    for row in LARGE:
        what, *shape = row
        beside = what if "first" in what else "flask routes"
        found.append(
            {
                "what": what,
                "app": " ".join(map(str, shape)),
                "before": before and seconds(python, row, environment(before), limit),
                "ours": seconds(python, row, environment(), limit),
                "beside": seconds(python, (beside, *shape), environment(BARE="1"), limit),
            }
        )
        sys.stderr.write(f"{found[-1]}\n")
    return found


# -- the start -------------------------------------------------------------------------------------


def instructions(python, case, subject, env):
    """Return the instructions of a process that responds to one request."""
    arguments = [python, HERE / "first_response.py", case, subject]
    # The first run writes the bytecode.
    subprocess.run(arguments, env=env, check=True)
    counted = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(
        [*counted, *arguments], env=env, check=True, capture_output=True, text=True
    )
    (line,) = (line for line in done.stderr.splitlines() if "Collected" in line)
    return int(line.rpartition(":")[2])


def start(environments, before):
    """Return the instructions until the first response, relative to those of the bare app.

    Each subject is compared with a bare app on the same path, because another folder to search
    slows down every import, including those of Flask's modules.
    """
    subjects = {"peer": None, "ours": CHECKOUT, **({"before": before} if before else {})}
    found = {case: {} for case in CASES}
    for subject, checkout in subjects.items():
        python, env = environments.python(subject), environment(checkout)
        bare = instructions(python, CASES[0], "bare", env)
        for case in CASES:
            found[case][subject] = instructions(python, case, subject, env) - bare
    return found


# -- servers ---------------------------------------------------------------------------------------


def cpu_of(group):
    """Return the CPU seconds of all processes of a group."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[2]) == group:
                tasks = stat.parent.glob("task/*/schedstat")
                total += sum(int(task.read_text().split()[0]) for task in tasks)
        except OSError:
            continue  # it has ended meanwhile
    return total / 1e9


def ask(port):
    """Send one request; return the response."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(_REQUEST)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def serve(python, server, folder, env, port):
    """Start a server; return its process."""
    command = [
        str(python),
        "-m",
        *(part.format(port=port) for part in SERVERS[server]),
        "served:app",
    ]
    process = subprocess.Popen(
        command, cwd=folder, env=env, start_new_session=True, stderr=subprocess.DEVNULL
    )
    for _ in range(100):
        try:
            ask(port)
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise TimeoutError(server)


def servers(environments, folder):
    """Return the requests per second of CPU time of a server, by subject, in turns."""
    subjects = {"bare": None, "peer": None, "ours": CHECKOUT}
    found = {}
    for server, subject_of in ((each, dict(subjects)) for each in SERVERS):
        processes = {}
        for index, (subject, checkout) in enumerate(subject_of.items()):
            home = folder / subject
            home.mkdir(parents=True, exist_ok=True)
            (home / "served.py").write_text(APP + WITH_CORS * (subject != "bare"))
            port = 18_400 + index + 10 * len(found)
            env = environment(checkout)
            processes[subject] = (
                serve(environments.python(subject), server, home, env, port),
                port,
            )
        try:
            rates = {subject: [] for subject in processes}
            for _ in range(3 * ROUNDS):
                for subject, (process, port) in processes.items():
                    before = cpu_of(process.pid)
                    for _ in range(REQUESTS):
                        answer = ask(port)
                    assert (b"Access-Control-Allow-Origin" in answer) == (subject != "bare")
                    rates[subject].append(REQUESTS / (cpu_of(process.pid) - before))
        finally:
            for process, _ in processes.values():
                process.terminate()
                process.wait()
        found[server] = {subject: statistics.median(each) for subject, each in rates.items()}
        sys.stderr.write(f"{server}: {found[server]}\n")
    return found


def main():
    """Measure, and add the results to those of `run.py`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="another checkout to compare with")
    parser.add_argument("--only", choices=TABLES, action="append", help="only this table")
    parser.add_argument("--limit", type=float, default=200, help="seconds for one run")
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    environments = Environments(options.cache)
    environments.make()
    for subject in ("ours", "peer"):
        install = [environments.python(subject), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "gunicorn", "waitress"], check=True)
    results = options.out / "run.json"
    run = json.loads(results.read_text("utf-8")) if results.exists() else {}
    whole = run.setdefault("whole", {})
    measure = {
        "start": lambda: start(environments, options.before),
        "servers": lambda: servers(environments, options.cache / "served"),
        "large": lambda: large_apps(environments, options.before, options.limit),
    }
    for table in options.only or TABLES:
        facts = made(environments)
        if options.before:
            facts["before"] = commit_of(options.before)
        whole[table] = {"made": facts, "found": measure[table]()}
        results.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
        (options.out / "whole.md").write_text(tables.whole_apps(whole), encoding="utf-8")


def made(environments):
    """Return the information needed to repeat it."""
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "commit": commit_of(CHECKOUT),
        "versions": environments.versions(),
    }


def commit_of(checkout):
    """Return the commit of a checkout."""
    describe = ["git", "-C", checkout, "describe", "--always", "--dirty"]
    found = subprocess.run(describe, check=False, capture_output=True, text=True).stdout
    return found.strip() or "unknown"


if __name__ == "__main__":
    main()
