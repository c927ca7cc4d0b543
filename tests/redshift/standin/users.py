"""Who may log in: users given on the command line, and temporary credentials from a file that is read at each login."""
import hashlib
import json
import secrets
import struct
import time

from .errors import Refusal
from .protocol import take_text

MD5_PASSWORD = 5


class Users:
    def __init__(self, given, iam_file):
        self.given, self.iam_file = dict(given), iam_file

    def password(self, user):
        if user in self.given:
            return self.given[user]
        if self.iam_file is not None and self.iam_file.exists():
            entries = [json.loads(line) for line in self.iam_file.read_text().splitlines() if line.strip()]
            found = [entry for entry in entries if entry["user"] == user]
            valid = [entry for entry in found if entry.get("expires", time.time() + 1) > time.time()]
            if valid:
                return valid[-1]["password"]
            if found:
                raise no_login(user, 'password authentication failed for user "{}": the temporary credentials have expired')
        return None

    def check(self, client, user):
        if self.password(user) is None and not self.given and self.iam_file is None:
            return
        salt = secrets.token_bytes(4)
        client.write(b"R", struct.pack("!I", MD5_PASSWORD) + salt)
        client.flush()
        kind, body = client.read()
        password = self.password(user)
        expected = None if password is None else "md5" + hashlib.md5(
            hashlib.md5((password + user).encode()).hexdigest().encode() + salt).hexdigest()
        if kind != b"p" or take_text(body)[0] != expected:
            raise no_login(user, 'password authentication failed for user "{}"')


def no_login(user, message):
    return Refusal("28000", message.format(user))
