"""Servers that run as processes of their own."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time

import pytest

#: Seconds: more than any server needs to start or to answer, and to end on a busy machine.
TO_ANSWER, TO_END = 60, 180


def free_port():
    """Return a port that nobody listens on."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as found:
        return found.getsockname()[1]


@contextlib.contextmanager
def started(command, log, **kwargs):
    """Run a command whose output goes to the file `log`; end it and whatever it has started."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, **kwargs
        )
    try:
        yield process
    finally:
        _stop(process)


@contextlib.contextmanager
def served(names, command, log, is_up, **kwargs):
    """Run what `command` returns for ports by some names; yield them once `is_up` is true of all.

    The test fails with what the log says if the command ends before that.
    """
    for _ in range(3):  # somebody may have taken a port meanwhile
        ports = {name: free_port() for name in names}

        def are_up(ports=ports):
            return all(map(is_up, ports.values()))

        with started(command(ports), log, **kwargs) as process:
            if is_ready(process, are_up, TO_ANSWER):
                yield ports
                return
    pytest.fail(log.read_text(errors="replace"))


def is_ready(process, ask, seconds):
    """Wait until `ask()` returns true; False if the process ends instead, or the time does."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if ask():
                return True
        time.sleep(0.05)
    return False


def _stop(process):
    group = process.pid  # it was made the leader of one
    try:
        if process.poll() is None:
            process.terminate()
        process.wait(TO_END)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        process.wait()
