"""What the tests of `sparkify cluster` start with: an account of their own, and a folder with a dwh.cfg."""
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import test_packages  # noqa: F401  first: it may start the test anew
from aws_standin import AwsStandin
from program import Program, arguments

BINARY, SCRATCH = arguments()
CONFIG = """# Where the records come from.
[S3]
LOG_DATA = s3://udacity-dend/log_data
SONG_DATA = 's3://udacity-dend/song_data'
LOG_JSONPATH = s3://udacity-dend/log_json_path.json
STAGING = s3://my-bucket/stage

[DWH]
DWH_CLUSTER_TYPE = multi-node
DWH_NUM_NODES = 4
DWH_NODE_TYPE = ra3.large
DWH_CLUSTER_IDENTIFIER = dwhCluster
DWH_DB = dwh
DWH_DB_USER = dwhuser
DWH_PORT = 5439
DWH_IAM_ROLE_NAME = dwhRole
"""


class ClusterCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)

    def setUp(self):
        self.standin = AwsStandin()
        self.account = self.standin.account
        self.folder = self.new_folder()
        self.program = Program(BINARY, self.folder)
        self.environment = self.standin.environment()

    def tearDown(self):
        self.standin.close()
        self.assertEqual(self.standin.bad_requests, [], "requests that botocore's models refuse")

    @staticmethod
    def new_folder(config=CONFIG):
        folder = pathlib.Path(tempfile.mkdtemp(dir=SCRATCH))
        (folder / "dwh.cfg").write_text(config)
        return folder

    def cluster(self, *words, expect=0, environment=None):
        result = self.program.run("cluster", *words, environment={**self.environment, **(environment or {})})
        if expect is not None:
            self.assertEqual(result.returncode, expect, result.stdout + result.stderr)
        return result

    def json(self, *words, **options):
        return json.loads(self.cluster(*words, "--json", **options).stdout)

    def up(self, *words, **options):
        return self.cluster("up", "--yes", *words, **options)

    def down(self, *words, **options):
        return self.cluster("down", "--yes", *words, **options)

    def state(self):
        return json.loads((self.folder / "dwh.state.json").read_text())

    def made(self):
        """The calls that change something."""
        return [call for call in self.standin.calls
                if call.split(":")[1].startswith(("Create", "Put", "Update", "Authorize", "Revoke", "Delete", "Pause", "Resume"))]

    def assert_nothing_left(self):
        self.assertEqual(self.account.everything(), [])
        self.assertFalse((self.folder / "dwh.state.json").exists())
