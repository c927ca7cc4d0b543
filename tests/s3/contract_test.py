"""What every source of objects must do: the same cases over a folder and every server that speaks S3's protocol.

Servers that others wrote stand behind a proxy that puts faults in the way.

Usage: contract_test.py folder|strict|versitygw|moto PROGRAM SCRATCH_FOLDER
"""
import gzip
import http.client
import json
import pathlib
import shutil
import subprocess
import sys
import unittest
import urllib.parse

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from program import Program, arguments
from server import start
from faulty_server import Fault, FaultProxy
from strict_server import StrictServer

BACKEND = sys.argv.pop(1)
DEPS = pathlib.Path(__file__).resolve().parents[2] / "build" / "deps"
SERVERS = {"versitygw": DEPS / "versitygw", "moto": DEPS / "python" / "bin" / "moto_server"}  # tools/setup test
if BACKEND in SERVERS and not SERVERS[BACKEND].exists():
    print(f"skipped: there is no {SERVERS[BACKEND]}")
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


class OthersServer:
    def environment(self):
        return {"AWS_ENDPOINT_URL_S3": self.proxy.url, "AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "secret/+=test"}

    def location(self, key):
        return f"s3://songs/{key}"

    def stop(self):
        self.proxy.close()
        self.process.terminate()
        self.process.wait()


class VersityBackend(OthersServer, FolderBackend):
    """versitygw (github.com/versity/versitygw) over a folder; it verifies signatures."""
    root = SCRATCH / "objects" / "songs"

    def __init__(self):
        self.root.mkdir(parents=True, exist_ok=True)
        self.process, port = start([SERVERS["versitygw"], "--port", "127.0.0.1:{port}", "--region", "eu-north-1", "--quiet",
                                    "posix", "--nometa", self.root.parent],
                                   {"ROOT_ACCESS_KEY": "AKIDTEST", "ROOT_SECRET_KEY": "secret/+=test"})
        self.proxy = FaultProxy(port)

    def close(self):
        self.stop()
        shutil.rmtree(self.root.parent, ignore_errors=True)


class MotoBackend(OthersServer):
    """moto (github.com/getmoto/moto); it does not look at signatures."""

    def __init__(self):
        self.process, self.port = start([SERVERS["moto"], "-p", "{port}"])
        self.proxy = FaultProxy(self.port)
        self.send("PUT", "/songs", b"")

    def send(self, method, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request(method, path, body, {"Authorization": "AWS4-HMAC-SHA256 Credential=AKIDTEST/20181101/us-east-1/s3/"
                                                "aws4_request, SignedHeaders=host, Signature=0", "Host": "s3.amazonaws.com"})
        status = connection.getresponse().status
        connection.close()
        assert status == 200, (method, path, status)

    def put(self, key, body):
        self.send("PUT", "/songs/" + urllib.parse.quote(key, safe="/"), body)

    def close(self):
        self.stop()


def song(number):
    return json.dumps({"num_songs": 1, "artist_id": f"AR{number % 7}", "artist_latitude": None, "artist_longitude": None,
                       "artist_location": "", "artist_name": f"Artist {number % 7}", "song_id": f"SO{number:06}",
                       "title": f"Song {number}", "duration": 100.5 + number, "year": 0}).encode()


class Contract(unittest.TestCase):
    def setUp(self):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        self.program = Program(BINARY, SCRATCH)
        self.backend = {"folder": FolderBackend, "strict": StrictBackend, "versitygw": VersityBackend,
                        "moto": MotoBackend}[BACKEND]()

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

    def test_jsonpaths_file_among_the_data(self):
        keys = ["artist", "auth", "firstName", "gender", "itemInSession", "lastName", "length", "level", "location", "method",
                "page", "registration", "sessionId", "song", "status", "ts", "userAgent", "userId"]
        event = {**dict.fromkeys(keys), "page": "NextSong", "ts": 1541000000000, "userId": "1", "sessionId": 1, "itemInSession": 0}
        self.backend.put("data/events.json", json.dumps(event).encode())
        self.backend.put("data/paths.json", json.dumps({"jsonpaths": [f"$['{key}']" for key in keys]}).encode())
        self.backend.put("data/paths.json.old", json.dumps({**event, "ts": 1541000000001}).encode())
        report = self.program.load("star.duckdb", {"log_data": self.backend.location("data"),
                                                   "log_jsonpath": self.backend.location("data/paths.json")},
                                   environment=self.backend.environment())
        self.assertEqual((report["objects"]["new"], report["rejects"], report["tables"]["songplays"]), (2, 0, 2))

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

    def test_faults_on_the_way(self):
        if BACKEND == "folder":
            self.skipTest("nothing lies between")
        for number in range(150):
            self.backend.put(f"song_data/{number}.json", song(number))
        server = self.backend.server if BACKEND == "strict" else self.backend.proxy
        server.faults = [Fault("/song_data/", kind, 5, "SlowDown") for kind in (503, "reset", "cut", "short", 500)]
        report = self.load()
        self.assertGreaterEqual(report["retries"], 20)
        self.assertEqual((report["records"], report["tables"]["songs"]), (150, 150))

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
