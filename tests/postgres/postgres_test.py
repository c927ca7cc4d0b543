"""What PostgreSQL's users meet first: errors of a connection. tests/engine/ has what all engines must do.

Usage: postgres_test.py PROGRAM SCRATCH_FOLDER
"""
import pathlib
import shutil
import sys
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "support"), str(TESTS / "engine")]
from engines import Postgres
from program import Program, arguments

if Postgres.MISSING:
    print(f"skipped: there is no {Postgres.MISSING}")
    sys.exit(77)
BINARY, SCRATCH = arguments()


class OnPostgres(unittest.TestCase):
    def test_errors_of_a_connection(self):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        server, program = Postgres(SCRATCH), Program(BINARY, SCRATCH)
        self.addCleanup(server.close)
        for target, said in [(f"postgres://test@/nowhere?host={server.folder}", 'database "nowhere" does not exist'),
                             ("postgres://127.0.0.1:1/x", "Connection refused"), ("postgres://[", "no PostgreSQL URL")]:
            result = program.run("check", "--to", target)
            self.assertIn(result.returncode, (1, 2))
            self.assertIn(said, result.stderr)


unittest.main(verbosity=1)
