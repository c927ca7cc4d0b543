"""The PostgreSQL underneath: a temporary cluster on a socket in the stand-in's folder."""
import os
import pathlib
import shutil
import subprocess
import tempfile

BIN = next(iter(sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
CATALOG = pathlib.Path(__file__).with_name("catalog.sql")
DATABASE = "dev"
OWNER = "rdsdb"


class Cluster:
    def __init__(self, database=DATABASE):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="standin-"))
        self.database = database
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # PostgreSQL refuses to run as root
        if self.as_user:
            shutil.chown(self.folder, "postgres")
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        self.run(BIN / "initdb", "-D", self.folder / "data", "-A", "trust", "-U", OWNER, "-E", "UTF8", "--locale=C", "-N")
        self.run(BIN / "pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o",
                 f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=200 "
                 "-c allow_system_table_mods=on -c timezone=UTC -c default_toast_compression=lz4", "start")
        self.socket = self.folder / ".s.PGSQL.5432"
        self.log_folder = self.folder / "loads"  # read by PostgreSQL, written by us
        self.log_folder.mkdir()
        self.log_folder.chmod(0o755)
        for name in ("error", "history", "detail", "stl_error"):
            (self.log_folder / name).touch()
        self.folder.chmod(0o755)
        self.run(BIN / "createdb", "-h", self.folder, "-U", OWNER, "-T", "template0", self.database)
        with open(CATALOG) as catalog:  # opened here: the user postgres may not see this folder
            self.run(BIN / "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-v", f"loads={self.log_folder}", "-h", self.folder,
                     "-U", OWNER, "-d", self.database, stdin=catalog)

    def run(self, *command, stdin=None):
        done = subprocess.run([*self.as_user, *map(str, command)], cwd="/", stdin=stdin, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]}: {done.stderr}")

    def close(self):
        subprocess.run([*self.as_user, BIN / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"], cwd="/",
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)
