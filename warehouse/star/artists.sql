-- One row an artist_id. An artist comes in several versions (other names, places): the greatest whole record is
-- kept, so that place and coordinates belong together and the order of loading does not matter.
--@reads staging_songs
CREATE TABLE IF NOT EXISTS artists (
  artist_id VARCHAR(64) NOT NULL,
  name      VARCHAR(1024),
  location  VARCHAR(1024),
  latitude  DOUBLE PRECISION,
  longitude DOUBLE PRECISION
  --@redshift , PRIMARY KEY (artist_id)
) --@redshift-keys DISTSTYLE ALL SORTKEY (artist_id)
;

COMMENT ON TABLE artists IS 'The catalogue''s artists, one row an artist_id';
COMMENT ON COLUMN artists.name IS 'As the kept record credits the artist; songs.artist_name has the name on each song';
COMMENT ON COLUMN artists.location IS 'Free text; NULL where the catalogue has none';

--@load
CREATE TEMP TABLE artist_changes AS
SELECT artist_id, name, location, latitude, longitude
FROM (
  SELECT artist_id, name, location, latitude, longitude, is_known, row_number() OVER (
           PARTITION BY artist_id
           ORDER BY location DESC NULLS LAST, latitude DESC NULLS LAST, longitude DESC NULLS LAST,
                    name DESC NULLS LAST,
                    --@redshift len(location) DESC, len(name) DESC,
                    is_known DESC) AS place
  FROM (
    SELECT artist_id, artist_name AS name, NULLIF(artist_location, '') AS location,
           artist_latitude AS latitude, artist_longitude AS longitude, 0 AS is_known
    FROM staging_songs
    UNION ALL
    SELECT a.artist_id, a.name, a.location, a.latitude, a.longitude, 1 AS is_known
    FROM artists a
    WHERE a.artist_id IN (SELECT artist_id FROM staging_songs)
  ) versions
) ranked
WHERE place = 1 AND is_known = 0;

DELETE FROM artists USING artist_changes WHERE artists.artist_id = artist_changes.artist_id;

INSERT INTO artists SELECT artist_id, name, location, latitude, longitude FROM artist_changes;

DROP TABLE artist_changes;
