"""What every engine must do: the same star whatever the order, the split, copies, kills and loads at once; the same
answers; rejects and the ledger kept whole.

Usage: contract_test.py duckdb|postgres|redshift PROGRAM SCRATCH_FOLDER
"""
import json
import pathlib
import re
import shutil
import signal
import sys
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from engines import ENGINES
from program import Program, arguments

ENGINE = ENGINES[sys.argv.pop(1)]
if ENGINE.MISSING:
    print(f"skipped: there is no {ENGINE.MISSING}")
    sys.exit(77)
BINARY, SCRATCH = arguments()
SAMPLE = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data" / "sparkify-sample"


class Engine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        cls.engine = ENGINE(SCRATCH)
        cls.program = Program(BINARY, SCRATCH, cls.engine.environment)
        made = cls.program.run("generate", "data", "--users", "20", "--songs", "20", "--days", "11", "--faults")
        assert made.returncode == 0, made.stderr
        cls.data = SCRATCH / "data"
        cls.program.load("reference.duckdb", cls.sources(cls.data))
        cls.expected = cls.program.star("reference.duckdb")

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()

    @staticmethod
    def sources(data):
        return {"log_data": data / "log_data", "song_data": data / "song_data", "log_jsonpath": data / "log_json_path.json"}

    def assert_star(self, target):
        self.assertEqual(self.program.star(target), self.expected)
        same = self.program.run("diff", "reference.duckdb", target)
        self.assertEqual(same.returncode, 0, same.stdout + same.stderr)

    def test_at_once_and_twice(self):
        target = self.engine.target("at_once")
        report = self.program.load(target, self.sources(self.data))
        reference = self.program.load("again.duckdb", self.sources(self.data))
        for key in ("objects", "records", "rejects", "reject_codes", "outcomes", "tables", "drift"):
            self.assertEqual(report[key], reference[key], key)
        self.assertEqual(self.program.load(target, self.sources(self.data))["objects"]["new"], 0)
        self.assert_star(target)

    def test_a_file_at_a_time_in_reverse_songs_last(self):
        target = self.engine.target("reverse")
        for file in sorted((file for file in (self.data / "log_data").rglob("*") if file.is_file()), reverse=True):
            self.program.load(target, {"log_data": file, "log_jsonpath": self.data / "log_json_path.json"})
        self.program.load(target, {"song_data": self.data / "song_data"})
        self.assert_star(target)

    def test_copies_under_other_names(self):
        target = self.engine.target("copies")
        copy = SCRATCH / "copy"
        shutil.copytree(self.data, copy, dirs_exist_ok=True)
        self.program.load(target, self.sources(self.data))
        self.program.load(target, self.sources(copy))
        self.assert_star(target)

    def test_killed_and_run_again(self):
        words = [word for name, place in self.sources(self.data).items() for word in ("--source", f"{name}={place}")]
        killed = 0
        for point in range(1, 10_000, self.engine.kill_every):
            target = self.engine.target(f"killed_{point}")
            result = self.program.run("load", "--threads", "1", "--to", target, *words,
                                      environment={"SPARKIFY_CRASH_AT": str(point)})
            if result.returncode >= 0:
                break
            killed += 1
            self.program.load(target, self.sources(self.data))
            self.assert_star(target)
        self.assertGreaterEqual(killed, 8)

    def test_interrupted_at_any_time(self):
        words = [word for name, place in self.sources(self.data).items() for word in ("--source", f"{name}={place}")]
        target = self.engine.target("interrupted")
        interrupted = 0
        for delay_ms in (50, 75, 100, 150, 200, 300, 400, 600, 800, 1200):
            load = self.program.start("load", "--to", target, *words)
            time.sleep(delay_ms / 1000)
            load.send_signal(signal.SIGINT)
            _, said = load.communicate(timeout=60)
            if load.returncode == 1:
                interrupted += 1
                self.assertRegex(said, "error: interrupted; the (warehouse is as it was|load was committed) before")
            else:
                self.assertIn(load.returncode, (-signal.SIGINT, 0, 3), said)  # before it begins, or too late
        self.assertGreater(interrupted, 0)
        self.program.load(target, self.sources(self.data))
        self.assert_star(target)

    def test_two_loads_at_once(self):
        target = self.engine.target("two")
        words = [word for name, place in self.sources(self.data).items() for word in ("--source", f"{name}={place}")]
        loads = [self.program.start("load", "--to", target, *words) for _ in range(2)]
        said = [load.communicate(timeout=60) for load in loads]
        refused = [error for _, error in said if "another program has it open" in error]  # the other waits, or says so
        self.assertEqual(sorted(load.returncode for load in loads), [1, 3] if refused else [0, 3], said)
        self.assert_star(target)

    def test_a_failed_check_rolls_back(self):
        target = self.engine.target("failed")
        warehouse = SCRATCH / "failing"
        shutil.copytree(pathlib.Path(__file__).resolve().parents[2] / "warehouse", warehouse, dirs_exist_ok=True)
        (warehouse / "check" / "never.sql").write_text("-- Never holds\nSELECT user_id FROM users;\n")
        result = self.program.load(target, self.sources(self.data), "--warehouse", warehouse, expect=None)
        self.assertEqual(result.returncode, 1)
        self.assertIn("the check never failed", result.stderr)
        self.program.load(target, self.sources(self.data))
        self.assert_star(target)

    def test_a_dry_run_leaves_nothing(self):
        target = self.engine.target("dry")
        report = self.program.load(target, self.sources(self.data), "--dry-run")
        self.assertGreater(report["objects"]["new"], 0)
        if self.engine.is_file:
            self.assertFalse((SCRATCH / target).exists())
            return
        result = self.program.run("query", "--to", target, "--format", "csv",
                                  "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'ledger'")
        self.assertEqual(result.stdout.split()[-1], "0")

    def files(self, name, **sources):
        """A file of JSON lines for each source, in a folder of its own."""
        places = {}
        for source, records in sources.items():
            folder = SCRATCH / name / source
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "records.json").write_text("".join(json.dumps(record) + "\n" for record in records))
            places[source] = folder
        return {**places, "log_jsonpath": self.data / "log_json_path.json"} if "log_data" in places else places

    def ask(self, target, sql):
        result = self.program.run("query", "--to", target, "--format", "csv", sql)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.splitlines()[1:]

    PLAY = {"page": "NextSong", "userId": "1", "sessionId": 5, "itemInSession": 1, "ts": 1541105830796, "song": "T",
            "artist": "A", "length": 10.5, "level": "free"}
    SONG = {"song_id": "S1", "title": "T", "artist_name": "A", "duration": 10.5, "artist_id": "AR1", "year": 0}

    def test_a_twin_takes_the_plays_of_a_song_that_changes(self):
        target = self.engine.target("twin")
        songs = [self.SONG, {**self.SONG, "song_id": "S2"}]
        self.program.load(target, self.files("twin/0", song_data=songs, log_data=[self.PLAY]))
        self.assertEqual(self.ask(target, "SELECT song_id FROM songplays"), ["S1"])
        self.program.load(target, self.files("twin/1", song_data=[{**self.SONG, "title": "Z"}]))
        self.assertEqual(self.ask(target, "SELECT song_id FROM songplays"), ["S2"])
        self.assertEqual(self.ask(target, "SELECT count(*) FROM unmatched_plays"), ["0"])

    def test_no_value_is_not_minus_one(self):
        later = self.PLAY["ts"] + 1000
        none = [{**self.PLAY, "sessionId": None}, {**self.PLAY, "sessionId": None, "ts": later}]
        minus = [{**play, "sessionId": -1} for play in none]
        others = [{**self.PLAY, "userId": "2", "sessionId": 77, "itemInSession": item, "ts": ts}
                  for item, ts in ((3, self.PLAY["ts"]), (4, later))]
        target = self.engine.target("none")
        self.program.load(target, self.files("none/0", log_data=none + minus + others))
        self.assertEqual(self.ask(target, "SELECT count(*) FROM songplays"), ["6"])
        items = [{**self.PLAY, "itemInSession": item} for item in (None, None, -1, -1)]
        target = self.engine.target("items")
        self.program.load(target, self.files("none/1", log_data=items[:3]))
        self.program.load(target, self.files("none/2", log_data=items[1:]))
        self.assertEqual(self.ask(target, "SELECT count(*) FROM songplays"), ["2"])

    def test_an_object_that_was_given_under_a_wrong_name(self):
        target = self.engine.target("wrong")
        files = self.files("wrong", song_data=[self.SONG], log_data=[self.PLAY])
        both = self.program.load(target, {"log_data": SCRATCH / "wrong", "log_jsonpath": files["log_jsonpath"]})
        self.assertEqual(both["rejects"], 1)
        self.assertEqual(self.program.load(target, files)["objects"]["new"], 1)
        self.assertEqual(self.ask(target, "SELECT song_id FROM songplays"), ["S1"])

    def test_zero_has_no_sign(self):
        target = self.engine.target("zero")
        song = {**self.SONG, "artist_latitude": -0.0, "duration": -0.0}
        self.program.load(target, self.files("zero", song_data=[song]))
        self.program.load("zero-reference.duckdb", self.files("zero", song_data=[song]))
        same = self.program.run("diff", "zero-reference.duckdb", target)
        self.assertEqual(same.returncode, 0, same.stdout + same.stderr)

    def test_keys_and_rejects_of_any_length(self):
        target = self.engine.target("long")
        key, cut_off = "k" * 3000, '{"song_id": "' + "x" * 100_000
        songs = SCRATCH / "long.json"
        songs.write_text(f'{{"song_id": "S1", "artist_id": "A1", "{key}": 1}}\n{cut_off}\n')
        report = self.program.load(target, {"song_data": songs})
        self.assertEqual((report["records"], report["rejects"]), (2, 1))
        self.assertIn(key, [entry["key"] for entry in report["drift"]])
        result = self.program.run("query", "--to", target, "--format", "json", "SELECT raw_text FROM ledger.rejects")
        self.assertEqual(json.loads(result.stdout), [{"raw_text": cut_off[:self.engine.longest_text_bytes]}])

    def test_keep_staging(self):
        target = self.engine.target("staging")
        report = self.program.load(target, self.sources(self.data), "--keep-staging")
        result = self.program.run("query", "--to", target, "--format", "csv",
                                  "SELECT (SELECT count(*) FROM staging_events) + (SELECT count(*) FROM staging_songs)")
        self.assertEqual(int(result.stdout.split()[-1]), report["records"] - report["rejects"])

    def test_commands(self):
        target = self.engine.target("commands")
        self.program.load(target, self.sources(self.data))
        reports = [["report", line.split()[0]] for line in self.program.run("report").stdout.splitlines()]
        self.assertGreaterEqual(len(reports), 6)
        for command in (["check"], *reports, ["rejects", "--limit", "3"]):
            here = self.program.run(*command, "--to", target)
            on_duckdb = self.program.run(*command, "--to", "reference.duckdb")
            said = [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+|[ -]{2,}", " ", run.stdout)  # when it was loaded
                    for run in (here, on_duckdb)]
            self.assertEqual((here.returncode, said[0]), (on_duckdb.returncode, said[1]), here.stderr)

    def test_a_repaired_reject_counts_once(self):
        """Sent back again, killed at any point and sent back again, it is there once, and the checks hold."""
        target = self.engine.target("replay")
        self.program.load(target, self.sources(self.data))
        plays = self.count(target)
        flags = ("--to", target, "--source", f"log_jsonpath={self.data / 'log_json_path.json'}")
        rejects = json.loads(self.program.run("rejects", "--to", target, "--json", "--limit", "1000").stdout)
        events = [reject for reject in rejects if "log_data" in reject["object"]]
        self.assertGreaterEqual(len(events), 4)
        def repaired(number):
            return json.dumps({"page": "NextSong", "ts": 1541106106796 + number, "userId": "1", "sessionId": 99_999,
                               "itemInSession": number, "song": "Mended", "artist": "Mended", "length": 1.0, "level": "free"})
        def send(number, text, *more, environment=None):
            (SCRATCH / "repaired.json").write_text(text)
            return self.program.run("replay", *flags, "--object", events[number]["object"], "--line", events[number]["line"],
                                    "--file", "repaired.json", *more, environment=environment)

        again = send(0, "{broken")
        self.assertEqual((again.returncode, self.count(target)), (3, plays), again.stderr)
        self.assertIn("rejected again: ", again.stdout)
        for text in ("", repaired(0) * 2):
            self.assertEqual(send(0, text).returncode, 1)
        self.assertEqual(len(self.ledger_objects(target)), 0)

        self.assertIn(" loaded\n", send(0, repaired(0)).stdout)
        self.assertEqual(self.count(target), plays + 1)
        for text in (repaired(0), repaired(7)):
            known = send(0, text)
            self.assertEqual((known.returncode, self.count(target)), (0, plays + 1), known.stderr)
            self.assertIn("sent back before", known.stdout)

        skipped = send(1, json.dumps({"page": "Home", "ts": 1541106106796}))
        self.assertIn("skipped: not a play", skipped.stdout, skipped.stderr)

        killed = 0
        for point in range(1, 1000, self.engine.kill_every):
            result = send(2, repaired(2), environment={"SPARKIFY_CRASH_AT": str(point)})
            if result.returncode >= 0:
                break
            killed += 1
            self.assertIn(self.count(target), (plays + 1, plays + 2))
        self.assertGreaterEqual(killed, 3)
        self.assertEqual(send(2, repaired(2)).returncode, 0)
        self.assertEqual(self.count(target), plays + 2)

        edited = json.loads(self.program.run("rejects", "--to", target, "--json", "--limit", "1000").stdout)
        self.assertEqual(sum(reject["replayed"] for reject in edited), 3)
        for reject in edited:
            if (reject["object_id"], reject["record"]) == (events[3]["object_id"], events[3]["record"]):
                reject["raw"] = repaired(3)
        (SCRATCH / "edited.json").write_text(json.dumps(edited))
        for expected in (" loaded\n", "sent back before"):
            self.assertIn(expected, self.program.run("replay", "edited.json", *flags).stdout)
            self.assertEqual(self.count(target), plays + 3)
        self.assertEqual(self.program.run("check", "--to", target).returncode, 0)
        self.assertEqual(len(self.ledger_objects(target)), 4)

        found = json.loads(self.program.run("trace", f"{events[0]['object']}:{events[0]['line']}", "--to", target,
                                            "--json").stdout)
        self.assertEqual((found["status"], found["reject"]["replayed"]), ("rejected", True))
        self.assertIn("songplays", [row["table"] for row in found["rows"]])

    def count(self, target):
        return int(self.program.run("query", "SELECT count(*) FROM songplays", "--to", target, "--format", "csv")
                   .stdout.split()[-1])

    def ledger_objects(self, target):
        return json.loads(self.program.run("query", "SELECT name FROM ledger.objects WHERE name LIKE 'replay:%'", "--to", target,
                                           "--format", "json").stdout)

    def test_queries_do_not_write(self):
        target = self.engine.target("read_only")
        self.program.load(target, self.sources(self.data))
        result = self.program.run("query", "--to", target, "DELETE FROM users")
        self.assertEqual(result.returncode, 1)
        self.assertIn("read-only", result.stderr)
        self.assert_star(target)

    def test_parquet(self):
        target = self.engine.target("parquet")
        self.program.load(target, self.sources(self.data))
        sql = "SELECT user_id, first_name, level, last_event_at, 0.5 AS half, CAST(NULL AS VARCHAR) AS nothing FROM users"
        result = self.program.run("query", "--to", target, "--format", "parquet", "--output", "users.parquet", sql)
        self.assertEqual(result.returncode, 0, result.stderr)
        read = "SELECT * FROM 'users.parquet' ORDER BY user_id"
        here = self.program.run("query", "--to", "reference.duckdb", "--format", "json", read).stdout
        on_duckdb = self.program.run("query", "--to", "reference.duckdb", "--format", "json", sql + " ORDER BY user_id").stdout
        self.assertEqual(json.loads(here), json.loads(on_duckdb))
        types = self.program.run("query", "--to", "reference.duckdb", "--format", "csv",
                                 "SELECT typeof(user_id), typeof(last_event_at) FROM 'users.parquet' LIMIT 1").stdout
        self.assertEqual(types.splitlines()[1], "BIGINT,TIMESTAMP")

    def test_parquet_keeps_the_order(self):
        target = self.engine.target("ordered")
        self.program.load(target, self.sources(self.data))
        sql = ("SELECT row_number() OVER (ORDER BY a.start_time, a.session_id, b.start_time, b.session_id) AS n "
               "FROM songplays a CROSS JOIN songplays b ORDER BY n LIMIT 300000")
        result = self.program.run("query", "--to", target, "--format", "parquet", "--output", "ordered.parquet", sql)
        self.assertEqual(result.returncode, 0, result.stderr)
        moved = ("SELECT count(*) AS numbers, count(CASE WHEN n <> file_row_number + 1 THEN 1 END) AS moved "
                 "FROM read_parquet('ordered.parquet', file_row_number = true)")
        counted = self.program.run("query", "--to", "reference.duckdb", "--format", "csv", moved).stdout
        self.assertEqual(counted, "numbers,moved\n300000,0\n")

    def test_diff_shows_what_differs(self):
        target = self.engine.target("differs")
        self.program.load(target, self.sources(self.data))
        self.engine.sql("differs", "UPDATE users SET level = 'gold' WHERE user_id = (SELECT min(user_id) FROM users)")
        self.engine.sql("differs", "DELETE FROM time WHERE start_time = (SELECT min(start_time) FROM time)")
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

    def test_the_sample(self):
        if not SAMPLE.exists():
            self.skipTest(f"the real sample is not at {SAMPLE}")
        logs, songs = SAMPLE / "log_data", SAMPLE / "song_data"
        sources = {"log_data": logs, "song_data": songs, "log_jsonpath": SAMPLE / "log_json_path.json"}
        target = self.engine.target("sample")
        self.program.load(target, sources)
        self.program.load("sample.duckdb", sources)
        self.assertEqual(self.program.star(target), self.program.star("sample.duckdb"))


unittest.main(verbosity=1)
