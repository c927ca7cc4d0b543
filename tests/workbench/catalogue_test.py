"""The workbench's catalogue: tables, their statistics, lineage, and a record traced.

Usage: catalogue_test.py PROGRAM SCRATCH_FOLDER
"""
import time
import unittest

from serve_case import ServeCase


class Catalogue(ServeCase):
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

    def test_trace(self):
        reject = self.bench.get("rejects", limit=1)["rejects"][0]
        found = self.bench.get("trace", object=reject["object"], line=reject["line"])
        self.assertEqual((found["status"], found["reject"]["code"], found["record"]),
                         ("rejected", reject["code"], reject["record"]))
        statuses = {self.bench.get("trace", object=reject["object"], line=line)["status"] for line in range(1, 40)}
        self.assertLessEqual({"loaded", "skipped"}, statuses)
        self.assertEqual(self.bench.ask("GET", "trace", object="nothing.json", line=1)[0], 422)
        self.assertEqual(self.bench.ask("GET", "trace", object="nothing.json")[0], 400)


unittest.main(verbosity=1)
