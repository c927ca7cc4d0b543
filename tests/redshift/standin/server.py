"""Listens, logs clients in, and gives each a session."""
import itertools
import secrets
import select
import socket
import struct
import threading
import time

from . import settings
from .backend import Backend
from .cluster import OWNER
from .errors import Refusal
from .faults import Faults
from .load_log import LoadLog
from .protocol import CANCEL_REQUEST, GSS_REQUEST, SSL_REQUEST, VERSION_3, Channel, error_body, text
from .session import Session
from .users import Users


class Server:
    def __init__(self, cluster, arguments):
        self.cluster = cluster
        self.region, self.s3_endpoint, self.s3_key = arguments.region, arguments.s3_endpoint, arguments.s3_key
        self.roles, self.isolation, self.serverless = dict(arguments.role), arguments.isolation, arguments.serverless
        self.users = Users(arguments.user, arguments.iam_users)
        self.faults = Faults(arguments.faults)
        self.load_log = LoadLog(cluster.log_folder)
        self.statement_log = open(arguments.log, "a", encoding="utf-8") if arguments.log else None
        self.query_ids, self.lock = itertools.count(101), threading.Lock()
        self.sessions = {}
        self.listener = socket.create_server(("127.0.0.1", arguments.port))
        self.port = self.listener.getsockname()[1]  # it stays the same through pauses

    def next_query_id(self):
        return next(self.query_ids)

    def log(self, session, statement):
        if self.statement_log:
            with self.lock:
                self.statement_log.write(f"{session.number}\t{' '.join(statement.split())}\n")
                self.statement_log.flush()

    def serve(self):
        while True:
            if self.faults.is_paused():
                if self.listener:
                    self.listener.close()
                    self.listener = None
                time.sleep(0.02)
                continue
            if not self.listener:
                self.listener = socket.create_server(("127.0.0.1", self.port))
            if not select.select([self.listener], [], [], 0.05)[0] or self.faults.is_paused():
                continue
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.welcome, args=[connection], daemon=True).start()

    def welcome(self, connection):
        client = Channel(connection)
        try:
            session = self.log_in(client)
            if session:
                session.serve()
        except OSError:
            pass
        finally:
            client.close()

    def log_in(self, client):
        while True:
            code, body = client.read_startup()
            if code in (SSL_REQUEST, GSS_REQUEST):
                client.write_raw(b"N")
            elif code == CANCEL_REQUEST:
                return self.cancel(body)
            else:
                break
        words = body.split(b"\0")
        given = {key.decode(): value.decode() for key, value in zip(words[::2], words[1::2]) if key}
        user = given.get("user", "")
        try:
            if code != VERSION_3:
                raise Refusal("08P01", "unsupported frontend protocol")
            self.users.check(client, user)
            database = given.get("database", user)
            if database != self.cluster.database:
                raise Refusal("3D000", f'database "{database}" does not exist')
            self.make_user(user)
            session = Session(self, client, user, database)
        except Refusal as refusal:
            client.write(b"E", error_body({**refusal.fields, "S": "FATAL"}))
            client.flush()
            return None
        client.write(b"R", struct.pack("!I", 0))
        for key, value in settings.startup_report(user).items():
            client.write(b"S", text(key) + text(value))
        with self.lock:
            session.number = len(self.sessions) + 1
            key = struct.pack("!I", session.number) + secrets.token_bytes(4)
            self.sessions[key] = session
        client.write(b"K", key)
        if given.get("client_encoding"):
            session.set("client_encoding", settings.ENCODINGS.get(given["client_encoding"].strip("'").upper(), "UNICODE"))
        session.ready()
        return session

    def make_user(self, user):
        """PostgreSQL knows the user under the same name."""
        owner = Backend(self.cluster.socket, OWNER, self.cluster.database)
        try:
            with self.lock:
                literal, name = user.replace("'", "''"), user.replace('"', '""')
                if not owner.rows(f"SELECT 1 FROM pg_roles WHERE rolname = '{literal}'"):
                    owner.rows(f'CREATE ROLE "{name}" SUPERUSER LOGIN')
        finally:
            owner.close()

    def cancel(self, key):
        session = self.sessions.get(key)
        if session:
            session.cancel()
