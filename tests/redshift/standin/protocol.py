"""Messages of the PostgreSQL protocol, version 3, on a socket."""
import struct

SSL_REQUEST, GSS_REQUEST, CANCEL_REQUEST, VERSION_3 = 80877103, 80877104, 80877102, 196608
TEXT, INTEGER, BIGINT = 25, 23, 20  # pg_type.h


class Channel:
    def __init__(self, connection):
        self.connection = connection
        self.file = connection.makefile("rb", buffering=1 << 16)
        self.pending = bytearray()

    def exactly(self, length):
        data = self.file.read(length)
        if len(data) < length:
            raise ConnectionError("the other side went away")
        return data

    def read_startup(self):
        """The code (a version or a kind of request) and what follows it."""
        length, code = struct.unpack("!II", self.exactly(8))
        return code, self.exactly(length - 8)

    def read(self):
        kind, length = struct.unpack("!cI", self.exactly(5))
        return kind, self.exactly(length - 4)

    def write(self, kind, body=b""):
        self.pending += kind + struct.pack("!I", len(body) + 4) + body
        if len(self.pending) > 1 << 16:
            self.flush()

    def write_raw(self, data):
        self.pending += data
        self.flush()

    def flush(self):
        data, self.pending = bytes(self.pending), bytearray()
        if data:
            self.connection.sendall(data)

    def close(self):
        self.file.close()
        self.connection.close()


def text(value):
    return value.encode() + b"\0"


def take_text(body):
    """The string that the body starts with, and what follows it."""
    value, _, rest = body.partition(b"\0")
    return value.decode("utf-8", "surrogateescape"), rest


def error_body(fields):
    return b"".join(key.encode() + text(value) for key, value in fields.items() if value is not None) + b"\0"


def error_fields(body):
    return {part[:1].decode(): part[1:].decode() for part in body.split(b"\0") if part}


def row_description(columns):
    """columns: (name, type) pairs."""
    body = struct.pack("!H", len(columns))
    for name, kind in columns:
        body += text(name) + struct.pack("!IhIhih", 0, 0, kind, -1, -1, 0)
    return body


def data_row(values):
    body = struct.pack("!H", len(values))
    for value in values:
        encoded = None if value is None else str(value).encode()
        body += struct.pack("!i", -1) if encoded is None else struct.pack("!i", len(encoded)) + encoded
    return body


def values_of(body):
    """The values of a data row as text."""
    (count,), position, values = struct.unpack_from("!H", body), 2, []
    for _ in range(count):
        (length,) = struct.unpack_from("!i", body, position)
        position += 4
        if length < 0:
            values.append(None)
        else:
            values.append(body[position:position + length].decode())
            position += length
    return values
