"""Runs a transcript: commands and what they must print.

    $ sparkify sql nothing
    error: the warehouse has no table, check or report nothing
    [exit 2]

Lines after a command are its output, stdout and stderr together; `...` stands for any lines, or for any text within
a line. [exit N] is required where N is not 0. `#` lines are comments. Commands run in one empty folder, in bash. How far
a load is, which it tells where it takes over a second, is not compared.

Usage: run_transcript.py PROGRAM FILE.test
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


PROGRESS = re.compile(r"\w+: [\d,]+ of [\d,]+ objects, .* records \([\d,]+/s\).*")


def matches(expected, actual):
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    if not actual:
        return False
    pattern = ".*".join(re.escape(part) for part in expected[0].split("..."))
    return re.fullmatch(pattern, actual[0]) is not None and matches(expected[1:], actual[1:])


program, file = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
steps = []
for line in file.read_text().splitlines():
    if line.startswith("$ "):
        steps.append((line[2:], []))
    elif steps and not line.startswith("#"):
        steps[-1][1].append(line)
if not steps:
    sys.exit(f"{file} has no commands")

environment = {k: v for k, v in os.environ.items() if not k.startswith("SPARKIFY_")}
environment["PATH"] = os.path.dirname(program) + os.pathsep + environment["PATH"]
environment["TESTS"] = str(file.parent.parent.resolve())
failed = False
with tempfile.TemporaryDirectory() as folder:
    for command, expected in steps:
        expected = [line for line in expected]
        while expected and not expected[-1].strip():
            expected.pop()
        code = 0
        if expected and re.fullmatch(r"\[exit \d+\]", expected[-1]):
            code = int(expected.pop()[6:-1])
        run = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        actual = run.stdout.decode(errors="replace").rstrip("\n").split("\n") if run.stdout.strip() else []
        actual = [line for line in actual if not PROGRESS.fullmatch(line)]
        if run.returncode != code or not matches(expected, actual):
            failed = True
            print(f"{file.name}: $ {command}\n--- expected [exit {code}]", *expected,
                  f"--- printed [exit {run.returncode}]", *actual, "---", sep="\n")
print(f"{len(steps)} commands, {'FAILED' if failed else 'as expected'}")
sys.exit(1 if failed else 0)
