"""Runs the program in tests, and compares warehouses."""
import json
import os
import pathlib
import subprocess
import sys

TABLES = ["songplays", "users", "songs", "artists", "time"]
# What does not depend on where the records came from.
PLAYS = "start_time, user_id, level, song_id, artist_id, session_id, location, user_agent, item_in_session"


class Program:
    def __init__(self, binary, folder, environment=None):
        self.binary, self.folder, self.environment = binary, pathlib.Path(folder), environment or {}

    def clean(self, environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SPARKIFY_"))}
        clean.update({"HOME": str(self.folder), "AWS_EC2_METADATA_DISABLED": "true"})
        clean.update(self.environment, **(environment or {}))
        return clean

    def run(self, *arguments, environment=None, timeout=120):
        return subprocess.run([self.binary, *map(str, arguments)], cwd=self.folder, env=self.clean(environment),
                              capture_output=True, text=True, timeout=timeout)

    def start(self, *arguments, environment=None):
        """Not waited for; what it prints is text."""
        return subprocess.Popen([self.binary, *map(str, arguments)], cwd=self.folder, env=self.clean(environment),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def load(self, target, sources, *flags, environment=None, expect=(0, 3), timeout=120):
        words = [word for name, place in sources.items() for word in ("--source", f"{name}={place}")]
        result = self.run("load", "--to", target, "--json", *words, *flags, environment=environment, timeout=timeout)
        if expect is not None and result.returncode not in expect:
            raise AssertionError(f"load ended with {result.returncode}\n{result.stdout}\n{result.stderr}")
        return json.loads(result.stdout) if result.returncode in (0, 3) else result

    def star(self, target):
        """The rows of every table, in order."""
        rows = {}
        for table in TABLES:
            columns = PLAYS if table == "songplays" else "*"
            result = self.run("query", "--to", target, "--format", "csv", f"SELECT {columns} FROM {table}")
            if result.returncode != 0:
                raise AssertionError(result.stderr)
            rows[table] = sorted(result.stdout.splitlines())
        return rows


def arguments():
    """The program's path and the scratch folder, which ctest gives; unittest must not see them."""
    binary, scratch = sys.argv[1:3]
    del sys.argv[1:3]
    return pathlib.Path(binary).resolve(), pathlib.Path(scratch)
