"""Starts `sparkify serve` in tests, and asks it."""
import http.client
import json
import re
import signal
import urllib.parse


class Workbench:
    def __init__(self, program, target, *flags):
        self.process = program.start("serve", "--to", target, "--port", "0", *flags)
        line = self.process.stdout.readline()
        found = re.fullmatch(r"http://([^/:]+):(\d+)/\?token=([0-9a-f]{32})\n", line)
        if not found:
            raise AssertionError(f"serve said {line!r} {self.process.communicate(timeout=10)}")
        self.host, self.port, self.token = found[1], int(found[2]), found[3]

    def connection(self, timeout=30):
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def raw(self, method, path, body=None, headers=None):
        """Status, headers and body, with no header but those given."""
        connection = self.connection()
        connection.putrequest(method, path, skip_host="Host" in (headers or {}), skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        try:
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def ask(self, method, path, body=None, **parameters):
        """Status and JSON, as the page asks."""
        if parameters:
            path += "?" + urllib.parse.urlencode(parameters)
        data = None if body is None else json.dumps(body).encode()
        status, _, answer = self.raw(method, "/api/" + path, data,
                                     {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        return status, json.loads(answer)

    def get(self, path, **parameters):
        status, answer = self.ask("GET", path, **parameters)
        if status != 200:
            raise AssertionError(f"{path}: {status} {answer}")
        return answer

    def query(self, sql, name="q"):
        return self.ask("POST", "query", {"sql": sql, "id": name})

    def events(self, path):
        """Yields (event, data) of a stream."""
        connection = self.connection()
        connection.request("GET", "/api/" + path, headers={"Authorization": f"Bearer {self.token}"})
        event = None
        try:
            for line in connection.getresponse():
                text = line.decode().rstrip("\n")
                if text.startswith("event: "):
                    event = text[7:]
                elif text.startswith("data: "):
                    yield event, json.loads(text[6:])
        finally:
            connection.close()

    def close(self):
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=20)
        return self.process.returncode, said
