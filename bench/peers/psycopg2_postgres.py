"""The scripts that users have today: Python, psycopg2, COPY into staging tables, INSERT ... SELECT into the star,
on a local PostgreSQL (`bench/run` starts it). COPY gets CSV, as a Python script makes it from JSON lines.

Usage: psycopg2_postgres.py DATA_DIR CONNECTION
"""
import csv
import glob
import io
import json
import sys

import psycopg2

data, connection = sys.argv[1:]
EVENTS = ["artist", "auth", "firstName", "gender", "itemInSession", "lastName", "length", "level", "location", "method",
          "page", "registration", "sessionId", "song", "status", "ts", "userAgent", "userId"]
SONGS = ["num_songs", "artist_id", "artist_latitude", "artist_longitude", "artist_location", "artist_name", "song_id",
         "title", "duration", "year"]


def copy(cursor, table, files, keys):
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def flush():
        buffer.seek(0)
        cursor.copy_expert(f"COPY {table} FROM STDIN WITH (FORMAT csv)", buffer)
        buffer.seek(0)
        buffer.truncate()

    for file in files:
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                writer.writerow([record[key] for key in keys])
        if buffer.tell() > 8_000_000:
            flush()
    flush()


with psycopg2.connect(connection) as db, db.cursor() as cursor:
    cursor.execute("""
CREATE TABLE staging_events (artist text, auth text, firstName text, gender text, itemInSession int, lastName text,
  length double precision, level text, location text, method text, page text, registration double precision,
  sessionId int, song text, status int, ts bigint, userAgent text, userId text);
CREATE TABLE staging_songs (num_songs int, artist_id text, artist_latitude double precision,
  artist_longitude double precision, artist_location text, artist_name text, song_id text, title text,
  duration double precision, year int);
CREATE TABLE songplays (songplay_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, start_time timestamp, user_id int,
  level text, song_id text, artist_id text, session_id int, location text, user_agent text);
CREATE TABLE users (user_id int PRIMARY KEY, first_name text, last_name text, gender text, level text);
CREATE TABLE songs (song_id text PRIMARY KEY, title text, artist_id text, year int, duration double precision);
CREATE TABLE artists (artist_id text PRIMARY KEY, name text, location text, latitude double precision,
  longitude double precision);
CREATE TABLE time (start_time timestamp PRIMARY KEY, hour int, day int, week int, month int, year int, weekday int);
""")
    copy(cursor, "staging_events", sorted(glob.glob(f"{data}/log_data/*/*/*.json")), EVENTS)
    copy(cursor, "staging_songs", sorted(glob.glob(f"{data}/song_data/*/*/*/*.json")), SONGS)
    cursor.execute("""
INSERT INTO songplays (start_time, user_id, level, song_id, artist_id, session_id, location, user_agent)
SELECT timestamp 'epoch' + (e.ts / 1000.0) * interval '1 second', CAST(e.userId AS int), e.level, s.song_id, s.artist_id,
       e.sessionId, e.location, e.userAgent
FROM staging_events e
LEFT JOIN staging_songs s ON s.title = e.song AND s.artist_name = e.artist AND s.duration = e.length
WHERE e.page = 'NextSong';
INSERT INTO users
SELECT DISTINCT ON (userId) CAST(userId AS int), firstName, lastName, gender, level
FROM staging_events WHERE userId <> '' ORDER BY userId, ts DESC;
INSERT INTO songs SELECT DISTINCT song_id, title, artist_id, year, duration FROM staging_songs;
INSERT INTO artists
SELECT DISTINCT ON (artist_id) artist_id, artist_name, artist_location, artist_latitude, artist_longitude
FROM staging_songs ORDER BY artist_id;
INSERT INTO time
SELECT start_time, EXTRACT(hour FROM start_time), EXTRACT(day FROM start_time), EXTRACT(week FROM start_time),
       EXTRACT(month FROM start_time), EXTRACT(year FROM start_time), EXTRACT(dow FROM start_time)
FROM (SELECT DISTINCT start_time FROM songplays) t;
""")
db.close()
