"""Queries from the workbench: their pages, values, exports, plans and errors; cancelled, too slow, and several at once.

Usage: queries_test.py PROGRAM SCRATCH_FOLDER
"""
import csv
import io
import json
import threading
import time
import unittest

from serve_case import SCRATCH, SCRIPT, SLOW, ServeCase, wait_for


class Queries(ServeCase):
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

    def test_values(self):
        _, answer = self.bench.query("SELECT NULL AS n, true AS b, 9007199254740993 AS large, 0.1 AS small, 'a\nb' AS t, "
                                     "CAST('nan' AS DOUBLE) AS nan, DATE '2018-11-01' AS day")
        self.assertEqual(answer["rows"], [[None, True, "9007199254740993", 0.1, "a\nb", "nan", "2018-11-01"]])
        self.assertEqual([column["kind"] for column in answer["columns"]],
                         ["number", "boolean", "number", "number", "text", "number", "text"])

    def test_numbers_sort_whatever_they_are(self):
        _, answer = self.bench.query("SELECT * FROM (VALUES (3.0), ('nan'::DOUBLE), (1), ('nan'), ('inf'), ('-inf'), (0.5)) t(n)")
        rows = self.bench.get(f"results/{answer['result']}", sort=0)["rows"]
        self.assertEqual([str(row[0]) for row in rows], ["-inf", "0.5", "1.0", "3.0", "inf", "nan", "nan"])
        _, answer = self.bench.query("SELECT * FROM (VALUES (9007199254740993), (9007199254740992)) t(n)")
        rows = self.bench.get(f"results/{answer['result']}", sort=0)["rows"]
        self.assertEqual([str(row[0]) for row in rows], ["9007199254740992", "9007199254740993"])

    def test_decimals_below_one(self):
        _, answer = self.bench.query("SELECT CAST(0.5 AS DECIMAL(1, 1)) AS half, CAST(-0.25 AS DECIMAL(2, 2)) AS less")
        self.assertEqual(answer["rows"], [[0.5, -0.25]])

    def test_where_a_statement_is_wrong(self):
        for sql, wrong in (("SELECT 1,, 2", ","), ("SELECT 1 WHRE 2", "2"), ("SELECT 1 AS one, CAST('x' AS INTEGER)", "CAST")):
            status, answer = self.bench.query(sql)
            self.assertEqual(status, 422, answer)
            self.assertNotIn("exception_type", answer["error"]["message"])
            self.assertTrue(sql[answer["error"]["position"]:].startswith(wrong), (sql, answer))

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
        self.program.run("create-tables", "--to", "other.duckdb")  # a warehouse must exist to ask
        count = self.program.run("query", "SELECT count(*) AS n FROM 'export.parquet'", "--to", "other.duckdb", "--format", "csv")
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

    def test_saved_queries(self):
        self.assertEqual(self.bench.ask("PUT", "saved/my%20query", {"sql": "SELECT 1"}), (200, {}))
        self.assertEqual((SCRATCH / "saved" / "my query.sql").read_text(), "SELECT 1")
        self.assertEqual([(saved["name"], saved["sql"]) for saved in self.bench.get("saved")], [("my query", "SELECT 1")])
        for name in ("..%2f..%2fevil", "%2e%2e", ".hidden", "a%00b", "x" * 90, "a.sql"):
            self.assertIn(self.bench.ask("PUT", f"saved/{name}", {"sql": "SELECT 1"})[0], (400, 404), name)
        self.assertEqual(self.bench.ask("DELETE", "saved/my%20query", {})[0], 200)
        self.assertEqual(self.bench.ask("DELETE", "saved/my%20query", {})[0], 404)
        self.assertEqual(self.bench.get("saved"), [])

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
        bench = self.serve("serve.duckdb", "--max-seconds", "1")
        status, answer = bench.query(SLOW)
        self.assertEqual(status, 422)
        self.assertIn("longer than 1 seconds", answer["error"]["message"])
        self.assertEqual(bench.query("SELECT 1")[0], 200)

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
            bench = self.serve("serve.duckdb")
            statuses = []
            threads = [threading.Thread(target=lambda: statuses.append(bench.query("SELECT 1")[0])) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
            self.assertEqual(statuses, [200] * 8)


unittest.main(verbosity=1)
