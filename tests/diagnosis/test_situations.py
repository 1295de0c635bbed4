"""The commands name the cause in typical broken apps, and are silent on good ones."""

import runpy
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo

from commands import APART
from flask_cors.cli import cors
from situations import Broken, Good

HERE = Path(__file__).parent


def collected(folder, kind):
    """Return the situations of a kind in the files of a folder, by file and name."""
    return {
        f"{path.stem}/{name}": value
        for path in sorted((HERE / folder).glob("*.py"))
        for name, value in runpy.run_path(str(path)).items()
        if isinstance(value, kind)
    }


BROKEN = collected("broken", Broken)
GOOD = collected("good", Good)


def output_of(make, types, given):
    """Return the whole output of a command line, as one line."""
    loads = ScriptInfo(create_app=make, set_debug_flag=False)
    result = CliRunner(**APART).invoke(cors, shlex.split(types), obj=loads, input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join((result.stdout + getattr(result, "stderr", "")).split())


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("situation", BROKEN.values(), ids=BROKEN)
def test_the_cause_is_named(situation):
    """The command names the cause and the fix."""
    text = output_of(situation.make, situation.types, situation.given)
    for phrase in situation.named:
        phrases = phrase if isinstance(phrase, tuple) else (phrase,)
        assert any(each.lower() in text.lower() for each in phrases), f"{phrases}: {text}"


@pytest.mark.parametrize("situation", GOOD.values(), ids=GOOD)
def test_a_good_app_has_no_finding(situation):
    """A correct configuration causes no finding."""
    runner = CliRunner(**APART)
    loads = ScriptInfo(create_app=situation.make, set_debug_flag=False)
    result = runner.invoke(cors, ["check", "--format", "json"], obj=loads)
    assert result.exit_code == 0
    assert '"findings": []' in result.stdout


def test_there_are_many_situations():
    """There are eighty broken apps and thirty good ones."""
    assert len(BROKEN) >= 80
    assert len(GOOD) >= 30
