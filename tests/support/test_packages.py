"""Imported first by tests that need the packages of tests/requirements.txt: goes on in the Python that has them, which
`tools/setup test` installs, or ends the test as skipped."""
import importlib.util
import os
import pathlib
import sys

PYTHON = pathlib.Path(__file__).resolve().parents[2] / "build" / "deps" / "python" / "bin" / "python"

if importlib.util.find_spec("moto") is None:
    if not PYTHON.exists() or "SPARKIFY_TEST_VENV" in os.environ:
        print(f"skipped: {PYTHON} with moto and botocore is missing")
        sys.exit(77)
    os.environ["SPARKIFY_TEST_VENV"] = "1"
    os.execv(PYTHON, [str(PYTHON), *sys.argv])
