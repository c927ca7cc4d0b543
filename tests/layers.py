"""Checks the rules that the folders of src/ keep: dependencies point one way, a third-party header has few users,
and no file outside generate/ names a table or column of the Sparkify warehouse.

Usage: layers.py SRC
"""
import pathlib
import re
import sys
from fnmatch import fnmatch

ORDER = ["base", "config", "net", "aws", "cluster", "source", "scan", "warehouse", "engine", "load", "generate", "workbench", "cli"]
USERS = {"duckdb.h": ["engine/duckdb*"], "simdjson.h": ["scan/record_parser.cpp", "scan/json_string.cpp"],
         "CLI/CLI.hpp": ["cli/command_line.cpp"], "curl/curl.h": ["net/http_client.cpp"],
         "libpq-fe.h": ["engine/postgres.cpp"], "httplib.h": ["workbench/server.cpp"]}
SPARKIFY_WORDS = re.compile(
    r"\b(songplays?|staging_events|staging_songs|unmatched_plays|user_agent|userAgent|itemInSession|NextSong)\b")

src = pathlib.Path(sys.argv[1])
wrong = []
for file in sorted(src.rglob("*")):
    if file.suffix not in (".cpp", ".h"):
        continue
    name = file.relative_to(src).as_posix()
    folder = name.split("/")[0]
    text = file.read_text()
    for header in re.findall(r'#include "([^"]+)"', text):
        target = header.split("/")[0]
        if target in ORDER and ORDER.index(target) > ORDER.index(folder):
            wrong.append(f"{name} includes {header}, which stands above it")
    for header, users in USERS.items():
        if f"<{header}>" in text and not any(fnmatch(name, user) for user in users):
            wrong.append(f"{name} includes {header}; only {' and '.join(users)} may")
    if folder != "generate" and folder != "cli":
        for word in SPARKIFY_WORDS.findall(text):
            wrong.append(f"{name} names {word}; the engine knows no warehouse")
if not list(src.rglob("*.cpp")):
    wrong.append(f"no sources in {src}")
print("\n".join(wrong) or "the layers are in order")
sys.exit(1 if wrong else 0)
