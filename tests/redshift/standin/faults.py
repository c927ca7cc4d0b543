"""Faults on request. The control file (--faults FILE) holds one JSON object a line; each is for the statements that come next
and match:

  {"match": REGEX, "error": MESSAGE, "sqlstate": CODE, "detail": TEXT, "times": N}    answers so, N times (1 if not said)
  {"match": REGEX, "drop": true}                                                      drops the connection
  {"match": REGEX, "delay": SECONDS}                                                  waits before it runs
  {"paused": true}, {"paused": false}                                                 refuses connections, or no longer

Lines are read as they are appended, before each statement and each connection.
"""
import json
import re
import threading
import time

from .errors import INTERNAL, Refusal


class Drop(Exception):
    """The connection ends here."""


class Faults:
    def __init__(self, path):
        self.path, self.offset, self.waiting, self.paused, self.lock = path, 0, [], False, threading.Lock()

    def read(self):
        if self.path is None or not self.path.exists():
            return
        with open(self.path, encoding="utf-8") as file:
            file.seek(self.offset)
            while (line := file.readline()).endswith("\n"):
                self.offset = file.tell()
                fault = json.loads(line)
                if "paused" in fault:
                    self.paused = fault["paused"]
                else:
                    self.waiting.append({"times": 1, **fault})

    def is_paused(self):
        with self.lock:
            self.read()
            return self.paused

    def take(self, statement):
        with self.lock:
            self.read()
            for fault in self.waiting:
                if re.search(fault["match"], statement, re.S | re.I):
                    fault["times"] -= 1
                    if fault["times"] == 0:
                        self.waiting.remove(fault)
                    return fault
        return None

    def before(self, statement):
        fault = self.take(statement)
        if fault is None:
            return
        time.sleep(fault.get("delay", 0))
        if fault.get("drop"):
            raise Drop
        if "error" in fault:
            raise Refusal(fault.get("sqlstate", INTERNAL), fault["error"], fault.get("detail"))
