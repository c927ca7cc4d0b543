-- What the song catalogue says, one row a file, for the load in progress. Keys are the columns' names ('auto').
--@source song_data
CREATE TABLE IF NOT EXISTS staging_songs (
  object_id        BIGINT NOT NULL,
  record_id        BIGINT NOT NULL,
  num_songs        BIGINT,
  artist_id        VARCHAR(64) NOT NULL,
  artist_latitude  DOUBLE PRECISION,
  artist_longitude DOUBLE PRECISION,
  artist_location  VARCHAR(1024),
  artist_name      VARCHAR(1024),
  song_id          VARCHAR(64) NOT NULL,
  title            VARCHAR(1024),
  duration         DOUBLE PRECISION,
  year             BIGINT
) --@redshift-keys DISTSTYLE EVEN
;

COMMENT ON TABLE staging_songs IS 'Songs of the load in progress, as the catalogue gives them';
COMMENT ON COLUMN staging_songs.object_id IS 'The object the record came from (ledger.objects)';
COMMENT ON COLUMN staging_songs.record_id IS 'object_id * 1000000000 + the record''s number in its object';
