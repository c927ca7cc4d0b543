"""What the workbench's server refuses: other sites, other machines, files, and whatever would write.

Usage: safety_test.py PROGRAM SCRATCH_FOLDER
"""
import contextlib
import gzip
import http.client
import json
import signal
import threading
import time
import unittest

from serve_case import SCRATCH, SLOW, ServeCase, wait_for
from workbench import Workbench


class Safety(ServeCase):
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

    def test_a_range_gives_no_more_than_the_answer(self):
        whole = {path: self.bench.raw("GET", path)[2] for path in ("/", "/nothing")}
        for path, body in whole.items():
            for asked in ("bytes=0-2000000", f"bytes={len(body)}-", f"bytes={len(body) + 40}-{len(body) + 900}", "bytes=-99999"):
                status, headers, answer = self.bench.raw("GET", path, headers={**self.headers(), "Range": asked})
                self.assertEqual((answer, int(headers["Content-Length"])), (body, len(body)), (path, asked))

    def test_packed_bodies_are_not_unpacked(self):
        packed = gzip.compress(b'{"sql":"SELECT 1","id":"x"}' + b" " * 1_000_000)
        status = self.bench.raw("POST", "/api/query", packed, {**self.headers(), "Content-Encoding": "gzip"})[0]
        self.assertEqual(status, 400)

    def test_functions_that_do_more_than_read(self):
        for call in (f"enable_profiling(format='json', save_location='{SCRATCH}/profile.json')", "enable_logging(storage='file')",
                     "system.main.Disable_Logging()", '"checkpoint"()', "force_checkpoint/* */ ()", "truncate_duckdb_logs ()",
                     "query('SELECT 1')"):
            status, answer = self.bench.query(f"SELECT * FROM {call}")
            self.assertEqual(status, 422, call)
            self.assertIn("is not allowed here", answer["error"]["message"], call)
        self.assertEqual(self.bench.query("SELECT 1 AS query, 'checkpoint' AS checkpoint")[0], 200)

    def test_it_ends_though_a_query_cannot_be_interrupted(self):
        bench = Workbench(self.program, "serve.duckdb", "--max-seconds", "1")
        def ask():
            with contextlib.suppress(http.client.HTTPException, OSError):
                bench.query("SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))")
        threading.Thread(target=ask, daemon=True).start()
        time.sleep(1)
        for _ in range(2):
            bench.process.send_signal(signal.SIGINT)
            time.sleep(0.5)
        bench.process.communicate(timeout=10)
        self.assertEqual(bench.process.returncode, 1)

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
            bench.process.communicate(timeout=20)
            self.assertEqual(bench.process.returncode, 0)


unittest.main(verbosity=1)
