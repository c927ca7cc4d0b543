"""DuckDB with its httpfs extension: reads the bucket in SQL and builds the star.

Usage: duckdb_httpfs.py HOST:PORT OUTPUT_DIR
"""
import pathlib
import sys

import duckdb

endpoint, output = sys.argv[1:]
extension = next(pathlib.Path(sys.prefix).rglob("httpfs.duckdb_extension"))
db = duckdb.connect(f"{output}/star.duckdb", config={"allow_unsigned_extensions": "true"})
db.execute(f"LOAD '{extension}'")
db.execute(f"""
CREATE SECRET (TYPE s3, KEY_ID 'bench', SECRET 'benchsecret', REGION 'us-east-1', ENDPOINT '{endpoint}', URL_STYLE 'path',
               USE_SSL false);
SET preserve_insertion_order = false;
CREATE TEMP TABLE staging_songs AS
SELECT * FROM read_json('s3://songs/song_data/**/*.json', format = 'newline_delimited', columns = {{
  artist_id: 'VARCHAR', artist_latitude: 'DOUBLE', artist_longitude: 'DOUBLE', artist_location: 'VARCHAR',
  artist_name: 'VARCHAR', song_id: 'VARCHAR', title: 'VARCHAR', duration: 'DOUBLE', year: 'BIGINT'}});
CREATE TEMP TABLE staging_events AS
SELECT * FROM read_json('s3://songs/log_data/**/*.json', format = 'newline_delimited', columns = {{
  artist: 'VARCHAR', firstName: 'VARCHAR', gender: 'VARCHAR', lastName: 'VARCHAR', length: 'DOUBLE', level: 'VARCHAR',
  location: 'VARCHAR', page: 'VARCHAR', sessionId: 'BIGINT', song: 'VARCHAR', ts: 'BIGINT', userAgent: 'VARCHAR',
  userId: 'VARCHAR'}});
CREATE TABLE songs AS SELECT DISTINCT song_id, title, artist_id, year, duration FROM staging_songs;
CREATE TABLE artists AS
SELECT artist_id, any_value(artist_name) AS name, any_value(artist_location) AS location,
       any_value(artist_latitude) AS latitude, any_value(artist_longitude) AS longitude
FROM staging_songs GROUP BY artist_id;
CREATE TABLE songplays AS
SELECT make_timestamp_ms(e.ts) AS start_time, CAST(e.userId AS BIGINT) AS user_id, e.level, s.song_id, s.artist_id,
       e.sessionId AS session_id, e.location, e.userAgent AS user_agent
FROM staging_events e
LEFT JOIN staging_songs s ON s.duration = e.length AND s.title = e.song AND s.artist_name = e.artist
WHERE e.page = 'NextSong';
CREATE TABLE users AS
SELECT CAST(userId AS BIGINT) AS user_id, arg_max(firstName, ts) AS first_name, arg_max(lastName, ts) AS last_name,
       arg_max(gender, ts) AS gender, arg_max(level, ts) AS level
FROM staging_events WHERE userId <> '' GROUP BY userId;
CREATE TABLE time AS SELECT DISTINCT start_time FROM songplays;
""")
db.close()
