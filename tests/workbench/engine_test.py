"""The workbench over an engine that is a server: the same answers as over DuckDB, and no way to write, whatever the
statement.

Usage: engine_test.py postgres|redshift PROGRAM SCRATCH_FOLDER
"""
import json
import pathlib
import shutil
import sys
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "support"), str(TESTS / "engine")]
from engines import ENGINES
from program import Program, arguments
from workbench import Workbench

ENGINE = ENGINES[sys.argv.pop(1)]
if ENGINE.MISSING:
    print(f"skipped: there is no {ENGINE.MISSING}")
    sys.exit(77)
BINARY, SCRATCH = arguments()
MANY = "SELECT a.songplay_id FROM songplays a, songplays b"
SLOW = "SELECT count(*) FROM songplays a, songplays b, songplays c WHERE (a.session_id + b.session_id + c.session_id) % 7 = 3"


class OverAServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        cls.engine = ENGINE(SCRATCH)
        cls.program = Program(BINARY, SCRATCH, {**cls.engine.environment, "XDG_RUNTIME_DIR": str(SCRATCH)})
        cls.program.run("generate", "data", "--users", "60", "--songs", "40", "--days", "9", "--faults")
        data = SCRATCH / "data"
        sources = {"log_data": data / "log_data", "song_data": data / "song_data", "log_jsonpath": data / "log_json_path.json"}
        cls.target = cls.engine.target("bench")
        cls.program.load(cls.target, sources)
        cls.program.load("same.duckdb", sources)
        replay = ("--allow-replay", "--source", f"log_jsonpath={data}/log_json_path.json")
        cls.bench = Workbench(cls.program, cls.target, *replay)
        cls.duckdb = Workbench(cls.program, "same.duckdb", *replay)

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()
        cls.duckdb.close()
        cls.engine.close()

    def test_the_same_reports(self):
        for report in self.bench.get("reports"):
            if report["name"] == "health":  # which tells when it was loaded
                continue
            for block in self.bench.get(f"reports/{report['name']}")["blocks"]:
                if block["type"] == "query":
                    path = f"reports/{report['name']}/blocks/{block['id']}"
                    self.assertEqual(self.bench.get(path)["rows"], self.duckdb.get(path)["rows"], path)

    def test_the_same_catalogue(self):
        def shape(bench):
            return [(table["name"], table["kind"], table["rows"], table["comment"],
                     [(column["name"], column["nullable"], column["comment"], column["key"], column["references"])
                      for column in table["columns"]])
                    for table in sorted(bench.get("catalogue")["tables"], key=lambda table: table["name"])]
        self.assertEqual(shape(self.bench), shape(self.duckdb))
        for table in self.bench.get("catalogue")["tables"]:
            here = self.bench.get(f"catalogue/{table['schema']}/{table['name']}")
            there = self.duckdb.get(f"catalogue/{'main' if table['schema'] == 'public' else table['schema']}/{table['name']}")
            self.assertEqual([column["name"] for column in here["columns"]], [column["name"] for column in there["columns"]])
            self.assertEqual(len(here["sample"]["rows"]), len(there["sample"]["rows"]), table["name"])
        level = next(column for column in self.bench.get("catalogue/public/songplays")["columns"] if column["name"] == "level")
        self.assertEqual((level["min"], level["max"], level["distinct"], level["nulls"]), ("free", "paid", 2, 0))

    def test_the_same_ledger(self):
        for path in ("drift", "loads/1/objects"):
            self.assertEqual(self.bench.get(path), self.duckdb.get(path), path)
        self.assertEqual(self.bench.get("rejects", limit=1000), self.duckdb.get("rejects", limit=1000))
        reject = self.bench.get("rejects", limit=1)["rejects"][0]
        for line in range(1, 12):
            where = {"object": reject["object"], "line": line}
            found = [bench.get("trace", **where) for bench in (self.bench, self.duckdb)]
            for trace in found:
                for row in trace["rows"]:
                    row["columns"] = [column["name"] for column in row["columns"]]  # their types have other names
            self.assertEqual(*found)

    def test_a_repaired_reject(self):
        for bench in (self.bench, self.duckdb):
            reject = next(reject for reject in bench.get("rejects", limit=1000)["rejects"] if reject["code"] == "syntax")
            body = {"object_id": reject["object_id"], "record": reject["record"]}
            self.assertEqual(bench.ask("POST", "replay", {**body, "raw": "{broken"})[1]["status"], "rejected")
            answer = bench.ask("POST", "replay", {**body, "raw": '{"page": "Home", "ts": 1541106106796}'})
            self.assertEqual(answer, (200, {"status": "skipped", "message": "not a play"}))
            again = [reject for reject in bench.get("rejects", limit=1000)["rejects"] if reject["replayed"]]
            self.assertEqual([(reject["object_id"], reject["record"]) for reject in again], [tuple(body.values())])

    def test_explain(self):
        _, answer = self.bench.ask("POST", "explain", {"sql": "SELECT level, count(*) FROM songplays GROUP BY level"})
        self.assertIn("Scan", json.dumps(answer["plan"]["children"]))

    def test_errors_tell_their_place(self):
        sql = "SELECT 'ü', level, nothing FROM songplays"
        _, answer = self.bench.query(sql)
        self.assertEqual(sql.encode()[answer["error"]["position"]:][:7], b"nothing")

    def test_no_statement_writes(self):
        before = self.program.star(self.target)
        for sql in ("DELETE FROM users", "WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone", "COMMIT",
                    "SELECT 1; COMMIT; DELETE FROM users", "SELECT $$ ' $$; COMMIT; DELETE FROM users; --'",
                    "SET default_transaction_read_only = off", "COPY users TO '/tmp/users.csv'", "COPY users TO PROGRAM 'true'",
                    "EXPLAIN ANALYZE DELETE FROM users", "SELECT * INTO copied FROM users", "CREATE TEMP TABLE x (a INT)",
                    "DO $$ BEGIN DELETE FROM users; END $$", "SELECT set_config('transaction_read_only', 'off', false)"):
            status, answer = self.bench.query(sql)
            self.assertEqual(status, 422, (sql, answer))
        # What a query sets ends with it.
        self.bench.query("SELECT set_config('default_transaction_read_only', 'off', false)")
        self.bench.query("SELECT set_config('statement_timeout', '0', false)")
        self.assertEqual(self.bench.query("WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone")[0], 422)
        self.assertEqual(self.bench.query("SELECT current_setting('statement_timeout')")[1]["rows"], [["30s"]])
        self.assertEqual(self.program.star(self.target), before)

    @unittest.skipIf(ENGINE is not ENGINES["postgres"], "the roles of PostgreSQL")
    def test_a_role_that_may_not_read_all(self):
        self.engine.sql("bench", "CREATE TABLE salaries (amount INT); CREATE ROLE analyst LOGIN; GRANT USAGE ON SCHEMA ledger TO analyst; "
                        "GRANT SELECT ON ALL TABLES IN SCHEMA public, ledger TO analyst; REVOKE SELECT ON salaries FROM analyst")
        bench = Workbench(self.program, self.target.replace("test@", "analyst@"))
        try:
            names = {table["name"] for table in bench.get("catalogue")["tables"]}
            self.assertIn("songplays", names)
            self.assertNotIn("salaries", names)
            self.assertEqual(bench.ask("GET", "catalogue/public/salaries")[0], 404)
            self.assertEqual(bench.query("SELECT * FROM salaries")[0], 422)
        finally:
            bench.close()
            self.engine.sql("bench", "DROP TABLE salaries")

    def test_a_query_is_cancelled(self):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(self.bench.query(SLOW, "slow")))
        thread.start()
        end = time.monotonic() + 20
        while not self.bench.ask("POST", "query/slow/cancel", {})[1]["cancelled"] and time.monotonic() < end:
            time.sleep(0.1)
        thread.join(20)
        self.assertEqual((answers[0][0], answers[0][1]["error"]["message"]), (422, "cancelled"))

    def test_queries_cancelled_by_many_again_and_again(self):
        over = threading.Event()

        def cancel():
            while not over.is_set():
                self.bench.ask("POST", "query/slow/cancel", {})

        impatient = [threading.Thread(target=cancel) for _ in range(4)]
        for thread in impatient:
            thread.start()
        try:
            answers = [self.bench.query(SLOW, "slow") for _ in range(30)]
        finally:
            over.set()
            for thread in impatient:
                thread.join()
        self.assertEqual({(status, answer["error"]["message"]) for status, answer in answers}, {(422, "cancelled")})
        self.assertEqual(self.bench.query("SELECT 1")[1]["rows"], [[1]])

    def test_a_result_is_cut_off(self):
        bench = Workbench(self.program, self.target, "--max-rows", "1000")
        try:
            _, answer = bench.query(MANY)
            self.assertEqual((answer["row_count"], answer["truncated"]), (1000, True))
            self.assertEqual(bench.query("SELECT 1")[1]["rows"], [[1]])
            status, _, body = bench.raw("GET", f"/api/results/{answer['result']}/export?format=parquet",
                                     headers={"Authorization": f"Bearer {bench.token}"})
            self.assertEqual((status, body[:4], body[-4:]), (200, b"PAR1", b"PAR1"))
            saved = SCRATCH / "cut_off.parquet"
            saved.write_bytes(body)
            self.program.run("create-tables", "--to", "empty.duckdb")
            count = self.program.run("query", "--to", "empty.duckdb", "--format", "csv", f"SELECT count(*) FROM '{saved}'")
            self.assertEqual(count.stdout.split(), ["count_star()", "1000"])
        finally:
            bench.close()


unittest.main(verbosity=1)
