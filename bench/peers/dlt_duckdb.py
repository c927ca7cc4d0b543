"""dlt: its filesystem source and JSONL reader into DuckDB, then the star by SQL over what dlt staged.

Usage: dlt_duckdb.py DATA_DIR OUTPUT.duckdb
"""
import os
import sys
import tempfile

os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
os.environ.setdefault("RUNTIME__LOG_LEVEL", "ERROR")

import dlt
import duckdb
from dlt.sources.filesystem import filesystem, read_jsonl

data, output = os.path.abspath(sys.argv[1]), sys.argv[2]
with tempfile.TemporaryDirectory() as folder:
    pipeline = dlt.pipeline("sparkify", pipelines_dir=folder, destination=dlt.destinations.duckdb(output),
                            dataset_name="staging")
    events = filesystem(f"file://{data}/log_data", file_glob="**/*.json") | read_jsonl()
    songs = filesystem(f"file://{data}/song_data", file_glob="**/*.json") | read_jsonl()
    pipeline.run([events.with_name("events"), songs.with_name("songs")])
db = duckdb.connect(output)
db.execute("""
CREATE TABLE songplays AS
SELECT make_timestamp_ms(e.ts) AS start_time, CAST(e.user_id AS BIGINT) AS user_id, e.level, s.song_id, s.artist_id,
       e.session_id, e.location, e.user_agent
FROM staging.events e
LEFT JOIN staging.songs s ON s.title = e.song AND s.artist_name = e.artist AND s.duration = e.length
WHERE e.page = 'NextSong';
CREATE TABLE users AS
SELECT CAST(user_id AS BIGINT) AS user_id, arg_max(first_name, ts) AS first_name, arg_max(last_name, ts) AS last_name,
       arg_max(gender, ts) AS gender, arg_max(level, ts) AS level
FROM staging.events WHERE user_id <> '' GROUP BY user_id;
CREATE TABLE songs AS SELECT DISTINCT song_id, title, artist_id, year, duration FROM staging.songs;
CREATE TABLE artists AS
SELECT artist_id, any_value(artist_name) AS name, any_value(artist_location) AS location,
       any_value(artist_latitude) AS latitude, any_value(artist_longitude) AS longitude
FROM staging.songs GROUP BY artist_id;
CREATE TABLE time AS
SELECT start_time, hour(start_time) AS hour, day(start_time) AS day, week(start_time) AS week,
       month(start_time) AS month, year(start_time) AS year, dayofweek(start_time) AS weekday
FROM (SELECT DISTINCT start_time FROM songplays);
""")
db.close()
