"""Loads in the workbench: their history and rejects, one that runs beside the server, and a repaired reject.

Usage: loads_test.py PROGRAM SCRATCH_FOLDER
"""
import json
import shutil
import threading
import time
import unittest

from serve_case import SCRATCH, ServeCase, wait_for


class Loads(ServeCase):
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

    def test_streams_that_were_left_make_room(self):
        for _ in range(48):  # more than may be open at once
            connection = self.bench.connection()
            connection.request("GET", "/api/loads/live", headers={"Authorization": f"Bearer {self.bench.token}"})
            self.assertEqual(connection.getresponse().status, 200)
            connection.sock.close()
            connection.close()
            time.sleep(0.05)

    def test_a_load_beside_the_server(self):
        """The page's queries make room; while the load runs they are told so, and its progress shows."""
        made = self.program.run("generate", "more", "--users", "300", "--songs", "20", "--days", "40", "--start", "2019-01-01")
        self.assertEqual(made.returncode, 0, made.stderr)
        shutil.copy(SCRATCH / "serve.duckdb", SCRATCH / "beside.duckdb")
        bench = self.serve("beside.duckdb")
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

    def test_a_killed_load_is_not_shown(self):
        shutil.copy(SCRATCH / "serve.duckdb", SCRATCH / "killed.duckdb")
        bench = self.serve("killed.duckdb")
        killed = self.program.run("load", "--to", "killed.duckdb", *[word for name, place in self.sources().items()
                                  for word in ("--source", f"{name}={place}")], environment={"SPARKIFY_CRASH_AT": "1"})
        self.assertLess(killed.returncode, 0)
        self.assertEqual(next(bench.events("loads/live")), ("progress", {"running": False}))
        self.assertEqual(bench.query("SELECT 1")[0], 200)

    def test_replay_must_be_allowed(self):
        reject = self.bench.get("rejects", limit=1)["rejects"][0]
        self.assertEqual(self.bench.ask("POST", "replay", {"object_id": reject["object_id"], "record": reject["record"],
                                                           "raw": "{}"})[0], 403)

    def test_replay_from_the_page(self):
        shutil.copy(SCRATCH / "serve.duckdb", SCRATCH / "replay.duckdb")
        bench = self.serve("replay.duckdb", "--allow-replay", "--source",
                          f"log_jsonpath={SCRATCH}/data/log_json_path.json")
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


unittest.main(verbosity=1)
