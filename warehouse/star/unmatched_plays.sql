-- What was logged of the plays whose song the catalogue lacks, until it arrives. songplays.sql fills it.
--@lineage songplay_id
CREATE TABLE IF NOT EXISTS unmatched_plays (
  songplay_id BIGINT NOT NULL,
  title       VARCHAR(1024),
  artist_name VARCHAR(1024),
  length      DOUBLE PRECISION
) --@redshift-keys DISTSTYLE EVEN SORTKEY (songplay_id)
;

COMMENT ON TABLE unmatched_plays IS 'Plays whose song the catalogue lacks, with the song as logged';
COMMENT ON COLUMN unmatched_plays.length IS 'Seconds';
