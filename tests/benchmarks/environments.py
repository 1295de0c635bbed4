"""The virtual environments: one for flask-cors 6, one for this checkout, with the same Flask."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PEER = "flask-cors==6.0.5"
#: The default folder for virtual environments.
CACHE = Path(tempfile.gettempdir()) / "flask-cors-benchmarks"
CHECKOUT = Path(__file__).parents[2]


class Environments:
    """The virtual environments in one folder, created if missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def python(self, subject: str) -> Path:
        """Return the interpreter of a subject: only the peer needs its own."""
        return self._python("peer" if subject == "peer" else "ours")

    def make(self) -> None:
        """Install the peer, and the current checkout with the same versions."""
        peer = self._venv("peer", PEER)
        versions = self._folder / "versions.txt"
        frozen = _output(peer, "-m", "pip", "freeze").splitlines()
        versions.write_text(
            "\n".join(line for line in frozen if not line.startswith("flask-cors")) + "\n",
            encoding="utf-8",
        )
        ours = self._venv("ours", "--requirement", str(versions))
        _pip(ours, "--force-reinstall", "--no-deps", str(CHECKOUT))
        _output(ours, "-m", "pip", "check")

    def versions(self) -> dict[str, str]:
        """Return the installed versions, by distribution."""
        lines = _output(self.python("ours"), "-m", "pip", "freeze").splitlines()
        found = dict(line.split("==") for line in lines if "==" in line)
        python = _output(self.python("ours"), "-c", "import sys; print(sys.version.split()[0])")
        return {"Python": python.strip(), **found}

    def plotting(self) -> Path | None:
        """Return an interpreter with matplotlib, or None if it cannot be installed."""
        try:
            return self._venv("plot", "matplotlib")
        except subprocess.CalledProcessError:
            return None

    def _python(self, name: str) -> Path:
        return self._folder / name / "bin" / "python"

    def _venv(self, name: str, *requirements: str) -> Path:
        python = self._python(name)
        if not python.exists():
            venv.create(self._folder / name, with_pip=True)
        _pip(python, *requirements)
        return python


def _pip(python: Path, *arguments: str) -> None:
    _output(python, "-m", "pip", "install", "--quiet", *arguments)


def _output(python: Path, *arguments: str) -> str:
    done = subprocess.run([python, *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return done.stdout
