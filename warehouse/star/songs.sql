-- One row a song_id. Where the catalogue has several versions of a song, the greatest whole record is kept, so
-- that the order of loading does not matter.
--@reads staging_songs
CREATE TABLE IF NOT EXISTS songs (
  song_id     VARCHAR(64) NOT NULL,
  title       VARCHAR(1024),
  artist_id   VARCHAR(64) NOT NULL,
  year        BIGINT,
  duration    DOUBLE PRECISION,
  artist_name VARCHAR(1024)
  --@redshift , PRIMARY KEY (song_id)
) --@redshift-keys DISTSTYLE ALL SORTKEY (song_id)
;

COMMENT ON TABLE songs IS 'The catalogue''s songs, one row a song_id';
COMMENT ON COLUMN songs.year IS '0 where the catalogue does not know it';
COMMENT ON COLUMN songs.duration IS 'Seconds';
COMMENT ON COLUMN songs.artist_name IS 'The artist''s name as this song credits it';

--@load
DROP TABLE IF EXISTS song_changes;

-- Songs that are new, or whose kept version changes, beside the version they replace.
CREATE TEMP TABLE song_changes AS
SELECT n.record_id, n.song_id, n.title, n.artist_id, n.year, n.duration, n.artist_name,
       o.song_id AS old_song_id, o.title AS old_title, o.artist_name AS old_artist_name, o.duration AS old_duration
FROM (
  SELECT record_id, song_id, title, artist_id, year, duration, artist_name, row_number() OVER (
           PARTITION BY song_id
           ORDER BY title DESC NULLS LAST, artist_id DESC, year DESC NULLS LAST, duration DESC NULLS LAST,
                    artist_name DESC NULLS LAST,
                    --@redshift len(title) DESC, len(artist_name) DESC,
                    record_id) AS place
  FROM (
    SELECT record_id, song_id, title, artist_id, year, duration, artist_name
    FROM staging_songs
    UNION ALL
    SELECT 0 AS record_id, s.song_id, s.title, s.artist_id, s.year, s.duration, s.artist_name
    FROM songs s
    WHERE s.song_id IN (SELECT song_id FROM staging_songs)
  ) versions
) n
LEFT JOIN songs o ON o.song_id = n.song_id
WHERE n.place = 1 AND n.record_id > 0;

DELETE FROM songs USING song_changes WHERE songs.song_id = song_changes.song_id;

INSERT INTO songs SELECT song_id, title, artist_id, year, duration, artist_name FROM song_changes;

--@reconcile staging_songs
SELECT s.object_id, CASE WHEN c.record_id IS NULL THEN 'song already known' ELSE 'loaded' END AS outcome,
       count(*) AS records
FROM staging_songs s LEFT JOIN song_changes c ON c.record_id = s.record_id
GROUP BY 1, 2;
