"""One connection to the PostgreSQL underneath. A client of the stand-in has one of its own."""
import socket
import struct

from .errors import Refusal
from .protocol import CANCEL_REQUEST, VERSION_3, Channel, error_fields, text, values_of


class Backend:
    def __init__(self, socket_path, user, database):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(socket_path))
        self.channel = Channel(connection)
        self.socket_path = socket_path
        self.status = "I"  # I: idle, T: in a transaction, E: in one that failed
        body = struct.pack("!I", VERSION_3)
        for key, value in {"user": user, "database": database, "client_encoding": "UTF8", "DateStyle": "ISO, MDY",
                           "TimeZone": "UTC", "application_name": "standin"}.items():
            body += text(key) + text(value)
        body += b"\0"
        self.channel.write_raw(struct.pack("!I", len(body) + 4) + body)
        for kind, body in self.until_ready():
            if kind == b"E":
                raise Refusal(error_fields(body)["C"], error_fields(body)["M"])
            if kind == b"K":
                self.key = body

    def send(self, kind, body=b""):
        self.channel.write(kind, body)

    def until_ready(self):
        """What the server answers until it is ready for the next query."""
        self.channel.flush()
        while True:
            kind, body = self.channel.read()
            if kind == b"Z":
                self.status = body.decode()
                return
            yield kind, body

    def query(self, sql):
        """What a simple query is answered with, message by message."""
        self.send(b"Q", text(sql))
        return self.until_ready()

    def rows(self, sql):
        """The rows of a query of the stand-in's own."""
        rows, error = [], None
        for kind, body in self.query(sql):
            if kind == b"D":
                rows.append(values_of(body))
            elif kind == b"E":
                error = error_fields(body)
        if error:
            raise Refusal(error["C"], error["M"])
        return rows

    def copy_in(self, sql, lines):
        error = None
        for kind, body in self.query(sql):
            if kind == b"G":
                for line in lines:
                    self.send(b"d", line)
                self.send(b"c")
                self.channel.flush()
            elif kind == b"E":
                error = error_fields(body)
        if error:
            raise Refusal(error["C"], error["M"], error.get("W"))

    def step(self, kind, body, last):
        """One message of the extended protocol; what it is answered with, up to a message whose kind is in `last`."""
        self.send(kind, body)
        self.send(b"H")
        self.channel.flush()
        while True:
            answer, data = self.channel.read()
            yield answer, data
            if answer in last or answer == b"E":
                return

    def sync(self):
        self.send(b"S")
        return self.until_ready()

    def spoil(self):
        """Fails the open transaction, as any error does."""
        for _ in self.query("SELECT 1/0"):
            pass

    def cancel(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.socket_path))
            connection.sendall(struct.pack("!II", 16, CANCEL_REQUEST) + self.key)
            connection.recv(1)  # nothing comes: PostgreSQL closes when it has cancelled

    def close(self):
        try:
            self.channel.write(b"X")
            self.channel.flush()
        except OSError:
            pass
        self.channel.close()
