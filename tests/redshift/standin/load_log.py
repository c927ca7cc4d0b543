"""Notes of loads for the system tables. They do not depend on any transaction: a load that is rolled back leaves its errors."""
import datetime
import json
import threading


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")


class LoadLog:
    def __init__(self, folder):
        self.folder, self.lock = folder, threading.Lock()

    def note(self, name, rows):
        lines = "".join(json.dumps(row, ensure_ascii=True).replace("\\u0000", ".") + "\n" for row in rows)
        with self.lock, open(self.folder / name, "a", encoding="utf-8") as file:
            file.write(lines)
