"""What every source of objects must do: the same cases over a folder and every server that speaks S3's protocol.

Usage: contract_test.py folder|strict|versitygw PROGRAM SCRATCH_FOLDER
"""
import gzip
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from program import Program, arguments
from strict_server import StrictServer

BACKEND = sys.argv.pop(1)
SERVER = pathlib.Path(__file__).resolve().parents[2] / "build" / "deps" / "versitygw"  # tools/fetch-versitygw
if BACKEND == "versitygw" and not SERVER.exists():
    print(f"skipped: there is no {SERVER}")
    sys.exit(77)
BINARY, SCRATCH = arguments()


class FolderBackend:
    root = SCRATCH / "objects"

    def put(self, key, body):
        file = self.root / key
        if key.endswith("/"):
            return file.mkdir(parents=True, exist_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def location(self, key):
        return str(self.root / key)

    def environment(self):
        return {}

    def close(self):
        shutil.rmtree(self.root, ignore_errors=True)


class StrictBackend:
    def __init__(self):
        self.server = StrictServer()

    def put(self, key, body):
        self.server.put("songs", key, body)

    def location(self, key):
        return f"s3://songs/{key}"

    def environment(self):
        return self.server.environment()

    def close(self):
        self.server.close()


class VersityBackend(FolderBackend):
    """versitygw (github.com/versity/versitygw) over a folder."""
    root = SCRATCH / "objects" / "songs"

    def __init__(self):
        self.root.mkdir(parents=True, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [SERVER, "--port", f"127.0.0.1:{self.port}", "--region", "eu-north-1", "--quiet", "posix", "--nometa",
             self.root.parent], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "ROOT_ACCESS_KEY": "AKIDTEST", "ROOT_SECRET_KEY": "secret/+=test"})
        deadline = time.time() + 20
        while time.time() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("versitygw does not start")

    def location(self, key):
        return f"s3://songs/{key}"

    def environment(self):
        return {"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{self.port}", "AWS_ACCESS_KEY_ID": "AKIDTEST",
                "AWS_SECRET_ACCESS_KEY": "secret/+=test"}

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.root.parent, ignore_errors=True)


def song(number):
    return json.dumps({"num_songs": 1, "artist_id": f"AR{number % 7}", "artist_latitude": None, "artist_longitude": None,
                       "artist_location": "", "artist_name": f"Artist {number % 7}", "song_id": f"SO{number:06}",
                       "title": f"Song {number}", "duration": 100.5 + number, "year": 0}).encode()


class Contract(unittest.TestCase):
    def setUp(self):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        self.program = Program(BINARY, SCRATCH)
        self.backend = {"folder": FolderBackend, "strict": StrictBackend, "versitygw": VersityBackend}[BACKEND]()

    def tearDown(self):
        self.backend.close()

    def load(self, prefix="song_data", *flags):
        return self.program.load("star.duckdb", {"song_data": self.backend.location(prefix)}, *flags,
                                 environment=self.backend.environment())

    def query(self, select):
        result = self.program.run("query", "--to", "star.duckdb", "--format", "json", select)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_odd_keys(self):
        keys = ["with blank.json", "a+b.json", "100%.json", "%20.json", "tilde~.json", "ünï/çødé.json", "日本.json",
                "q?x=1&y=2.json", "semi;colon.json", "it's.json", "[brackets].json", "#hash.json", "dot..dot.json", "=.json",
                "at@home.json", "a,b!(c)*$.json", "<tag>&amp;.json", "-_.json", "no_extension", "deep/er/and/deeper.json"]
        for number, key in enumerate(keys):
            self.backend.put("song_data/" + key, song(number))
        report = self.load()
        self.assertEqual(report["objects"]["new"], len(keys))
        self.assertEqual(report["tables"]["songs"], len(keys))
        names = [row["name"] for row in self.query("SELECT name FROM ledger.objects ORDER BY name")]
        self.assertEqual(sorted(names), sorted(self.backend.location("song_data/" + key) for key in keys))
        self.assertEqual(self.load()["objects"]["new"], 0)

    def test_what_is_no_data(self):
        self.backend.put("song_data/", b"")
        self.backend.put("song_data/A/", b"")
        self.backend.put("song_data/A/one.json", song(1))
        self.backend.put("song_data/A/empty.json", b"")
        self.backend.put("song_data/.ipynb_checkpoints/one-checkpoint.json", song(2))
        self.backend.put("song_data/A/.hidden.json", song(3))
        report = self.load()
        self.assertEqual((report["objects"]["new"], report["records"]), (2, 1))

    def test_compressed(self):
        self.backend.put("song_data/a.json.gz", gzip.compress(b"\n".join(song(n) for n in range(100))))
        plain = SCRATCH / "plain"
        plain.write_bytes(b"\n".join(song(n) for n in range(100, 200)))
        subprocess.run(["zstd", "-q", plain], check=True)
        self.backend.put("song_data/b.json.zst", plain.with_suffix(".zst").read_bytes())
        self.assertEqual(self.load()["tables"]["songs"], 200)

    def test_thousands_of_keys_in_folders_and_in_one(self):
        number = 0
        for folder in "AB":
            for inner in "ABC":
                for _ in range(250):
                    self.backend.put(f"song_data/A/{folder}/{inner}/{number:05}.json", song(number))
                    number += 1
        for _ in range(1200):
            self.backend.put(f"flat/{number:05}.json", song(number))
            number += 1
        report = self.load()
        self.assertEqual((report["objects"]["new"], report["tables"]["songs"]), (1500, 1500))
        report = self.load("flat")
        self.assertEqual((report["objects"]["new"], report["tables"]["songs"]), (1200, 2700))
        self.assertEqual(self.query("SELECT count(DISTINCT song_id) AS songs FROM songs"), [{"songs": 2700}])

    def test_only_what_is_new(self):
        for number in range(20):
            self.backend.put(f"song_data/{number}.json", song(number))
        self.assertEqual(self.load()["objects"]["new"], 20)
        self.backend.put("song_data/0/late.json", song(20))
        report = self.load()
        self.assertEqual((report["objects"]["new"], report["objects"]["known"], report["tables"]["songs"]), (1, 20, 21))
        self.backend.put("song_data/7.json", song(7).replace(b"Song 7", b"Song 7, remastered"))
        report = self.load()
        self.assertEqual(report["objects"]["changed"], [self.backend.location("song_data/7.json")])
        self.load("song_data", "--reload")
        self.assertEqual(self.query("SELECT title FROM songs WHERE song_id = 'SO000007'"), [{"title": "Song 7, remastered"}])

    def test_a_prefix_is_what_keys_start_with(self):
        if BACKEND == "folder":
            self.skipTest("a folder's name is no prefix")
        self.backend.put("song_data/1.json", song(1))
        self.backend.put("song_data_2019/2.json", song(2))
        self.backend.put("other/3.json", song(3))
        self.assertEqual(self.load("song_data/")["objects"]["new"], 1)
        self.assertEqual(self.load("song_data")["objects"]["new"], 1)
        self.assertEqual(self.load("")["objects"]["new"], 1)


unittest.main(verbosity=1)
