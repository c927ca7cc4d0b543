"""What the tests of `sparkify serve` start with: a warehouse of generated data with faults, and of a song whose title is a
script, and a server over it."""
import json
import pathlib
import shutil
import sys
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "support"))
from program import Program, arguments
from workbench import Workbench

BINARY, SCRATCH = arguments()
SLOW = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3"
SCRIPT = "<script>alert(1)</script>"


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


class ServeCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        # Its own place for the files that tell of running loads.
        cls.program = Program(BINARY, SCRATCH, {"XDG_RUNTIME_DIR": str(SCRATCH)})
        made = cls.program.run("generate", "data", "--users", "150", "--songs", "60", "--days", "14", "--faults")
        assert made.returncode == 0, made.stderr
        song = {"song_id": "SOSCRIPT", "artist_id": "ARSCRIPT", "title": SCRIPT, "artist_name": SCRIPT, "duration": 1.5}
        (SCRATCH / "data" / "song_data" / "script.json").write_text(json.dumps(song))
        cls.report = cls.program.load("serve.duckdb", cls.sources())
        cls.bench = Workbench(cls.program, "serve.duckdb", "--queries", "saved", "--max-seconds", "60", "--max-rows", "5000")

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    @staticmethod
    def sources():
        data = SCRATCH / "data"
        return {"log_data": data / "log_data", "song_data": data / "song_data", "log_jsonpath": data / "log_json_path.json"}

    def serve(self, target, *flags):
        """Another server, for this test."""
        bench = Workbench(self.program, target, *flags)
        self.addCleanup(bench.close)
        return bench

    def headers(self, **more):
        return {"Authorization": f"Bearer {self.bench.token}", "Content-Type": "application/json", **more}
