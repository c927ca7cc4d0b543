"""The obvious SQL script on DuckDB: read_json into staging tables with every column, then the star.

Usage: duckdb_obvious.py DATA_DIR OUTPUT.duckdb
"""
import sys

import duckdb

data, output = sys.argv[1:]
db = duckdb.connect(output)
db.execute(f"""
CREATE TABLE staging_events AS SELECT * FROM read_json('{data}/log_data/*/*/*.json', format = 'newline_delimited');
CREATE TABLE staging_songs AS SELECT * FROM read_json('{data}/song_data/*/*/*/*.json', format = 'newline_delimited');
CREATE TABLE songplays AS
SELECT make_timestamp_ms(e.ts) AS start_time, CAST(e.userId AS BIGINT) AS user_id, e.level, s.song_id, s.artist_id,
       e.sessionId AS session_id, e.location, e.userAgent AS user_agent
FROM staging_events e
LEFT JOIN staging_songs s ON s.title = e.song AND s.artist_name = e.artist AND s.duration = e.length
WHERE e.page = 'NextSong';
CREATE TABLE users AS
SELECT user_id, first_name, last_name, gender, level
FROM (SELECT CAST(userId AS BIGINT) AS user_id, firstName AS first_name, lastName AS last_name, gender, level,
             row_number() OVER (PARTITION BY userId ORDER BY ts DESC) AS place
      FROM staging_events WHERE userId <> '')
WHERE place = 1;
CREATE TABLE songs AS SELECT DISTINCT song_id, title, artist_id, year, duration FROM staging_songs;
CREATE TABLE artists AS
SELECT artist_id, any_value(artist_name) AS name, any_value(artist_location) AS location,
       any_value(artist_latitude) AS latitude, any_value(artist_longitude) AS longitude
FROM staging_songs GROUP BY artist_id;
CREATE TABLE time AS
SELECT start_time, hour(start_time) AS hour, day(start_time) AS day, week(start_time) AS week,
       month(start_time) AS month, year(start_time) AS year, dayofweek(start_time) AS weekday
FROM (SELECT DISTINCT start_time FROM songplays);
""")
db.execute("CHECKPOINT")
db.close()
