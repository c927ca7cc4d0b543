#!/usr/bin/env python3
"""What a day's loads into Amazon Redshift take, by a model: nothing of it was measured on Redshift. Prints the table of
docs/redshift-cost.md.

    bench/redshift/model.py
"""
import math

# Ours.
JSON_BYTES = 454  # an event in the log, of `sparkify generate`
STAGED_BYTES = 35  # an event in a part: zstd of JSON by `load --to redshift`, measured on 528,203 generated events
WINDOW_BYTES = 352 * 1024**2  # of rows that are scanned at a time (src/load/loader.h)
ROW_BYTES = 92  # an event as it is scanned: 9 strings by number, 7 values of 8 bytes (src/scan/schema.cpp)
LEAST_ROWS, MOST_ROWS = 16 * 2048, 64 * 2048  # of a part: src/engine/redshift_staging.cpp
GET_BYTES = 8 * 1024**2  # src/source/s3.cpp
WINDOWS_AT_ONCE = 24  # src/engine/redshift.cpp

# Assumed.
SLICES = 16
LOADS_A_DAY = 24
OBJECT_BYTES = 64e6  # that the app writes at most; at least one an hour
ROWS_A_SECOND_AND_SLICE = 50_000  # COPY and the SQL after it together: no figure is published
RPUS = 8

# docs.aws.amazon.com and aws.amazon.com/redshift/pricing, aws.amazon.com/s3/pricing, N. Virginia, as of 2026.
DOLLARS_GET, DOLLARS_PUT_OR_LIST = 0.0004 / 1000, 0.005 / 1000
DOLLARS_RPU_HOUR, LEAST_SECONDS = 0.375, 60


def row(events):
    json_bytes = events * JSON_BYTES
    objects = max(LOADS_A_DAY, math.ceil(json_bytes / OBJECT_BYTES))
    events_a_load = events / LOADS_A_DAY
    windows = max(1, math.ceil(events_a_load * ROW_BYTES / WINDOW_BYTES))
    rows = events_a_load / windows
    parts = min(math.ceil(rows / LEAST_ROWS), SLICES * math.ceil(rows / (SLICES * MOST_ROWS))) * windows
    copies = math.ceil(windows / WINDOWS_AT_ONCE)
    gets = max(objects, json_bytes / GET_BYTES)
    puts = LOADS_A_DAY * (parts + copies)
    lists = LOADS_A_DAY * math.ceil(objects / 1000)
    seconds = max(LEAST_SECONDS, events_a_load / (ROWS_A_SECOND_AND_SLICE * SLICES))
    requests = gets * DOLLARS_GET + (puts + lists) * DOLLARS_PUT_OR_LIST
    compute = LOADS_A_DAY * seconds / 3600 * RPUS * DOLLARS_RPU_HOUR
    return [f"{events:,}", size(json_bytes), f"{objects:,}", f"{parts:,}", size(events_a_load * STAGED_BYTES / parts),
            f"{copies:,}", f"{gets:,.0f}", f"{puts:,}", dollars(requests), f"{seconds:,.0f}", dollars(compute)]


def size(count):
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if count < 1000 or unit == "TB":
            return f"{count:,.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1000


def dollars(amount):
    return f"${amount:,.2f}" if amount >= 0.01 else "under 1 cent"


HEAD = ["events a day", "JSON", "objects", "parts a load", "a part", "COPYs a load", "GETs", "PUTs", "S3 requests", "seconds a load",
        "compute"]
print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD))
for power in range(4, 11):
    print("| " + " | ".join(row(10**power)) + " |")
