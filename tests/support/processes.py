"""Servers that run in their own processes."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time

import pytest

#: Seconds: enough for any server to start, to respond and to end on a busy machine.
TO_ANSWER, TO_END = 60, 180


#: The ports that were returned, since HAProxy may listen twice on the same one without an error.
_returned = set()


def free_port():
    """Return a free port, a different one each time."""
    port = None
    while port is None or port in _returned:
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as found:
            port = found.getsockname()[1]
    _returned.add(port)
    return port


@contextlib.contextmanager
def started(command, log, **kwargs):
    """Run a command that writes to the file `log`; at the end, stop it and its children."""
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
    """Run what `command` returns for named ports; yield the ports once `is_up` is true of all.

    The test fails with the contents of the log if the command ends before that.
    """
    for _ in range(3):  # another process may have taken a port meanwhile
        ports = {name: free_port() for name in names}

        def are_up(ports=ports):
            return all(map(is_up, ports.values()))

        with started(command(ports), log, **kwargs) as process:
            if is_ready(process, are_up, TO_ANSWER):
                yield ports
                return
    pytest.fail(log.read_text(errors="replace"))


def is_ready(process, ask, seconds):
    """Wait until `ask()` returns true; return False if the process ends or the time is up."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if ask():
                return True
        time.sleep(0.05)
    return False


def _stop(process):
    group = process.pid  # it was started as a process group leader
    try:
        if process.poll() is None:
            process.terminate()
        process.wait(TO_END)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        process.wait()
