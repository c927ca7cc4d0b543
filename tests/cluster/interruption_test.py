"""`up` and `down`, killed after each single call to AWS and each writing of the state file: what is run next completes
it to exactly one cluster, or to nothing.

Usage: interruption_test.py PROGRAM SCRATCH_FOLDER
"""
import concurrent.futures
import signal
import unittest

from cluster_case import ClusterCase
from aws_standin import AwsStandin
from program import Program
from cluster_case import BINARY

KINDS = {"provisioned": ["--public", "--ttl", "2h"], "serverless": ["--serverless", "--public"]}
THINGS = {"provisioned": 6, "serverless": 5}


class Life:
    """An account and a folder of its own, so that lives can run side by side."""

    def __init__(self, kind):
        self.kind, self.standin, self.folder = kind, AwsStandin(), ClusterCase.new_folder()
        self.account, self.program = self.standin.account, Program(BINARY, self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.standin.close()

    def run(self, command, crash_at=0):
        words = KINDS[self.kind] if command == "up" else []
        if command == "down" and self.kind == "serverless" and not (self.folder / "dwh.state.json").exists():
            words = ["--serverless"]
        environment = {**self.standin.environment(), "SPARKIFY_CRASH_AT": str(crash_at)}
        return self.program.run("cluster", command, "--yes", *words, environment=environment)

    def check(self, result, code):
        assert result.returncode == code, f"{result.returncode}\n{result.stdout}{result.stderr}"
        assert not self.standin.bad_requests, self.standin.bad_requests

    def up_to_one(self):
        self.check(self.run("up"), 0)
        assert len(self.account.everything()) == THINGS[self.kind], self.account.everything()
        assert self.account.created == 1, "more than one was made"

    def down_to_nothing(self):
        self.check(self.run("down"), 0)
        assert self.account.everything() == [], self.account.everything()
        assert not (self.folder / "dwh.state.json").exists()


def killed_up(kind, at):
    """True where `up` passed no such point: it ended by itself."""
    with Life(kind) as life:
        ended = life.run("up", at).returncode == 0
        if not ended:
            life.up_to_one()
        life.down_to_nothing()
    with Life(kind) as life:
        life.run("up", at)
        life.down_to_nothing()
    return ended


def killed_down(kind, at):
    with Life(kind) as life:
        life.up_to_one()
        result = life.run("down", at)
        ended = result.returncode == 0
        if not ended:
            life.check(result, -signal.SIGKILL)
            life.down_to_nothing()
    with Life(kind) as life:  # or think again
        life.up_to_one()
        life.run("down", at)
        was_left = "cluster dwhcluster" in life.account.everything() or "workgroup dwhcluster" in life.account.everything()
        life.check(life.run("up"), 0)
        assert len(life.account.everything()) == THINGS[kind], life.account.everything()
        assert life.account.created <= 2 if was_left else life.account.created == 2
        life.down_to_nothing()
    return ended


class Interruption(ClusterCase):
    def every_point(self, kill, kind):
        points = 0
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            while True:
                results = list(pool.map(lambda at: kill(kind, at), range(points + 1, points + 9)))
                points += results.index(True) if True in results else len(results)
                if True in results:
                    return points

    def test_up(self):
        for kind in KINDS:
            self.assertGreater(self.every_point(killed_up, kind), 30)

    def test_down(self):
        for kind in KINDS:
            self.assertGreater(self.every_point(killed_down, kind), 30)


unittest.main(verbosity=1)
