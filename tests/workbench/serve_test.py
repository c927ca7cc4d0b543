"""The workbench's server: every answer of its API on generated data with faults, what it refuses, and how it shares the
warehouse with a load.

Usage: serve_test.py PROGRAM SCRATCH_FOLDER
"""
import contextlib
import csv
import http.client
import io
import json
import pathlib
import shutil
import signal
import sys
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / "support"))
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


class Serve(unittest.TestCase):
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

    # What it answers.

    def test_info(self):
        info = self.bench.get("info")
        self.assertEqual((info["program"], info["target"], info["engine"]), ("sparkify", "serve.duckdb", "duckdb"))
        self.assertEqual(info["limits"], {"seconds": 60, "rows": 5000})
        self.assertFalse(info["editable"])

    def test_every_block_of_every_report(self):
        names = [report["name"] for report in self.bench.get("reports")]
        self.assertEqual(names[0], "overview")
        self.assertGreaterEqual(len(names), 6)
        for name in names:
            report = self.bench.get(f"reports/{name}")
            for block in report["blocks"]:
                if block["type"] == "query":
                    result = self.bench.get(f"reports/{name}/blocks/{block['id']}")
                    columns = [column["name"] for column in result["columns"]]
                    for word in ("x", "y", "series", "value", "lat", "lon"):
                        self.assertIn(block["options"].get(word, columns[0]), columns)
        plays = self.bench.get("reports/overview/blocks/1")
        self.assertEqual(plays["rows"], [[self.report["tables"]["songplays"]]])
        self.assertEqual(self.bench.ask("GET", "reports/nothing")[0], 404)
        self.assertEqual(self.bench.ask("GET", "reports/overview/blocks/99")[0], 404)

    def test_a_report_as_one_file(self):
        made = self.program.run("report", "overview", "--to", "other.duckdb", "--html", "overview.html")
        if made.returncode == 2:
            self.program.run("create-tables", "--to", "other.duckdb")
            made = self.program.run("report", "overview", "--to", "other.duckdb", "--html", "overview.html")
        if self.bench.raw("GET", "/")[0] == 404:
            self.assertIn("has no page to export to", made.stderr)  # as built without web/dist
            return
        page = (SCRATCH / "overview.html").read_text()
        exported = page.split('<script type="application/json" id="sparkify-export">')[1].split("</script>")[0]
        self.assertNotIn("<", exported)
        self.assertEqual(json.loads(exported)["report"], self.bench.get("reports/overview"))
        self.assertEqual(json.loads(exported)["results"]["1"]["rows"], [[0]])

    def test_a_query_and_its_pages(self):
        status, answer = self.bench.query("SELECT songplay_id, level, song_id FROM songplays; -- all of them")
        self.assertEqual(status, 200, answer)
        self.assertEqual(answer["row_count"], min(5000, self.report["tables"]["songplays"]))
        self.assertEqual(answer["truncated"], self.report["tables"]["songplays"] > 5000)
        self.assertEqual(len(answer["rows"]), 200)
        self.assertEqual(answer["columns"][0], {"name": "songplay_id", "kind": "number", "type": "BIGINT"})
        rows = [row for offset in range(0, answer["row_count"], 1000)
                for row in self.bench.get(f"results/{answer['result']}", offset=offset, limit=1000)["rows"]]
        self.assertEqual(len(rows), answer["row_count"])
        down = self.bench.get(f"results/{answer['result']}", offset=0, limit=10_000, sort=0, order="desc")["rows"]
        self.assertEqual([row[0] for row in down], sorted((row[0] for row in rows), reverse=True))
        by_text = [row[2] for row in self.bench.get(f"results/{answer['result']}", limit=10_000, sort=2)["rows"]]
        known = [song for song in by_text if song is not None]
        self.assertEqual(by_text, sorted(known) + [None] * (len(by_text) - len(known)))
        self.assertEqual(self.bench.ask("GET", f"results/{answer['result']}", sort=3)[0], 400)

    def test_streams_that_were_left_make_room(self):
        for _ in range(48):  # more than may be open at once
            connection = self.bench.connection()
            connection.request("GET", "/api/loads/live", headers={"Authorization": f"Bearer {self.bench.token}"})
            self.assertEqual(connection.getresponse().status, 200)
            connection.sock.close()
            connection.close()
            time.sleep(0.05)

    def test_values(self):
        _, answer = self.bench.query("SELECT NULL AS n, true AS b, 9007199254740993 AS large, 0.1 AS small, 'a\nb' AS t, "
                                     "CAST('nan' AS DOUBLE) AS nan, DATE '2018-11-01' AS day")
        self.assertEqual(answer["rows"], [[None, True, "9007199254740993", 0.1, "a\nb", "nan", "2018-11-01"]])
        self.assertEqual([column["kind"] for column in answer["columns"]],
                         ["number", "boolean", "number", "number", "text", "number", "text"])

    def test_a_script_in_a_title_stays_data(self):
        _, answer = self.bench.query("SELECT title FROM songs WHERE song_id = 'SOSCRIPT'")
        self.assertEqual(answer["rows"], [[SCRIPT]])
        status, headers, _ = self.bench.raw("POST", "/api/query", b'{"sql":"SELECT title FROM songs","id":"x"}', self.headers())
        self.assertEqual((status, headers["Content-Type"]), (200, "application/json"))
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def test_results_are_replaced(self):
        _, first = self.bench.query("SELECT 1")
        for _ in range(8):
            self.bench.query("SELECT 2")
        self.assertEqual(self.bench.ask("GET", f"results/{first['result']}")[0], 404)

    def test_exports(self):
        _, answer = self.bench.query("SELECT song_id, title, year FROM songs ORDER BY song_id")
        def export(file_format):
            status, headers, body = self.bench.raw("GET", f"/api/results/{answer['result']}/export?format={file_format}",
                                                   headers=self.headers())
            self.assertEqual((status, headers["Content-Disposition"]), (200, f'attachment; filename="result.{file_format}"'))
            return body
        rows = list(csv.reader(io.StringIO(export("csv").decode())))
        self.assertEqual(rows[0], ["song_id", "title", "year"])
        self.assertEqual([row[:2] for row in rows[1:]], [row[:2] for row in answer["rows"]])
        self.assertEqual([list(row.values()) for row in json.loads(export("json"))], answer["rows"])
        (SCRATCH / "export.parquet").write_bytes(export("parquet"))
        count = self.program.run("query", "SELECT count(*) AS n FROM 'export.parquet'", "--to", "other.duckdb", "--format", "csv")
        if count.returncode != 0:  # a warehouse must exist to ask
            self.program.run("create-tables", "--to", "other.duckdb")
            count = self.program.run("query", "SELECT count(*) AS n FROM 'export.parquet'", "--to", "other.duckdb", "--format",
                                     "csv")
        self.assertEqual(count.stdout.split(), ["n", str(len(answer["rows"]))])
        self.assertEqual(list((SCRATCH / "sparkify").glob("*.parquet")), [])

    def test_explain(self):
        status, answer = self.bench.ask("POST", "explain", {"sql": "SELECT level, count(*) FROM songplays GROUP BY level"})
        self.assertEqual(status, 200, answer)
        names = []
        def walk(node):
            names.append(node["name"])
            self.assertIsInstance(node["detail"], dict)
            for child in node["children"]:
                walk(child)
        walk(answer["plan"])
        self.assertTrue(any("SCAN" in name for name in names), names)

    def test_errors_tell_their_place(self):
        sql = "SELECT level,\n  nothing FROM songplays"
        for sent in (sql, "-- first\n" + sql + ";"):
            status, answer = self.bench.query(sent)
            self.assertEqual(status, 422)
            self.assertEqual(sent[answer["error"]["position"]:][:7], "nothing")
        status, answer = self.bench.ask("POST", "explain", {"sql": sql})
        self.assertEqual((status, sql[answer["error"]["position"]:][:7]), (422, "nothing"))
        self.assertEqual(self.bench.query("SELECT 1; SELECT 2")[0], 422)
        self.assertEqual(self.bench.query("  ")[0], 422)

    def test_catalogue(self):
        tables = {table["name"]: table for table in self.bench.get("catalogue")["tables"]}
        self.assertEqual({name: tables[name]["kind"] for name in ("songplays", "users", "staging_events", "loads", "unmatched_plays")},
                         {"songplays": "fact", "users": "dimension", "staging_events": "staging", "loads": "ledger",
                          "unmatched_plays": "other"})
        for name, rows in self.report["tables"].items():
            self.assertEqual(tables[name]["rows"], rows)
        columns = {column["name"]: column for column in tables["songplays"]["columns"]}
        self.assertEqual(columns["song_id"]["references"], "songs.song_id")
        self.assertEqual(columns["start_time"]["references"], "time.start_time")
        self.assertTrue({column["name"]: column for column in tables["users"]["columns"]}["user_id"]["key"])
        self.assertTrue(tables["songplays"]["comment"])

    def test_a_table(self):
        table = self.bench.get("catalogue/main/songplays")
        level = next(column for column in table["columns"] if column["name"] == "level")
        self.assertEqual((level["nulls"], level["min"], level["max"], level["distinct"]), (0, "free", "paid", 2))
        self.assertEqual(sum(value["count"] for value in level["top"]), self.report["tables"]["songplays"])
        self.assertEqual(len(table["sample"]["rows"]), 20)
        self.assertEqual(self.bench.ask("GET", "catalogue/main/nothing")[0], 404)
        self.assertEqual(self.bench.ask("GET", "catalogue/main/users%22%3B%20DROP%20TABLE%20users")[0], 404)

    def test_lineage(self):
        lineage = self.bench.get("lineage")
        nodes = {node["id"]: node["kind"] for node in lineage["nodes"]}
        self.assertEqual(set(nodes.values()), {"source", "staging", "star", "check", "report"})
        edges = {(edge["from"], edge["to"]) for edge in lineage["edges"]}
        self.assertTrue(all(start in nodes and end in nodes for start, end in edges))
        self.assertLessEqual({("source:log_data", "table:staging_events"), ("table:staging_events", "table:songplays"),
                              ("table:songs", "table:songplays"), ("table:songplays", "report:overview")}, edges)

    def test_loads(self):
        loads = self.bench.get("loads")
        self.assertEqual([load["load_id"] for load in loads], [1])
        self.assertEqual((loads[0]["records"], loads[0]["rejected"], loads[0]["objects"]),
                         (self.report["records"], self.report["rejects"], self.report["objects"]["new"]))
        outcomes = {(entry["source"], entry["outcome"]): entry["records"] for entry in loads[0]["outcomes"]}
        self.assertEqual(outcomes, {(source, outcome): records for source, found in self.report["outcomes"].items()
                                    for outcome, records in found.items()})
        objects = self.bench.get("loads/1/objects", limit=1000)
        self.assertEqual(sum(entry["records"] for entry in objects), self.report["records"])
        self.assertEqual(len(self.bench.get("loads/1/objects", limit=3, offset=1)), 3)
        self.assertEqual(len(self.bench.get("drift")), len(self.report["drift"]))

    def test_rejects(self):
        answer = self.bench.get("rejects", limit=5)
        self.assertEqual((answer["total"], len(answer["rejects"])), (self.report["rejects"], 5))
        self.assertEqual({entry["code"]: entry["records"] for entry in answer["codes"]}, self.report["reject_codes"])
        syntax = self.bench.get("rejects", code="syntax", load=1)
        self.assertEqual({reject["code"] for reject in syntax["rejects"]}, {"syntax"})
        self.assertEqual(syntax["total"], self.report["reject_codes"]["syntax"])
        self.assertEqual(self.bench.get("rejects", code="' OR '1'='1")["total"], 0)

    def test_trace(self):
        reject = self.bench.get("rejects", limit=1)["rejects"][0]
        found = self.bench.get("trace", object=reject["object"], line=reject["line"])
        self.assertEqual((found["status"], found["reject"]["code"], found["record"]),
                         ("rejected", reject["code"], reject["record"]))
        statuses = {self.bench.get("trace", object=reject["object"], line=line)["status"] for line in range(1, 40)}
        self.assertLessEqual({"loaded", "skipped"}, statuses)
        self.assertEqual(self.bench.ask("GET", "trace", object="nothing.json", line=1)[0], 422)
        self.assertEqual(self.bench.ask("GET", "trace", object="nothing.json")[0], 400)

    def test_saved_queries(self):
        self.assertEqual(self.bench.ask("PUT", "saved/my%20query", {"sql": "SELECT 1"}), (200, {}))
        self.assertEqual((SCRATCH / "saved" / "my query.sql").read_text(), "SELECT 1")
        self.assertEqual([(saved["name"], saved["sql"]) for saved in self.bench.get("saved")], [("my query", "SELECT 1")])
        for name in ("..%2f..%2fevil", "%2e%2e", ".hidden", "a%00b", "x" * 90, "a.sql"):
            self.assertIn(self.bench.ask("PUT", f"saved/{name}", {"sql": "SELECT 1"})[0], (400, 404), name)
        self.assertEqual(self.bench.ask("DELETE", "saved/my%20query", {})[0], 200)
        self.assertEqual(self.bench.ask("DELETE", "saved/my%20query", {})[0], 404)
        self.assertEqual(self.bench.get("saved"), [])

    def test_an_edited_report_tells(self):
        warehouse = SCRATCH / "warehouse"
        shutil.copytree(TESTS.parent / "warehouse", warehouse, dirs_exist_ok=True)
        bench = Workbench(self.program, "serve.duckdb", "--warehouse", "warehouse")
        try:
            self.assertTrue(bench.get("info")["editable"])
            heard = []
            def listen():
                for event, _ in bench.events("reports/overview/events"):
                    heard.append(event)
                    return
            listener = threading.Thread(target=listen)
            listener.start()
            time.sleep(0.5)
            report = warehouse / "report" / "overview.md"
            report.write_text(report.read_text().replace("# Overview", "# Edited"))
            listener.join(20)
            self.assertEqual(heard, ["changed"])
            self.assertEqual(bench.get("reports/overview")["title"], "Edited")
            report.write_text("```sql chart=pie\nSELECT 1\n```\n")
            status, answer = bench.ask("GET", "reports/overview")
            self.assertEqual((status, answer["error"]["message"]), (422, "report/overview.md:1: there is no chart pie"))
        finally:
            bench.close()

    # What it refuses.

    def headers(self, **more):
        return {"Authorization": f"Bearer {self.bench.token}", "Content-Type": "application/json", **more}

    def test_without_the_token(self):
        wrong = "0" * 32
        for header in ({}, {"Authorization": f"Bearer {wrong}"}, {"Authorization": self.bench.token},
                       {"Authorization": f"Bearer {self.bench.token}0"}, {"Authorization": f"Bearer {self.bench.token[:-1]}"}):
            for method, path in (("GET", "/api/info"), ("POST", "/api/query"), ("GET", "/api/nothing")):
                self.assertEqual(self.bench.raw(method, path, b"{}", header)[0], 401, header)
        self.assertEqual(self.bench.raw("GET", f"/api/info?token={self.bench.token}")[0], 401)

    def test_foreign_hosts_and_origins(self):
        port = self.bench.port
        for host in ("evil.example", f"evil.example:{port}", f"127.0.0.1:{port + 1}", f"127.0.0.1.evil.example:{port}",
                     f"10.0.0.1:{port}", ""):
            for path in ("/api/info", "/"):
                self.assertEqual(self.bench.raw("GET", path, headers=self.headers(Host=host))[0], 403, host)
        for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}",
                       f"http://127.0.0.1:{port}.evil.example"):
            self.assertEqual(self.bench.raw("POST", "/api/query", b"{}", self.headers(Origin=origin))[0], 403, origin)
        self.assertEqual(self.bench.raw("GET", "/api/info", headers=self.headers(**{"Sec-Fetch-Site": "cross-site"}))[0], 403)
        for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
            own = self.headers(Host=host, Origin=f"http://{host}")
            self.assertEqual(self.bench.raw("GET", "/api/info", headers=own)[0], 200, host)

    def test_forms_cannot_post(self):
        body = b'{"sql":"SELECT 1","id":"x"}'
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            status = self.bench.raw("POST", "/api/query", body, self.headers(**{"Content-Type": kind}))[0]
            self.assertIn(status, (400, 415), kind)

    def test_headers(self):
        for path in ("/", "/api/info", "/nothing"):
            _, headers, _ = self.bench.raw("GET", path)
            policy = headers["Content-Security-Policy"]
            self.assertTrue(policy.startswith("default-src 'none'"))
            self.assertNotIn("unsafe", policy)
            self.assertIn("frame-ancestors 'none'", policy)
            self.assertEqual((headers["X-Content-Type-Options"], headers["Referrer-Policy"]), ("nosniff", "no-referrer"))
            self.assertNotIn("Access-Control-Allow-Origin", headers)

    def test_no_path_leads_to_a_file(self):
        secret = SCRATCH / "secret.txt"
        secret.write_text("a secret")
        for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/..%2fsecret.txt", f"/{secret}",
                     "//etc/passwd", "/assets/%00", "/" + "a" * 5000):
            status, _, body = self.bench.raw("GET", path)
            self.assertIn(status, (400, 404, 414), path)
            self.assertNotIn(b"secret", body.replace(b"secret.txt", b""))

    def test_malformed_requests(self):
        for body in (b"", b"no json", b"[]", b"{}", b'{"sql":1,"id":"x"}', b'{"sql":"SELECT 1"}'):
            self.assertEqual(self.bench.raw("POST", "/api/query", body, self.headers())[0], 400, body)
        self.assertEqual(self.bench.ask("DELETE", "query", {})[0], 405)
        self.assertEqual(self.bench.ask("GET", "nothing")[0], 404)
        self.assertEqual(self.bench.ask("GET", "rejects", limit="x")[0], 400)
        self.assertEqual(self.bench.ask("GET", "rejects", limit=-1)[0], 400)

    def test_queries_reach_nothing_but_the_warehouse(self):
        before = self.program.star("serve.duckdb")
        files = {path for path in SCRATCH.rglob("*") if "sparkify" not in path.parts[-1]}
        outside = SCRATCH / "outside.csv"
        for sql in ("DELETE FROM users", "DROP TABLE users", "CREATE TABLE x (a INT)", "INSERT INTO users SELECT * FROM users",
                    "UPDATE users SET level = 'x'", f"COPY users TO '{outside}'", f"EXPORT DATABASE '{SCRATCH / 'exported'}'",
                    f"ATTACH '{SCRATCH / 'attached.duckdb'}' AS a", "INSTALL httpfs", "LOAD httpfs", "SET threads = 1",
                    "SET enable_external_access = true", "RESET lock_configuration", "PRAGMA enable_profiling",
                    "CALL pragma_version()", "CHECKPOINT", "BEGIN", "VACUUM",
                    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('/etc/passwd')", "FROM '/etc/passwd'",
                    "SELECT * FROM read_blob('/proc/self/environ')", "SELECT * FROM glob('/*')",
                    "SELECT * FROM read_json('http://127.0.0.1:1/')", f"SELECT * FROM '{SCRATCH}/data/song_data/script.json'",
                    "EXPLAIN ANALYZE DELETE FROM users", f"EXPLAIN ANALYZE COPY users TO '{outside}'",
                    f"WITH a AS (SELECT 1) COPY users TO '{outside}'", "SELECT * FROM query('DELETE FROM users')",
                    "SELECT 1; DROP TABLE users", "/* SELECT */ DROP TABLE users", "-- SELECT\nDROP TABLE users"):
            status, answer = self.bench.query(sql)
            self.assertEqual(status, 422, (sql, answer))
            self.assertNotIn("root:", json.dumps(answer))
        self.assertEqual({path for path in SCRATCH.rglob("*") if "sparkify" not in path.parts[-1]}, files)
        self.assertTrue(wait_for(lambda: self.program.star("serve.duckdb") == before, 5))

    def test_replay_must_be_allowed(self):
        reject = self.bench.get("rejects", limit=1)["rejects"][0]
        self.assertEqual(self.bench.ask("POST", "replay", {"object_id": reject["object_id"], "record": reject["record"],
                                                           "raw": "{}"})[0], 403)

    def test_other_machines(self):
        refused = self.program.run("serve", "--to", "serve.duckdb", "--host", "0.0.0.0", "--port", "0")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--allow-remote", refused.stderr)
        taken = self.program.run("serve", "--to", "serve.duckdb", "--port", str(self.bench.port))
        self.assertEqual(taken.returncode, 1)
        self.assertIn("--port 0", taken.stderr)

    # How it shares.

    def in_background(self, sql, name):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(self.bench.query(sql, name)))
        thread.start()
        return thread, answers

    def test_a_query_is_cancelled(self):
        thread, answers = self.in_background(SLOW, "slow")
        self.assertTrue(wait_for(lambda: self.bench.ask("POST", "query/slow/cancel", {})[1]["cancelled"]))
        thread.join(20)
        self.assertEqual((answers[0][0], answers[0][1]["error"]["message"]), (422, "cancelled"))
        self.assertEqual(self.bench.ask("POST", "query/slow/cancel", {})[1], {"cancelled": False})
        self.assertEqual(self.bench.query("SELECT 1")[0], 200)

    def test_a_query_ends_with_its_client(self):
        body = json.dumps({"sql": SLOW, "id": "left"}).encode()
        connection = self.bench.connection()
        connection.request("POST", "/api/query", body, self.headers())
        time.sleep(0.5)
        connection.sock.close()
        connection.close()
        self.assertTrue(wait_for(lambda: not self.bench.ask("POST", "query/left/cancel", {})[1]["cancelled"], 5))

    def test_a_query_that_takes_too_long(self):
        bench = Workbench(self.program, "serve.duckdb", "--max-seconds", "1")
        try:
            status, answer = bench.query(SLOW)
            self.assertEqual(status, 422)
            self.assertIn("longer than 1 seconds", answer["error"]["message"])
            self.assertEqual(bench.query("SELECT 1")[0], 200)
        finally:
            bench.close()

    def test_several_queries_at_once(self):
        answers = []
        def ask(number):
            answers.append(self.bench.query(f"SELECT {number}, count(*) FROM songplays a JOIN songplays b USING (session_id)"))
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual({status for status, _ in answers}, {200})
        self.assertEqual(sorted(answer["rows"][0][0] for _, answer in answers), list(range(12)))

    def test_the_first_queries_come_at_once(self):
        for _ in range(5):
            bench = Workbench(self.program, "serve.duckdb")
            try:
                statuses = []
                threads = [threading.Thread(target=lambda: statuses.append(bench.query("SELECT 1")[0])) for _ in range(8)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(30)
                self.assertEqual(statuses, [200] * 8)
            finally:
                bench.close()

    def test_a_load_beside_the_server(self):
        """The page's queries make room; while the load runs they are told so, and its progress shows."""
        made = self.program.run("generate", "more", "--users", "300", "--songs", "20", "--days", "40", "--start", "2019-01-01")
        self.assertEqual(made.returncode, 0, made.stderr)
        shutil.copy(SCRATCH / "serve.duckdb", SCRATCH / "beside.duckdb")
        bench = Workbench(self.program, "beside.duckdb")
        try:
            self.assertEqual(bench.query("SELECT 1")[0], 200)  # which keeps the file open for a moment
            heard = []
            def listen():
                for event in bench.events("loads/live"):
                    heard.append(event)
                    if event[0] == "finished":
                        return
            listener = threading.Thread(target=listen, daemon=True)
            listener.start()
            self.assertTrue(wait_for(lambda: heard))
            self.assertEqual(heard[0], ("progress", {"running": False}))
            load = self.program.start("load", "--to", "beside.duckdb", "--threads", "1", "--json",
                                      "--source", f"log_data={SCRATCH}/more/log_data",
                                      "--source", f"log_jsonpath={SCRATCH}/more/log_json_path.json")
            busy = False
            while load.poll() is None:
                status, answer = bench.query("SELECT count(*) FROM songplays")
                self.assertIn(status, (200, 409), answer)
                busy = busy or status == 409
            said = load.communicate()
            self.assertEqual(load.returncode, 0, said)
            self.assertTrue(busy)
            listener.join(10)
            running = [data for event, data in heard if event == "progress" and data["running"]]
            self.assertTrue(running)
            self.assertEqual(heard[-1][0], "finished")
            self.assertEqual([data["records"] for data in running], sorted(data["records"] for data in running))
            self.assertTrue(wait_for(lambda: bench.query("SELECT 1")[0] == 200))
            self.assertEqual(len(bench.get("loads")), 2)
            self.assertEqual(list((SCRATCH / "sparkify").glob("load-*")), [])
            self.assertEqual((SCRATCH / "sparkify").stat().st_mode & 0o777, 0o700)
        finally:
            bench.close()

    def test_a_killed_load_is_not_shown(self):
        shutil.copy(SCRATCH / "serve.duckdb", SCRATCH / "killed.duckdb")
        bench = Workbench(self.program, "killed.duckdb")
        try:
            killed = self.program.run("load", "--to", "killed.duckdb", *[word for name, place in self.sources().items()
                                      for word in ("--source", f"{name}={place}")], environment={"SPARKIFY_CRASH_AT": "1"})
            self.assertLess(killed.returncode, 0)
            self.assertEqual(next(bench.events("loads/live")), ("progress", {"running": False}))
            self.assertEqual(bench.query("SELECT 1")[0], 200)
        finally:
            bench.close()

    def test_replay_from_the_page(self):
        shutil.copy(SCRATCH / "serve.duckdb", SCRATCH / "replay.duckdb")
        bench = Workbench(self.program, "replay.duckdb", "--allow-replay", "--source",
                          f"log_jsonpath={SCRATCH}/data/log_json_path.json")
        try:
            reject = next(reject for reject in bench.get("rejects", limit=1000)["rejects"] if reject["code"] == "syntax")
            body = {"object_id": reject["object_id"], "record": reject["record"]}
            plays = bench.query("SELECT count(*) FROM songplays")[1]["rows"][0][0]
            status, answer = bench.ask("POST", "replay", {**body, "raw": "{broken"})
            self.assertEqual((status, answer["status"]), (200, "rejected"), answer)
            repaired = json.dumps({"page": "NextSong", "ts": 1541106106796, "userId": "1", "sessionId": 99999, "itemInSession": 0,
                                   "song": "Mended", "artist": "Mended", "length": 1.0, "level": "free"})
            self.assertEqual(bench.ask("POST", "replay", {**body, "raw": repaired})[1], {"status": "loaded", "message": "loaded"})
            self.assertEqual(bench.ask("POST", "replay", {**body, "raw": repaired})[0], 409)
            self.assertEqual(bench.query("SELECT count(*) FROM songplays")[1]["rows"][0][0], plays + 1)
            found = bench.get("trace", object=reject["object"], line=reject["line"])
            self.assertEqual((found["status"], found["reject"]["replayed"]), ("rejected", True))
            self.assertIn("songplays", [row["table"] for row in found["rows"]])
        finally:
            bench.close()

    def test_it_ends_cleanly(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            bench = Workbench(self.program, "serve.duckdb")
            stream = bench.events("loads/live")
            next(stream)
            def ask():
                with contextlib.suppress(http.client.HTTPException, OSError):
                    bench.query(SLOW)
            threading.Thread(target=ask, daemon=True).start()
            time.sleep(0.3)
            bench.process.send_signal(number)
            self.assertEqual(bench.process.wait(timeout=20), 0)


unittest.main(verbosity=1)
