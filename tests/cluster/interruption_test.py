"""`up` and `down`, killed after each single call to AWS and each writing of the state file: what is run next completes
it to exactly one cluster, or to nothing.

Usage: interruption_test.py PROGRAM SCRATCH_FOLDER
"""
import concurrent.futures
import copy
import itertools
import shutil
import signal
import unittest

from cluster_case import BINARY, ClusterCase
from aws_standin import AwsStandin
from program import Program

KINDS = {"provisioned": ["--public", "--ttl", "2h"], "serverless": ["--serverless", "--public"]}
THINGS = {"provisioned": 6, "serverless": 5}


class Life:
    """An account and a folder of its own, so that lives can run side by side. `like` copies another's."""

    def __init__(self, kind, like=None):
        self.kind, self.standin, self.folder = kind, AwsStandin(), ClusterCase.new_folder()
        self.program, self.state_file = Program(BINARY, self.folder), self.folder / "dwh.state.json"
        if like:
            self.standin.account = copy.deepcopy(like.standin.account)
            if like.state_file.exists():
                shutil.copy(like.state_file, self.state_file)
        self.account = self.standin.account

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.standin.close()

    def run(self, command, crash_at=0):
        words = KINDS[self.kind] if command == "up" else []
        if command == "down" and self.kind == "serverless" and not self.state_file.exists():
            words = ["--serverless"]
        environment = {**self.standin.environment(), "SPARKIFY_CRASH_AT": str(crash_at)}
        result = self.program.run("cluster", command, "--yes", *words, environment=environment)
        assert not self.standin.bad_requests, self.standin.bad_requests
        return result

    def was_killed(self, command, at):
        """False where it passed no such point, but ended by itself."""
        result = self.run(command, at)
        assert result.returncode in (0, -signal.SIGKILL), result.stderr
        return result.returncode != 0

    def up_to_one(self, created=(1,)):
        result = self.run("up")
        assert result.returncode == 0, result.stderr
        assert len(self.account.everything()) == THINGS[self.kind], self.account.everything()
        assert self.account.created in created, f"{self.account.created} were made"

    def down_to_nothing(self):
        result = self.run("down")
        assert result.returncode == 0, result.stderr
        assert self.account.everything() == [], self.account.everything()
        assert not self.state_file.exists()


def kill_up(kind, at):
    with Life(kind) as life:
        killed = life.was_killed("up", at)
        with Life(kind, life) as twin:
            twin.down_to_nothing()
        life.up_to_one()
    return killed


def kill_down(kind, at, before):
    with Life(kind, before) as life:
        killed = life.was_killed("down", at)
        with Life(kind, life) as twin:  # the owner thinks again
            twin.up_to_one(created=(1, 2))
        life.down_to_nothing()
    return killed


class Interruption(ClusterCase):
    @staticmethod
    def points(kill):
        """At how many points the command can be killed; kill(at) is False past the last."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for first in itertools.count(1, 8):
                killed = list(pool.map(kill, range(first, first + 8)))
                if not all(killed):
                    return first + killed.index(False) - 1

    def test_up(self):
        for kind in KINDS:
            self.assertGreater(self.points(lambda at: kill_up(kind, at)), 30)

    def test_down(self):
        for kind in KINDS:
            with Life(kind) as before:
                before.up_to_one()
                self.assertGreater(self.points(lambda at: kill_down(kind, at, before)), 30)


unittest.main(verbosity=1)
