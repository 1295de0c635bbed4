"""Configurations of flask-cors 6.0.5 start with ours, with the same origins or a warning.

Version 6 is installed in its own environment, `peer` below this one, and is only observed from
outside.
"""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PEER = Path(sys.prefix) / "peer" / "bin" / "python"
MADE = runpy.run_path(str(HERE / "configurations.py"))
USED, FOREIGN = MADE["USED"], MADE["FOREIGN"]
pytestmark = pytest.mark.package("flask-cors")


def outcomes(python, configured):
    """Return the behavior of an environment's flask-cors for each configuration."""
    given = {"probes": [*USED, *FOREIGN], "configurations": [options for options, _ in configured]}
    command = [python, HERE / "admitted.py"]
    done = subprocess.run(command, input=json.dumps(given), check=True, stdout=-1, text=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def compared():
    """Return each configuration with its forms, and the behavior of both versions."""
    configured = MADE["configurations"]()
    former, ours = outcomes(PEER, configured), outcomes(Path(sys.executable), configured)
    return list(zip(configured, former, ours, strict=True))


def test_the_peer_is_version_6():
    """The other environment has flask-cors 6.0.5, and this one does not."""
    asks = [PEER, "-c", "import importlib.metadata as m; print(m.version('flask-cors'))"]
    assert subprocess.run(asks, check=True, stdout=-1, text=True).stdout.strip() == "6.0.5"


def test_accepted_configurations_still_start(compared):
    """None of at least 500 configurations that version 6 accepts is refused."""
    assert len(compared) >= 500
    refused = [
        (options, ours["error"])
        for (options, _), former, ours in compared
        if "error" in ours and "error" not in former
    ]
    assert refused == []


def test_the_same_origins_or_a_warning(compared):
    """A common origin is allowed as before, or a warning names the value."""
    silent = []
    for (options, forms), former, ours in compared:
        if "error" in former or "error" in ours:
            continue
        # An origin outside all forms was allowed by accident: https://a.com by https://*.a.com.
        lost = [
            origin
            for origin in set(former["admitted"]).intersection(USED).difference(ours["admitted"])
            if any(re.fullmatch(form.named, origin) for form in forms)
        ]
        said = " ".join(ours["warned"])
        if not any(is_named(form.text, said) for form in forms):
            silent += [(options, origin) for origin in lost]
    assert silent == []


def test_a_name_that_was_ignored_causes_a_warning(compared):
    """A warning contains a name for origins that is not an option or setting."""
    silent = []
    for (options, _), _, ours in compared:
        given = {**options, **options.get("config", {})}
        said = " ".join(ours["warned"])
        silent += [
            (options, name)
            for name in (*MADE["NAMES"], *MADE["KEYS"], *MADE["SWITCHES"])
            if name in given and name not in said
        ]
    assert silent == []


def test_no_unintended_origin_is_allowed(compared):
    """No origin is allowed that no form of the configuration names."""
    opened = [
        (options, origin)
        for (options, forms), _, ours in compared
        for origin in ours.get("admitted", ())
        if forms and not any(re.fullmatch(form.named, origin) for form in forms)
    ]
    assert opened == []


def test_the_same_headers_or_a_warning(compared):
    """Other headers are the same, or a warning names the option."""
    silent = []
    for (options, _), former, ours in compared:
        if "error" in former or "error" in ours or former["admitted"] != ours["admitted"]:
            continue
        said = " ".join(ours["warned"])
        for name in {*former["sent"], *ours["sent"]}:
            before, now = former["sent"].get(name), ours["sent"].get(name)
            if before != now and OPTION[name] not in said and not is_known(name, before, now):
                silent.append((options, name, before, now))
    assert silent == []


#: The option of each header.
OPTION = {
    "access-control-allow-methods": "methods",
    "access-control-allow-headers": "allow_headers",
    "access-control-expose-headers": "expose_headers",
    "access-control-max-age": "max_age",
    "access-control-allow-credentials": "supports_credentials",
}


def is_known(name, before, now):
    """Return whether two values differ only as the README's list of differences says."""
    # "Content-Type, Authorization" was one header with that name, which no page can send.
    if name == "access-control-allow-headers" and before is None:
        return True
    # To a browser, 86400.0 is not a whole number of seconds; 86400 is.
    return name == "access-control-max-age" and before and [f"{each}.0" for each in now] == before


def is_named(text, said):
    """Return whether warnings show a value as it was written."""
    return repr(text) in said or repr(text.strip()) in said
