"""The same star on PostgreSQL as on DuckDB: any order, any split, twice, killed, two loads at once. On a temporary server
whose own collation is not byte order.

Usage: postgres_test.py PROGRAM SCRATCH_FOLDER
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from program import Program, arguments

BINARY, SCRATCH = arguments()
BIN = next(iter(sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
SAMPLE = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data" / "sparkify-sample"


class Server:
    """A temporary cluster on a socket in a folder of its own; PostgreSQL refuses to run as root."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sparkify-postgres-"))
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        self.run(BIN / "initdb", "-D", self.folder / "data", "-A", "trust", "-U", "test", "-E", "UTF8", "--locale=C.UTF-8",
                 "--locale-provider=icu", "--icu-locale=en-US")
        self.run(BIN / "pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o",
                 f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off", "start")

    def run(self, *command):
        subprocess.run([*self.user, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def database(self, name):
        self.run(BIN / "createdb", "-h", self.folder, "-U", "test", name)
        return f"postgres://test@/{name}?host={self.folder}"

    def close(self):
        self.run(BIN / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class OnPostgres(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        cls.program = Program(BINARY, SCRATCH)
        made = cls.program.run("generate", "data", "--users", "20", "--songs", "20", "--days", "11", "--faults")
        assert made.returncode == 0, made.stderr
        cls.data = SCRATCH / "data"
        cls.program.load("reference.duckdb", cls.sources(cls.data))
        cls.expected = cls.program.star("reference.duckdb")

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    @staticmethod
    def sources(data):
        return {"log_data": data / "log_data", "song_data": data / "song_data", "log_jsonpath": data / "log_json_path.json"}

    def assert_star(self, target):
        self.assertEqual(self.program.star(target), self.expected)
        same = self.program.run("diff", "reference.duckdb", target)
        self.assertEqual(same.returncode, 0, same.stdout + same.stderr)

    def test_at_once_and_twice(self):
        target = self.server.database("at_once")
        report = self.program.load(target, self.sources(self.data))
        reference = self.program.load("again.duckdb", self.sources(self.data))
        for key in ("objects", "records", "rejects", "reject_codes", "outcomes", "tables", "drift"):
            self.assertEqual(report[key], reference[key], key)
        self.assertEqual(self.program.load(target, self.sources(self.data))["objects"]["new"], 0)
        self.assert_star(target)

    def test_a_file_at_a_time_in_reverse_songs_last(self):
        target = self.server.database("reverse")
        for file in sorted((file for file in (self.data / "log_data").rglob("*") if file.is_file()), reverse=True):
            self.program.load(target, {"log_data": file, "log_jsonpath": self.data / "log_json_path.json"})
        self.program.load(target, {"song_data": self.data / "song_data"})
        self.assert_star(target)

    def test_copies_under_other_names(self):
        target = self.server.database("copies")
        copy = SCRATCH / "copy"
        shutil.copytree(self.data, copy, dirs_exist_ok=True)
        self.program.load(target, self.sources(self.data))
        self.program.load(target, self.sources(copy))
        self.assert_star(target)

    def test_killed_and_run_again(self):
        words = [word for name, place in self.sources(self.data).items() for word in ("--source", f"{name}={place}")]
        killed = 0
        for point in range(1, 10_000, 4):
            target = self.server.database(f"killed_{point}")
            result = self.program.run("load", "--threads", "1", "--to", target, *words,
                                      environment={"SPARKIFY_CRASH_AT": str(point)})
            if result.returncode >= 0:
                break
            killed += 1
            self.program.load(target, self.sources(self.data))
            self.assert_star(target)
        self.assertGreaterEqual(killed, 12)

    def test_two_loads_at_once(self):
        target = self.server.database("two")
        words = [word for name, place in self.sources(self.data).items() for word in ("--source", f"{name}={place}")]
        loads = [subprocess.Popen([BINARY, "load", "--to", target, *words], stdout=subprocess.PIPE, text=True, cwd=SCRATCH)
                 for _ in range(2)]
        said = [load.communicate(timeout=60)[0] for load in loads]
        self.assertEqual(sorted(load.returncode for load in loads), [0, 3], said)
        self.assert_star(target)

    def test_a_failed_check_rolls_back(self):
        target = self.server.database("failed")
        warehouse = SCRATCH / "failing"
        shutil.copytree(pathlib.Path(__file__).resolve().parents[2] / "warehouse", warehouse, dirs_exist_ok=True)
        (warehouse / "check" / "never.sql").write_text("-- Never holds\nSELECT user_id FROM users;\n")
        result = self.program.load(target, self.sources(self.data), "--warehouse", warehouse, expect=None)
        self.assertEqual(result.returncode, 1)
        self.assertIn("the check never failed", result.stderr)
        self.program.load(target, self.sources(self.data))
        self.assert_star(target)

    def test_a_dry_run_leaves_nothing(self):
        target = self.server.database("dry")
        report = self.program.load(target, self.sources(self.data), "--dry-run")
        self.assertGreater(report["objects"]["new"], 0)
        result = self.program.run("query", "--to", target, "--format", "csv",
                                  "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'ledger'")
        self.assertEqual(result.stdout.split()[-1], "0")

    def test_keys_and_rejects_of_any_length(self):
        target = self.server.database("long")
        key, cut_off = "k" * 3000, '{"song_id": "' + "x" * 100_000
        songs = SCRATCH / "long.json"
        songs.write_text(f'{{"song_id": "S1", "artist_id": "A1", "{key}": 1}}\n{cut_off}\n')
        report = self.program.load(target, {"song_data": songs})
        self.assertEqual((report["records"], report["rejects"]), (2, 1))
        self.assertIn(key, [entry["key"] for entry in report["drift"]])
        result = self.program.run("query", "--to", target, "--format", "json", "SELECT raw_text FROM ledger.rejects")
        self.assertEqual(json.loads(result.stdout), [{"raw_text": cut_off}])

    def test_keep_staging(self):
        target = self.server.database("staging")
        report = self.program.load(target, self.sources(self.data), "--keep-staging")
        result = self.program.run("query", "--to", target, "--format", "csv",
                                  "SELECT (SELECT count(*) FROM staging_events) + (SELECT count(*) FROM staging_songs)")
        self.assertEqual(int(result.stdout.split()[-1]), report["records"] - report["rejects"])

    def test_commands(self):
        target = self.server.database("commands")
        self.program.load(target, self.sources(self.data))
        reports = [["report", line.split()[0]] for line in self.program.run("report").stdout.splitlines()]
        self.assertGreaterEqual(len(reports), 6)
        for command in (["check"], *reports, ["rejects", "--limit", "3"]):
            on_postgres = self.program.run(*command, "--to", target)
            on_duckdb = self.program.run(*command, "--to", "reference.duckdb")
            said = [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+|[ -]{2,}", " ", run.stdout)  # when it was loaded
                    for run in (on_postgres, on_duckdb)]
            self.assertEqual((on_postgres.returncode, said[0]), (on_duckdb.returncode, said[1]), on_postgres.stderr)
        result = self.program.run("query", "--to", target, "DELETE FROM users")
        self.assertEqual(result.returncode, 1)
        self.assertIn("read-only transaction", result.stderr)

    def test_diff_shows_what_differs(self):
        target = self.server.database("differs")
        self.program.load(target, self.sources(self.data))
        self.server.run("psql", "-q", "-h", self.server.folder, "-U", "test", "differs", "-c",
                        "UPDATE users SET level = 'gold' WHERE user_id = (SELECT min(user_id) FROM users); "
                        "DELETE FROM time WHERE start_time = (SELECT min(start_time) FROM time)")
        result = self.program.run("diff", "reference.duckdb", target)
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout, r"DIFFER  users +\d+ rows")
        self.assertRegex(result.stdout, r"DIFFER  time")
        self.assertRegex(result.stdout, r"same    songplays")
        self.assertIn("gold", result.stdout)
        result = self.program.run("diff", "reference.duckdb", target, "--json")
        differ = {entry["table"]: (entry["only_a"], entry["only_b"]) for entry in json.loads(result.stdout)
                  if entry["only_a"] or entry["only_b"]}
        self.assertEqual(differ, {"users": (1, 1), "time": (1, 0)})

    def test_errors_of_a_connection(self):
        for target, said in [(f"postgres://test@/nowhere?host={self.server.folder}", 'database "nowhere" does not exist'),
                             ("postgres://127.0.0.1:1/x", "Connection refused"), ("postgres://[", "no PostgreSQL URL")]:
            result = self.program.run("check", "--to", target)
            self.assertIn(result.returncode, (1, 2))
            self.assertIn(said, result.stderr)

    def test_the_sample(self):
        if not SAMPLE.exists():
            self.skipTest(f"the real sample is not at {SAMPLE}")
        logs, songs = SAMPLE / "log_data", SAMPLE / "song_data"
        sources = {"log_data": logs, "song_data": songs, "log_jsonpath": SAMPLE / "log_json_path.json"}
        target = self.server.database("sample")
        self.program.load(target, sources)
        self.program.load("sample.duckdb", sources)
        self.assertEqual(self.program.star(target), self.program.star("sample.duckdb"))


if BIN is None:
    print("skipped: no PostgreSQL in /usr/lib/postgresql")
    sys.exit(77)
unittest.main(verbosity=1)
