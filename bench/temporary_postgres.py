"""A PostgreSQL server that is gone afterwards."""
import os
import pathlib
import shutil
import subprocess
import sys

POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")


class TemporaryPostgres:
    """With the settings it is installed with, on a socket in a folder of its own, run by an unprivileged user."""

    def __enter__(self):
        if not POSTGRES.exists():
            sys.exit("no PostgreSQL 15: apt-get install postgresql-15")
        self.folder = pathlib.Path("/tmp/sparkify-bench-postgres")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        self.run(POSTGRES / "initdb", "-D", self.folder / "data", "-A", "trust", "-U", "bench")
        self.run(POSTGRES / "pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o",
                 f"-c listen_addresses='' -c unix_socket_directories={self.folder}", "start")
        return f"host={self.folder} user=bench dbname=postgres"

    def run(self, *command):
        subprocess.run([*self.user, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def __exit__(self, *_):
        self.run(POSTGRES / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
