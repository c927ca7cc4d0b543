"""One process at a time has a DuckDB file to itself while it writes: others wait for it, and say so.

Usage: busy_test.py PROGRAM SCRATCH_FOLDER
"""
import fcntl
import pathlib
import shutil
import signal
import sys
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from program import Program, arguments

BINARY, SCRATCH = arguments()
QUERY = ("query", "--to", "star.duckdb", "--format", "csv", "SELECT count(*) AS plays FROM songplays")


class Busy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        cls.program = Program(BINARY, SCRATCH)
        created = cls.program.run("create-tables", "--to", "star.duckdb")
        assert created.returncode == 0, created.stderr

    def setUp(self):
        self.file = open(SCRATCH / "star.duckdb", "r+b")
        fcntl.lockf(self.file, fcntl.LOCK_EX)  # as DuckDB does

    def tearDown(self):
        self.file.close()

    def test_who_reads_waits(self):
        query = self.program.start(*QUERY)
        said = query.stderr.readline()
        self.assertIsNone(query.poll())
        self.file.close()
        plays, more = query.communicate(timeout=60)
        self.assertEqual((query.returncode, plays, said + more),
                         (0, "plays\n0\n", "waiting for another program that has star.duckdb open\n"))

    def test_the_workbench_waits(self):
        serve = self.program.start("serve", "--to", "star.duckdb", "--port", "0")
        said = serve.stderr.readline()
        self.file.close()
        self.assertEqual(said, "waiting for another program that has star.duckdb open\n")
        self.assertRegex(serve.stdout.readline(), "^http://127.0.0.1:")
        serve.terminate()
        serve.communicate(timeout=60)
        self.assertEqual(serve.returncode, 0)

    def test_who_writes_waits_a_moment_without_a_word(self):
        create = self.program.start("create-tables", "--to", "star.duckdb")
        time.sleep(0.2)
        self.file.close()
        _, said = create.communicate(timeout=60)
        self.assertEqual((create.returncode, said), (0, ""))

    def test_a_load_that_waits_can_be_interrupted(self):
        load = self.program.start("load", "--to", "star.duckdb", "--source", f"log_data={SCRATCH}")
        load.stderr.readline()
        load.send_signal(signal.SIGINT)
        _, said = load.communicate(timeout=5)
        self.assertEqual((load.returncode, said), (1, "error: interrupted before anything was done\n"))

    def test_nobody_waits_for_ever(self):
        started = time.monotonic()
        result = self.program.run(*QUERY)
        self.assertGreater(time.monotonic() - started, 9)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("cannot open the DuckDB file star.duckdb", result.stderr)
        self.assertIn("another program has it open: close it, or wait", result.stderr)


unittest.main(verbosity=1)
