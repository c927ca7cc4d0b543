"""The engines that the contract suite runs over: each gives a fresh target by name, and what the program needs in its
environment to use it."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "redshift"))
from server import start
from standin import MISSING, Standin

VERSITYGW = ROOT / "build" / "deps" / "versitygw"  # tools/setup test
BIN = next(iter(sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


class Duckdb:
    MISSING = None
    is_file = True
    environment = {}
    longest_text_bytes = None
    kill_every = 5  # points, of those at which a load can be killed

    def __init__(self, folder):
        self.folder = folder

    def target(self, name):
        for file in self.folder.glob(f"{name}.duckdb*"):
            file.unlink()
        return f"{name}.duckdb"

    def sql(self, name, statement):
        """By somebody else than the program."""
        subprocess.run([ROOT / "build" / "deps" / "python" / "bin" / "python", "-c", "import sys, duckdb; "
                        "duckdb.connect(sys.argv[1]).execute(sys.argv[2])", self.folder / f"{name}.duckdb", statement],
                       check=True)

    def close(self):
        pass


class Postgres:
    """A temporary server on a socket in a folder of its own, whose own collation is not byte order; PostgreSQL refuses to
    run as root."""
    MISSING = None if BIN else "PostgreSQL in /usr/lib/postgresql"
    is_file = False
    environment = {}
    longest_text_bytes = None
    kill_every = 4

    def __init__(self, _):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sparkify-postgres-"))
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        self.run(BIN / "initdb", "-D", self.folder / "data", "-A", "trust", "-U", "test", "-E", "UTF8", "--locale=C.UTF-8",
                 "--locale-provider=icu", "--icu-locale=en-US")
        self.run(BIN / "pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o",
                 f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off", "start")

    def run(self, *command):
        subprocess.run([*self.user, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def target(self, name):
        self.run(BIN / "createdb", "-h", self.folder, "-U", "test", name)
        return f"postgres://test@/{name}?host={self.folder}"

    def sql(self, name, statement):
        self.run("psql", "-q", "-h", self.folder, "-U", "test", name, "-c", statement)

    def close(self):
        self.run(BIN / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class Redshift:
    """The stand-in, which reads S3 from versitygw. It has one database, so a fresh target means that all others are gone."""
    MISSING = MISSING or (None if VERSITYGW.exists() else VERSITYGW)
    is_file = False
    longest_text_bytes = 65_535
    kill_every = 9
    ROLE = "arn:aws:iam::123456789012:role/warehouse"

    def __init__(self, folder):
        self.objects, metadata = folder / "objects", folder / "metadata"
        (self.objects / "lake").mkdir(parents=True)
        metadata.mkdir()
        access = {"ROOT_ACCESS_KEY": "AKIDTEST", "ROOT_SECRET_KEY": "secret/+=test"}
        self.s3, port = start([VERSITYGW, "--port", "127.0.0.1:{port}", "--region", "us-west-2", "--quiet", "posix", "--sidecar",
                               metadata, self.objects], access)
        self.s3_url = f"http://127.0.0.1:{port}"
        self.environment = {
            "AWS_ENDPOINT_URL_S3": self.s3_url, "AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "secret/+=test",
            "AWS_REGION": "us-west-2", "SPARKIFY_IAM_ROLE": self.ROLE, "SPARKIFY_STAGING": "s3://lake/stage",
            "SPARKIFY_DB_PASSWORD": "Analyst1"}
        self.standin = Standin(self.s3_url, {self.ROLE: ["lake"]}, {"analyst": "Analyst1"},
                               options=["--s3-key", "AKIDTEST:secret/+=test"])

    def target(self, _):
        schemas = self.psql("SELECT nspname FROM pg_namespace WHERE nspname = 'ledger'")
        tables = self.psql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for table in tables.split():
            self.psql(f"DROP TABLE public.{table}")
        if schemas:
            self.psql("DROP SCHEMA ledger CASCADE")
        return self.standin.url()

    def psql(self, statement):
        return subprocess.run(["psql", self.standin.url(password="Analyst1", scheme="postgresql"), "-qAt", "-c", statement],
                              check=True, capture_output=True, text=True).stdout.strip()

    def sql(self, _, statement):
        self.psql(statement)

    def close(self):
        self.standin.close()
        self.s3.terminate()
        self.s3.wait()


ENGINES = {"duckdb": Duckdb, "postgres": Postgres, "redshift": Redshift}
