"""Executes notebooks/analytics.ipynb on generated data, and compares what it prints with the program's own answers.

Usage: notebook_test.py PROGRAM SCRATCH_FOLDER
"""
import json
import os
import pathlib
import shutil
import sys
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
PYTHON = TESTS.parent / "build" / "deps" / "python" / "bin" / "python"  # tools/setup test
if not PYTHON.exists():
    print(f"skipped: there is no {PYTHON}")
    sys.exit(77)
if pathlib.Path(sys.prefix) != PYTHON.parents[1]:
    os.execv(PYTHON, [str(PYTHON), *sys.argv])  # nbclient is among tests/requirements.txt

sys.path.append(str(TESTS / "support"))
from execute import execute
from program import Program, arguments

BINARY, SCRATCH = arguments()


class Notebook(unittest.TestCase):
    def test_it_answers_as_the_program_does(self):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        program = Program(BINARY, SCRATCH)
        self.assertEqual(program.run("generate", "data", "--users", "60", "--songs", "50", "--days", "5").returncode, 0)
        data = SCRATCH / "data"
        program.load("sparkify.duckdb", {"log_data": data / "log_data", "song_data": data / "song_data",
                                         "log_jsonpath": data / "log_json_path.json"})
        text, pictures = execute(SCRATCH, "sparkify.duckdb")
        self.assertEqual(pictures, 3)

        def rows(sql):
            return json.loads(program.run("query", "--to", "sparkify.duckdb", "--format", "json", sql).stdout)

        [totals] = rows("SELECT count(*) AS plays, count(DISTINCT user_id) AS users, count(DISTINCT session_id) AS sessions "
                        "FROM songplays")
        self.assertIn(f"{totals['plays']:,} plays by {totals['users']:,} users in {totals['sessions']:,} sessions", text)
        for row in rows("SELECT level, count(*) AS plays FROM songplays GROUP BY level"):
            self.assertIn(f"{row['level']}: {row['plays']:,} plays", text)
        for row in rows("SELECT user_id, count(*) AS plays FROM songplays GROUP BY user_id ORDER BY plays DESC, user_id LIMIT 10"):
            self.assertRegex(text, rf"{row['plays']:,}  {row['user_id']} ")


unittest.main(verbosity=1)
