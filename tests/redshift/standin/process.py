"""Starts the stand-in for a test and stops it."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parents[1]
PYTHON = FOLDER.parents[1] / "build" / "deps" / "python" / "bin" / "python"  # tools/setup test
MISSING = next((what for what, found in (
    ("PostgreSQL in /usr/lib/postgresql", any(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))),
    (PYTHON, PYTHON.exists())) if not found), None)


class Standin:
    """with Standin(s3_endpoint=URL, roles={ARN: ["bucket"]}) as redshift: ..."""

    def __init__(self, s3_endpoint=None, roles=None, users=None, region="us-west-2", options=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="redshift-"))
        self.faults, self.iam_users, self.log = (self.folder / name for name in ("faults", "iam_users", "log"))
        command = [PYTHON, "-m", "standin", "--while-stdin-open", "--region", region, "--faults", self.faults,
                   "--log", self.log]
        if s3_endpoint:
            command += ["--s3-endpoint", s3_endpoint]
        for arn, buckets in (roles or {}).items():
            command += ["--role", f"{arn}={','.join(buckets)}"]
        for name, password in (users or {}).items():
            command += ["--user", f"{name}:{password}"]
        if users:
            command += ["--iam-users", self.iam_users]
        environment = {**os.environ, "PYTHONPATH": str(FOLDER), "AWS_EC2_METADATA_DISABLED": "true"}
        self.errors = open(self.folder / "stderr", "w+", encoding="utf-8")
        self.process = subprocess.Popen([*map(str, command), *map(str, options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, text=True, cwd=self.folder, env=environment)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            self.errors.seek(0)
            raise AssertionError(f"the stand-in does not start: {self.errors.read()}")
        self.port = int(line.rpartition(":")[2])

    def url(self, user="analyst", password=None, scheme="redshift"):
        return f"{scheme}://{user}{':' + password if password else ''}@127.0.0.1:{self.port}/dev"

    def fault(self, **fault):
        """What faults.py says, e.g. match="COMMIT", error="1023", times=2."""
        append(self.faults, fault)

    def pause(self, paused=True):
        append(self.faults, {"paused": paused})
        while self.is_listening() == paused:
            time.sleep(0.01)

    def is_listening(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def add_iam_user(self, user, password, expires):
        append(self.iam_users, {"user": user, "password": password, "expires": expires})

    def statements(self):
        """All that was sent, in order."""
        return [line.split("\t", 1)[1] for line in self.log.read_text(encoding="utf-8").splitlines()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def append(file, entry):
    with open(file, "a", encoding="utf-8") as lines:
        lines.write(json.dumps(entry) + "\n")
