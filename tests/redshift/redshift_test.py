"""What only Amazon Redshift has: rows that come by COPY from S3, packed or as they lie; roles; conflicts; what goes wrong
first, and what the program says of it. tests/engine/ has what all engines must do.

Usage: redshift_test.py PROGRAM SCRATCH_FOLDER
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "support"), str(TESTS / "engine"), str(TESTS / "redshift"),
             str(TESTS / "notebooks")]
from standin.process import PYTHON
from engines import Redshift

if Redshift.MISSING:
    print(f"skipped: there is no {Redshift.MISSING}")
    sys.exit(77)
if pathlib.Path(sys.prefix) != PYTHON.parents[1]:
    os.execv(PYTHON, [str(PYTHON), *sys.argv])  # boto3 is among tests/requirements.txt

import boto3
from execute import execute
from program import Program, arguments

BINARY, SCRATCH = arguments()


class OnRedshift(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        cls.engine = Redshift(SCRATCH)
        cls.program = Program(BINARY, SCRATCH, cls.engine.environment)
        cls.s3 = boto3.client("s3", endpoint_url=cls.engine.s3_url, region_name="us-west-2", aws_access_key_id="AKIDTEST",
                              aws_secret_access_key="secret/+=test")
        made = cls.program.run("generate", "data", "--users", "20", "--songs", "20", "--days", "6")
        assert made.returncode == 0, made.stderr
        cls.data = SCRATCH / "data"
        for file in cls.data.rglob("*.json"):
            cls.s3.put_object(Bucket="lake", Key=f"data/{file.relative_to(cls.data)}", Body=file.read_bytes())
        cls.program.load("reference.duckdb", cls.folders())
        cls.originals = {"SPARKIFY_STAGING": "", "SPARKIFY_MANIFESTS": "s3://lake/manifests"}

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()

    @classmethod
    def folders(cls):
        return {"log_data": cls.data / "log_data", "song_data": cls.data / "song_data",
                "log_jsonpath": cls.data / "log_json_path.json"}

    @staticmethod
    def in_s3(prefix="s3://lake/data"):
        return {"log_data": f"{prefix}/log_data", "song_data": f"{prefix}/song_data",
                "log_jsonpath": f"{prefix}/log_json_path.json"}

    def keys(self, prefix):
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket="lake", Prefix=prefix).get("Contents", [])]

    def sent(self, word):
        return [statement for statement in self.engine.standin.statements() if statement.startswith(word)]

    def wait_for(self, words, before):
        deadline = time.monotonic() + 30
        while not any(words in statement for statement in self.engine.standin.statements()[before:]):
            self.assertLess(time.monotonic(), deadline, words)
            time.sleep(0.05)

    def assert_same(self, target, reference="reference.duckdb"):
        same = self.program.run("diff", reference, target)
        self.assertEqual(same.returncode, 0, same.stdout + same.stderr)

    def assert_fails(self, target, *said, sources=None, environment=None):
        result = self.program.load(target, sources or self.folders(), environment=environment, expect=None)
        self.assertIn(result.returncode, (1, 2))
        for part in said:
            self.assertIn(part, result.stderr)
        for secret in ("Analyst1", "secret/+=test"):
            self.assertNotIn(secret, result.stdout + result.stderr)

    def test_packed_from_s3_and_from_folders(self):
        for sources in (self.in_s3(), self.folders()):
            target = self.engine.target("packed")
            before = len(self.sent("COPY"))
            self.program.load(target, sources)
            copies = self.sent("COPY")[before:]
            self.assertEqual(len(copies), 2)
            for copy in copies:
                self.assertIn("MANIFEST", copy)
                self.assertIn("ZSTD", copy)
            self.assertEqual(self.keys("stage/"), [], "what was staged is removed")
            self.assert_same(target)

    def test_as_they_lie(self):
        target = self.engine.target("originals")
        report = self.program.load(target, self.in_s3(), environment=self.originals)
        reference = self.program.load(self.fresh("originals.duckdb"), self.in_s3())
        for key in ("objects", "records", "rejects", "outcomes", "tables"):
            self.assertEqual(report[key], reference[key], key)
        self.assertEqual(self.keys("manifests/"), [])
        self.assert_same(target)
        again = self.program.load(target, self.in_s3(), environment=self.originals)
        self.assertEqual(again["objects"]["new"], 0)

    def test_as_they_lie_day_by_day_with_late_songs(self):
        target = self.engine.target("days")
        jsonpaths = "s3://lake/data/log_json_path.json"
        for key in reversed(self.keys("data/log_data/")):
            self.program.load(target, {"log_data": f"s3://lake/{key}", "log_jsonpath": jsonpaths}, environment=self.originals)
        self.program.load(target, {"song_data": "s3://lake/data/song_data"}, environment=self.originals)
        self.assert_same(target)

    def test_rejects_as_they_lie(self):
        good = '{"song_id": "S1", "artist_id": "A1", "title": "One"}\n'
        too_long = '{"song_id": "S2", "artist_id": "A1", "title": "' + "x" * 2000 + '"}\n'
        no_key = '{"artist_id": "A1", "title": "Three"}\n'
        self.s3.put_object(Bucket="lake", Key="bad/songs.json", Body=(good + too_long + no_key + good).encode())
        target = self.engine.target("rejects")
        report = self.program.load(target, {"song_data": "s3://lake/bad/"}, environment=self.originals)
        self.assertEqual((report["records"], report["reject_codes"]), (4, {"too_long": 1, "required": 1}))
        rejects = json.loads(self.program.run("rejects", "--to", target, "--json").stdout)
        self.assertEqual([(reject["line"], reject["byte"], reject["raw"]) for reject in rejects],
                         [(2, len(good), too_long.strip()), (3, len(good + too_long), no_key.strip())])

    def test_rejects_over_several_lines(self):
        good = {"song_id": "S1", "artist_id": "A1", "title": "One"}
        bad = [{**good, "song_id": f"B{i}", "title": "x" * 2000} for i in range(4)]
        first, alone = json.dumps(bad[0], indent=2), json.dumps(bad[1])
        beside = json.dumps(bad[2], indent=2)
        side_by_side = f"{json.dumps(good)} {json.dumps(bad[3])}"
        long_line = "".join(json.dumps({**good, "song_id": f"L{i}"}) for i in range(2000)) + json.dumps(bad[0])
        cut_off = '{\n"song_id": "S7",\n'
        parts = [json.dumps(good, indent=2) + "\n\n", first, "\n", alone, "\n", json.dumps(good, indent=2), beside, "\n",
                 side_by_side, "\n", cut_off, json.dumps(good) + "\n", long_line]
        text = "".join(parts)
        self.s3.put_object(Bucket="lake", Key="lines/songs.json", Body=text.encode())
        target = self.engine.target("lines")
        self.program.load(target, {"song_data": "s3://lake/lines/"}, environment=self.originals)
        rejects = json.loads(self.program.run("rejects", "--to", target, "--json").stdout)
        for reject in rejects:
            self.assertTrue(text[reject["byte"]:].startswith(reject["raw"]), reject)
            self.assertEqual(reject["line"], text[:reject["byte"]].count("\n") + 1, reject)
        self.assertLessEqual(len(rejects[-1]["raw"]), 65_536)
        self.assertEqual([(reject["record"], reject["raw"]) for reject in rejects[:-1]],
                         [(2, first), (3, alone), (5, beside), (6, side_by_side), (8, cut_off.strip()), (8, cut_off.strip())])

    def test_an_object_with_rejects_is_read_once(self):
        bad = "".join(json.dumps({"artist_id": "A1", "title": str(i)}) + "\n" for i in range(40))
        for name in ("one", "two"):
            self.s3.put_object(Bucket="lake", Key=f"once/{name}.json", Body=bad.encode())
        target = self.engine.target("once")
        report = self.program.load(target, {"song_data": "s3://lake/once/"}, environment=self.originals)
        self.assertEqual(report["rejects"], 80)
        self.assertLess(report["requests"], 8)
        rejects = json.loads(self.program.run("rejects", "--to", target, "--json", "--limit", "100").stdout)
        self.assertEqual([reject["raw"] for reject in rejects], bad.splitlines() * 2)

    def test_too_many_rejects_are_not_read(self):
        self.s3.put_object(Bucket="lake", Key="many/songs.json", Body=b'{"title": "no key"}\n' * 3)
        target = self.engine.target("many")
        self.engine.standin.fault(match="FROM sys_load_detail", delay=3)
        before = len(self.engine.standin.statements())
        load = self.program.start("load", "--to", target, "--source", "song_data=s3://lake/many/", "--max-rejects", "2",
                                  environment=self.originals)
        self.wait_for("FROM sys_load_detail", before)
        self.s3.delete_object(Bucket="lake", Key="many/songs.json")
        _, error = load.communicate(timeout=30)
        self.assertEqual(load.returncode, 1)
        self.assertIn("over 2 rejects, as --max-rejects allows; the last: object s3://lake/many/songs.json line 3", error)

    def test_names_that_are_longer_than_redshift_tells(self):
        songs = ["S1", "S2", "S3"]
        keys = [f"long/{i}/{'é' * 60}/x{'é' * 70}.json" for i in range(2)] + ["long/blanks  "]  # byte 256 is within an é
        for song, key in zip(songs, keys):
            self.s3.put_object(Bucket="lake", Key=key, Body=json.dumps({"song_id": song, "artist_id": "A1", "title": "One"}) +
                               '\n{"title": "no key"}\n')
        target = self.engine.target("long")
        report = self.program.load(target, {"song_data": "s3://lake/long/"}, environment=self.originals)
        self.assertEqual((report["objects"]["new"], report["rejects"]), (3, 3))
        rejects = json.loads(self.program.run("rejects", "--to", target, "--json").stdout)
        self.assertEqual(sorted(reject["object"] for reject in rejects), sorted(f"s3://lake/{key}" for key in keys))

    def test_names_that_redshift_does_not_tell_apart(self):
        shared = f"alike/{'x' * 200}/{'y' * 60}"
        for key in ("1.json", "2.json"):
            self.s3.put_object(Bucket="lake", Key=shared + key, Body=b'{"song_id": "S1", "artist_id": "A1", "title": "One"}')
        self.assert_fails(self.engine.target("alike"), "first 256 bytes", f"{shared}1.json", f"{shared}2.json", "[S3] STAGING",
                          sources={"song_data": "s3://lake/alike/"}, environment=self.originals)

    def test_quotes_and_backslashes_in_places(self):
        odd = "o'neil \\' co"
        for key in self.keys("data/"):
            self.s3.copy_object(Bucket="lake", Key=f"{odd}/{key}", CopySource={"Bucket": "lake", "Key": key})
        for place in ({"SPARKIFY_STAGING": f"s3://lake/{odd}/stage"},
                      {"SPARKIFY_STAGING": "", "SPARKIFY_MANIFESTS": f"s3://lake/{odd}/manifests"}):
            target = self.engine.target("odd")
            self.program.load(target, self.in_s3(f"s3://lake/{odd}/data"), environment=place)
            self.assert_same(target)
            name = next(f"s3://lake/{key}" for key in self.keys(f"{odd}/data/log_data/"))
            trace = self.program.run("trace", "--to", target, f"{name}:1", "--json")
            self.assertEqual((trace.returncode, json.loads(trace.stdout or "{}").get("object")), (0, name), trace.stderr)
        role = "arn:aws:iam::123456789012:role/o'neil"
        self.assert_fails(target, f"not authorized to assume IAM Role {role}", environment={"SPARKIFY_IAM_ROLE": role},
                          sources=self.fresh_song())

    def test_folders_cannot_be_copied_as_they_lie(self):
        self.assert_fails(self.engine.target("folders"), "is not in S3", "[S3] STAGING", environment=self.originals)

    def test_leftovers_of_a_killed_load_are_removed(self):
        target = self.engine.target("killed")
        self.program.load(target, {"song_data": self.data / "song_data"})
        folder = self.sent("COPY")[-1].split("'")[1].removeprefix("s3://lake/").rpartition("/")[0]
        self.s3.put_object(Bucket="lake", Key=f"{folder}/staging_events-7-0000.json.zst", Body=b"left")
        self.s3.put_object(Bucket="lake", Key="stage/of others", Body=b"kept")
        self.program.load(target, self.folders())
        self.assertEqual(self.keys("stage/"), ["stage/of others"])
        self.s3.delete_object(Bucket="lake", Key="stage/of others")
        self.assert_same(target)

    def test_readers_and_a_load_do_not_wait_for_each_other(self):
        target = self.engine.target("readers")
        self.program.load(target, {"song_data": self.data / "song_data"})
        reader = subprocess.Popen(["psql", self.engine.standin.url(password="Analyst1", scheme="postgresql"), "-qAt"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        reader.stdin.write("BEGIN; SELECT count(*) FROM ledger.loads;\n")  # and stays in its transaction
        reader.stdin.flush()
        self.assertEqual(reader.stdout.readline(), "1\n")
        self.engine.standin.fault(match="INSERT INTO songplays", delay=5)
        words = [word for name, place in self.folders().items() for word in ("--source", f"{name}={place}")]
        before = len(self.engine.standin.statements())
        load = self.program.start("load", "--to", target, *words)
        try:
            self.wait_for("CREATE TEMP TABLE staged_plays", before)
            for statement in ("SELECT count(*) FROM ledger.loads", "SELECT count(*) FROM songplays"):
                read = self.program.run("query", "--to", target, statement, timeout=4)
                self.assertEqual(read.returncode, 0, read.stderr)
            self.assertIsNone(load.poll(), "the load still runs")
            _, error = load.communicate(timeout=30)
            self.assertEqual(load.returncode, 0, error)
        finally:
            load.kill()
            reader.communicate("COMMIT;\n", timeout=10)
        self.assert_same(target)

    def test_a_warehouse_without_the_lock_gets_it(self):
        target = self.engine.target("older")
        self.program.load(target, {"song_data": self.data / "song_data"})
        self.engine.sql("older", "DROP TABLE ledger.lock")
        self.program.load(target, self.folders())
        self.assertEqual(self.engine.psql("SELECT loads FROM ledger.lock"), "1")
        self.assert_same(target)

    def test_another_warehouse_at_the_same_address_keeps_its_parts(self):
        places = []
        for name in ("first", "second"):  # as through a tunnel: a fresh warehouse, and the address stays
            target = self.engine.target(name)
            self.program.load(target, {"song_data": self.data / "song_data"})
            places.append(self.sent("COPY")[-1].split("'")[1].removeprefix("s3://lake/").rpartition("/")[0])
            self.s3.put_object(Bucket="lake", Key=f"{places[-1]}/part", Body=b"of a load that runs")
        self.assertEqual(self.keys("stage/"), sorted(f"{place}/part" for place in places))
        self.program.load(target, self.folders())
        self.assertEqual(self.keys("stage/"), [f"{places[0]}/part"], "a warehouse stays with its folder")
        self.s3.delete_object(Bucket="lake", Key=f"{places[0]}/part")

    def test_conflicts_are_tried_again(self):
        for message in ("1023", "could not complete because of conflict with concurrent transaction"):
            target = self.engine.target("conflict")
            self.program.load(target, {"song_data": self.data / "song_data"})
            for statement in ("INSERT INTO songplays", "COPY staging_events"):
                self.engine.standin.fault(match=statement, error=message, sqlstate="XX000", times=2)
            self.program.load(target, self.folders())
            self.assert_same(target)
            self.assertEqual(self.keys("stage/"), [], "what every attempt staged is removed")
            for table in ("staging_events", "staging_songs"):
                lasting = self.program.run("query", "--to", target, f"SELECT count(*) FROM {table}")
                self.assertEqual(lasting.returncode, 0, lasting.stderr)

    def test_a_snapshot_that_is_older_than_the_lock(self):
        target = self.engine.target("stale")
        self.program.load(target, {"song_data": self.data / "song_data"})
        self.engine.standin.fault(match="UPDATE ledger.lock", error="1023", sqlstate="XX000", times=2)
        self.program.load(target, self.folders())
        self.assertEqual(self.engine.psql("SELECT loads FROM ledger.lock"), "2", "an attempt that failed took its row back")
        self.assert_same(target)

    def test_a_conflict_that_stays(self):
        target = self.engine.target("conflicts")
        self.engine.standin.fault(match="INSERT INTO songplays", error="1023", times=5)
        self.assert_fails(target, "1023")
        self.assertEqual(self.keys("stage/"), [], "a load that fails removes what it staged")
        self.program.load(target, self.folders())
        self.assert_same(target)

    def test_a_connection_that_drops(self):
        for place in ("COPY staging_events", "INSERT INTO time", "COMMIT"):
            target = self.engine.target("drop")
            self.engine.standin.fault(match=place, drop=True)
            self.assert_fails(target, "the connection was lost")
            self.program.load(target, self.folders())
            self.assert_same(target)

    def test_the_role(self):
        target = self.engine.target("role")
        self.assert_fails(target, "not authorized to assume", "attached to the cluster",
                          environment={"SPARKIFY_IAM_ROLE": "arn:aws:iam::123456789012:role/unknown"})
        self.assert_fails(target, "no role is set", "IAM_ROLE", environment={"SPARKIFY_IAM_ROLE": ""})

    def test_a_bucket_that_the_role_may_not_read(self):
        self.s3.create_bucket(Bucket="closed", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
        self.assert_fails(self.engine.target("bucket"), "S3ServiceException:Access Denied", "s3:GetObject",
                          environment={"SPARKIFY_STAGING": "s3://closed/stage"})

    def test_no_place_for_rows(self):
        self.assert_fails(self.engine.target("nowhere"), "[S3] STAGING", environment={"SPARKIFY_STAGING": ""})

    def test_the_password(self):
        target = self.engine.target("password")
        self.assert_fails(target, "password", environment={"SPARKIFY_DB_PASSWORD": "Wrong1234"})
        self.assert_fails(target, "no password is given", "SPARKIFY_DB_PASSWORD", environment={"SPARKIFY_DB_PASSWORD": ""})

    def test_a_paused_cluster(self):
        target = self.engine.target("paused")
        self.engine.standin.pause()
        try:
            self.assert_fails(target, "cannot connect to Amazon Redshift", "paused")
        finally:
            self.engine.standin.pause(False)

    def test_temporary_credentials_that_expired(self):
        target = self.engine.target("expired").replace("analyst@", "IAM%3Aanalyst@")
        self.engine.standin.add_iam_user("IAM:analyst", "Temporary1", time.time() - 1)
        self.assert_fails(target, "temporary credentials", environment={"SPARKIFY_DB_PASSWORD": "Temporary1"})

    def test_config_file(self):
        target = self.engine.target("config")
        port = target.rpartition(":")[2].partition("/")[0]
        (SCRATCH / "redshift.cfg").write_text(
            f"[CLUSTER]\nHOST='127.0.0.1'\nDB_NAME=dev\nDB_USER=analyst\nDB_PORT={port}\nDB_PASSWORD='Analyst1'\n"
            f"[IAM_ROLE]\nARN='{self.engine.ROLE}'\n[S3]\nSTAGING=s3://lake/stage\n"
            + "".join(f"{name.upper()}='{place}'\n" for name, place in self.in_s3().items()))
        unset = {"SPARKIFY_DB_PASSWORD": "", "SPARKIFY_IAM_ROLE": "", "SPARKIFY_STAGING": ""}
        result = self.program.run("load", "--to", "redshift", "--config", "redshift.cfg", environment=unset)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("a file in a project is no place for it", result.stderr)
        self.assertNotIn("Analyst1", result.stderr + result.stdout)
        self.assert_same(target)

    def test_keys_of_tables(self):
        for keys, expected in (("considered", True), ("auto", False)):
            target = self.engine.target("keys")
            before = len(self.engine.standin.statements())
            result = self.program.run("create-tables", "--to", target, environment={"SPARKIFY_TABLE_KEYS": keys})
            self.assertEqual(result.returncode, 0, result.stderr)
            created = "\n".join(self.engine.standin.statements()[before:])
            self.assertEqual("DISTKEY" in created, expected)
            self.program.load(target, self.folders())
            self.assert_same(target)

    def test_text_that_differs_in_trailing_blanks(self):
        songs = SCRATCH / "blanks.json"
        songs.write_text("".join(json.dumps({"song_id": f"S{i}", "artist_id": "A1", "artist_name": "X", "title": title,
                                             "duration": 100.5}) + "\n" for i, title in enumerate(["Song", "Song ", " Song"])))
        logs = SCRATCH / "blanks_log.json"
        event = json.loads(next((self.data / "log_data").rglob("*.json")).read_text().splitlines()[0])
        logs.write_text("".join(json.dumps({**event, "page": "NextSong", "song": title, "artist": "X", "length": 100.5,
                                            "itemInSession": i, "userId": "7"}) + "\n"
                                for i, title in enumerate(["Song ", "Song", "Song  "])))
        sources = {"log_data": logs, "song_data": songs, "log_jsonpath": self.data / "log_json_path.json"}
        target = self.engine.target("blanks")
        self.program.load(target, sources)
        self.program.load(self.fresh("blanks.duckdb"), sources)
        self.assert_same(target, "blanks.duckdb")

    def test_the_notebook(self):
        target = self.engine.target("notebook")
        self.program.load(target, self.folders())
        text, pictures = execute(SCRATCH, self.engine.standin.url(password="Analyst1"))
        self.assertEqual((text, pictures), execute(SCRATCH, "reference.duckdb"))
        self.assertEqual(pictures, 3)

    def test_ctrl_c(self):
        target = self.engine.target("ctrl_c")
        self.program.load(target, {"song_data": self.data / "song_data"})
        self.engine.standin.fault(match="INSERT INTO songplays", delay=5)
        words = [word for name, place in self.folders().items() for word in ("--source", f"{name}={place}")]
        before = len(self.engine.standin.statements())
        load = self.program.start("load", "--to", target, *words)
        self.wait_for("CREATE TEMP TABLE staged_plays", before)
        time.sleep(0.5)
        load.send_signal(signal.SIGINT)
        _, error = load.communicate(timeout=15)
        self.assertEqual(load.returncode, 1, error)
        self.program.load(target, self.folders())
        self.assert_same(target)

    def fresh_song(self):
        song = SCRATCH / "fresh_song.json"
        song.write_text('{"song_id": "S9", "artist_id": "A9", "title": "Nine"}')
        return {"song_data": song}

    def fresh(self, name):
        (SCRATCH / name).unlink(missing_ok=True)
        return name


unittest.main(verbosity=1)
