-- The fact table: one row a song that started (page = 'NextSong'), whatever the catalogue knows of the song.
-- A play is matched to a song when title, artist name and duration are all equal; where several songs are, the
-- smallest song_id. A play whose song arrives later is matched then; until then unmatched_plays remembers what
-- was logged. A play's natural key is (user, session, item in session, time); the same play logged twice counts
-- once, and where the versions differ the greatest is kept: the order of loading does not matter.
-- On Redshift: distributed by start_time as time is, so that their join is local and, as both are sorted by it, a merge
-- join. Not by song_id, which is NULL where the catalogue lacks the song: all of those would lie on one slice. The other
-- dimensions are small and stand whole on every node. Encodings are Redshift's own choice (ENCODE AUTO), as everywhere.
--@reads staging_events songs unmatched_plays
--@lineage songplay_id
CREATE TABLE IF NOT EXISTS songplays (
  songplay_id     BIGINT NOT NULL,
  start_time      TIMESTAMP NOT NULL,
  user_id         BIGINT,
  level           VARCHAR(16),
  song_id         VARCHAR(64),
  artist_id       VARCHAR(64),
  session_id      BIGINT,
  location        VARCHAR(1024),
  user_agent      VARCHAR(1024),
  item_in_session BIGINT
) --@redshift-keys DISTSTYLE KEY DISTKEY (start_time) COMPOUND SORTKEY (start_time)
;

COMMENT ON TABLE songplays IS 'One row a song that a user started to play';
COMMENT ON COLUMN songplays.songplay_id IS 'The record it came from: object_id * 1000000000 + the record''s number';
COMMENT ON COLUMN songplays.start_time IS 'UTC to the millisecond';
COMMENT ON COLUMN songplays.level IS 'free or paid, when the song started';
COMMENT ON COLUMN songplays.song_id IS 'NULL where the catalogue lacks the song';
COMMENT ON COLUMN songplays.artist_id IS 'NULL where the catalogue lacks the song';
COMMENT ON COLUMN songplays.item_in_session IS 'With user, session and time the play''s natural key';

--@load
-- Amazon Redshift takes text for equal that differs in trailing blanks only, hence its lines with len().

-- By what plays find the songs that changed, or found them before. Many songs may share it.
CREATE TEMP TABLE changed_song_keys AS
SELECT title, artist_name, duration
FROM (
  SELECT title, artist_name, duration FROM song_changes
  UNION ALL
  SELECT old_title, old_artist_name, old_duration FROM song_changes WHERE old_song_id IS NOT NULL
) keys
GROUP BY title, artist_name, duration --@redshift , len(title), len(artist_name)
;

-- Songs that changed, or got a twin with the same title, artist and duration, let go of their plays.
CREATE TEMP TABLE released_songs AS
SELECT old_song_id AS song_id, old_title AS title, old_artist_name AS artist_name, old_duration AS duration
FROM song_changes
WHERE old_song_id IS NOT NULL
UNION
SELECT s.song_id, s.title, s.artist_name, s.duration
FROM songs s
JOIN changed_song_keys c ON c.duration = s.duration AND c.title = s.title AND c.artist_name = s.artist_name
  --@redshift AND len(c.title) = len(s.title) AND len(c.artist_name) = len(s.artist_name)
WHERE s.song_id NOT IN (SELECT song_id FROM song_changes);

INSERT INTO unmatched_plays
SELECT p.songplay_id, r.title, r.artist_name, r.duration
FROM songplays p JOIN released_songs r ON r.song_id = p.song_id;

UPDATE songplays SET song_id = NULL, artist_id = NULL
FROM released_songs WHERE released_songs.song_id = songplays.song_id;

-- Between which times the staged plays lie, at most: the range of all events costs half as much.
CREATE TEMP TABLE staged_plays AS
SELECT min(ts) AS first_at, max(ts) AS last_at FROM staging_events;

-- Natural keys that may occur more than once, in this load or before it. Each play of a session has an item of its
-- own: as powers of two, items add up to more than their bitwise OR only where one is repeated. This looks at 32
-- items a group, and leaves few groups.
CREATE TEMP TABLE repeated_items AS
SELECT session_id, items
FROM (
  SELECT session_id, item_in_session >> 5 AS items,
         CAST(1 AS BIGINT) << CAST(item_in_session & 31 AS INTEGER) AS item_bit
  FROM (
    SELECT session_id, coalesce(item_in_session, 0) AS item_in_session
    FROM staging_events
    WHERE page = 'NextSong'
    UNION ALL
    SELECT p.session_id, coalesce(p.item_in_session, 0)
    FROM songplays p
    WHERE p.start_time BETWEEN (SELECT first_at FROM staged_plays) AND (SELECT last_at FROM staged_plays)
  ) plays
) bits
GROUP BY session_id, items
HAVING sum(CAST(item_bit AS DOUBLE PRECISION)) <> bit_or(item_bit);

CREATE TEMP TABLE repeated_keys AS
SELECT user_id, session_id, item_in_session, start_time
FROM (
  SELECT e.user_id, e.session_id, e.item_in_session, e.ts AS start_time
  FROM staging_events e
  JOIN repeated_items r ON coalesce(r.session_id, -1) = coalesce(e.session_id, -1)
   AND (r.session_id IS NULL) = (e.session_id IS NULL)
   AND r.items = coalesce(e.item_in_session, 0) >> 5
  WHERE e.page = 'NextSong'
  UNION ALL
  SELECT p.user_id, p.session_id, p.item_in_session, p.start_time
  FROM songplays p
  JOIN repeated_items r ON coalesce(r.session_id, -1) = coalesce(p.session_id, -1)
   AND (r.session_id IS NULL) = (p.session_id IS NULL)
   AND r.items = coalesce(p.item_in_session, 0) >> 5
  WHERE p.start_time BETWEEN (SELECT first_at FROM staged_plays) AND (SELECT last_at FROM staged_plays)
) plays
GROUP BY user_id, session_id, item_in_session, start_time
HAVING count(*) > 1;

CREATE TEMP TABLE known_repeated_plays AS
SELECT p.songplay_id, p.user_id, p.session_id, p.item_in_session, p.start_time, p.song_id, p.level, p.location, p.user_agent
FROM songplays p
JOIN repeated_keys k ON k.start_time = p.start_time AND coalesce(k.user_id, -1) = coalesce(p.user_id, -1)
 AND (k.user_id IS NULL) = (p.user_id IS NULL)
 AND coalesce(k.session_id, -1) = coalesce(p.session_id, -1)
 AND (k.session_id IS NULL) = (p.session_id IS NULL)
 AND coalesce(k.item_in_session, -1) = coalesce(p.item_in_session, -1)
 AND (k.item_in_session IS NULL) = (p.item_in_session IS NULL);

-- Every version of those plays but the one that is kept.
CREATE TEMP TABLE repeated_plays AS
SELECT record_id, is_known, kept_record_id
FROM (
  SELECT record_id, is_known, place, min(CASE WHEN place = 1 THEN record_id END) OVER (
           PARTITION BY user_id, session_id, item_in_session, start_time) AS kept_record_id
  FROM (
    SELECT record_id, is_known, user_id, session_id, item_in_session, start_time, row_number() OVER (
             PARTITION BY user_id, session_id, item_in_session, start_time
             ORDER BY song DESC NULLS LAST, artist DESC NULLS LAST, length DESC NULLS LAST, level DESC NULLS LAST,
                      location DESC NULLS LAST, user_agent DESC NULLS LAST,
                      --@redshift len(song) DESC, len(artist) DESC, len(location) DESC, len(user_agent) DESC,
                      is_known DESC, record_id) AS place
    FROM (
      SELECT e.record_id, 0 AS is_known, e.user_id, e.session_id, e.item_in_session, e.ts AS start_time,
             e.song, e.artist, e.length, e.level, e.location, e.user_agent
      FROM staging_events e
      JOIN repeated_keys k ON k.start_time = e.ts AND coalesce(k.user_id, -1) = coalesce(e.user_id, -1)
       AND (k.user_id IS NULL) = (e.user_id IS NULL)
       AND coalesce(k.session_id, -1) = coalesce(e.session_id, -1)
       AND (k.session_id IS NULL) = (e.session_id IS NULL)
       AND coalesce(k.item_in_session, -1) = coalesce(e.item_in_session, -1)
       AND (k.item_in_session IS NULL) = (e.item_in_session IS NULL)
      WHERE e.page = 'NextSong'
      UNION ALL
      SELECT p.songplay_id, 1 AS is_known, p.user_id, p.session_id, p.item_in_session, p.start_time,
             coalesce(s.title, u.title), coalesce(s.artist_name, u.artist_name), coalesce(s.duration, u.length),
             p.level, p.location, p.user_agent
      FROM known_repeated_plays p
      LEFT JOIN songs s ON s.song_id = p.song_id
      LEFT JOIN (SELECT songplay_id, title, artist_name, length FROM unmatched_plays
                 WHERE songplay_id IN (SELECT songplay_id FROM known_repeated_plays)) u ON u.songplay_id = p.songplay_id
    ) versions
  ) ranked
) versions_and_kept
WHERE place > 1;

CREATE TEMP TABLE matching_songs AS
SELECT s.title, s.artist_name, s.duration, s.song_id, s.artist_id
FROM songs s
JOIN (SELECT min(song_id) AS song_id FROM songs
      GROUP BY title, artist_name, duration --@redshift , len(title), len(artist_name)
     ) first_of_twins
  ON first_of_twins.song_id = s.song_id;

-- Known plays that a greater version takes the place of. In place, not deleted and inserted: DuckDB writes all rows of a
-- load anew when it commits after one of them was deleted.
CREATE TEMP TABLE replaced_plays AS
SELECT r.record_id AS songplay_id, e.record_id, e.level, s.song_id, s.artist_id, e.location, e.user_agent
FROM staging_events e
JOIN repeated_plays r ON r.kept_record_id = e.record_id
LEFT JOIN matching_songs s ON s.duration = e.length AND s.title = e.song AND s.artist_name = e.artist
  --@redshift AND len(s.title) = len(e.song) AND len(s.artist_name) = len(e.artist)
WHERE r.is_known = 1;

DELETE FROM unmatched_plays USING replaced_plays WHERE replaced_plays.songplay_id = unmatched_plays.songplay_id;

UPDATE songplays SET songplay_id = replaced_plays.record_id, level = replaced_plays.level,
       song_id = replaced_plays.song_id, artist_id = replaced_plays.artist_id, location = replaced_plays.location,
       user_agent = replaced_plays.user_agent
FROM replaced_plays WHERE replaced_plays.songplay_id = songplays.songplay_id;

-- Plays that were waiting for the songs of this load.
CREATE TEMP TABLE found_plays AS
SELECT u.songplay_id, s.song_id, s.artist_id
FROM unmatched_plays u
JOIN matching_songs s ON s.duration = u.length AND s.title = u.title AND s.artist_name = u.artist_name
  --@redshift AND len(s.title) = len(u.title) AND len(s.artist_name) = len(u.artist_name)
JOIN changed_song_keys c ON c.duration = s.duration AND c.title = s.title AND c.artist_name = s.artist_name
  --@redshift AND len(c.title) = len(s.title) AND len(c.artist_name) = len(s.artist_name)
;

UPDATE songplays SET song_id = found_plays.song_id, artist_id = found_plays.artist_id
FROM found_plays WHERE found_plays.songplay_id = songplays.songplay_id;

DELETE FROM unmatched_plays USING found_plays WHERE found_plays.songplay_id = unmatched_plays.songplay_id;

INSERT INTO songplays
SELECT e.record_id, e.ts, e.user_id, e.level, s.song_id, s.artist_id, e.session_id, e.location, e.user_agent,
       e.item_in_session
FROM staging_events e
LEFT JOIN matching_songs s ON s.duration = e.length AND s.title = e.song AND s.artist_name = e.artist
  --@redshift AND len(s.title) = len(e.song) AND len(s.artist_name) = len(e.artist)
WHERE e.page = 'NextSong' AND e.record_id NOT IN (SELECT record_id FROM repeated_plays
                                                   UNION ALL SELECT record_id FROM replaced_plays);

INSERT INTO unmatched_plays
SELECT e.record_id, e.song, e.artist, e.length
FROM staging_events e
JOIN songplays p ON p.songplay_id = e.record_id
WHERE p.song_id IS NULL AND p.songplay_id BETWEEN (SELECT min(record_id) FROM staging_events)
                                              AND (SELECT max(record_id) FROM staging_events);

--@reconcile staging_events
SELECT object_id, CASE WHEN is_play THEN 'loaded' ELSE 'not a play' END AS outcome, records
FROM (SELECT object_id, page = 'NextSong' AS is_play, count(*) AS records FROM staging_events GROUP BY 1, 2) staged
UNION ALL
SELECT CAST((record_id - record_id % 1000000000) / 1000000000 AS BIGINT), 'loaded', -count(*) FROM repeated_plays GROUP BY 1
UNION ALL
SELECT CAST((record_id - record_id % 1000000000) / 1000000000 AS BIGINT), 'play already known', count(*) FROM repeated_plays GROUP BY 1;

--@load
DROP TABLE changed_song_keys;
DROP TABLE released_songs;
DROP TABLE staged_plays;
DROP TABLE repeated_items;
DROP TABLE repeated_keys;
DROP TABLE known_repeated_plays;
DROP TABLE repeated_plays;
DROP TABLE replaced_plays;
DROP TABLE matching_songs;
DROP TABLE found_plays;
