-- One row a distinct start_time of songplays, taken apart. All UTC.
-- On Redshift: nearly as many rows as songplays, so it is distributed and sorted as that is.
--@reads staging_events songplays
CREATE TABLE IF NOT EXISTS time (
  start_time TIMESTAMP NOT NULL,
  hour       SMALLINT NOT NULL,
  day        SMALLINT NOT NULL,
  week       SMALLINT NOT NULL,
  month      SMALLINT NOT NULL,
  year       SMALLINT NOT NULL,
  weekday    SMALLINT NOT NULL
  --@redshift , PRIMARY KEY (start_time)
) --@redshift-keys DISTSTYLE KEY DISTKEY (start_time) COMPOUND SORTKEY (start_time)
;

COMMENT ON TABLE time IS 'The times at which songs started, taken apart';
COMMENT ON COLUMN time.week IS 'ISO 8601';
COMMENT ON COLUMN time.weekday IS '0 = Sunday';

--@load
INSERT INTO time
SELECT start_time, EXTRACT(hour FROM start_time), EXTRACT(day FROM start_time), EXTRACT(week FROM start_time),
       EXTRACT(month FROM start_time), EXTRACT(year FROM start_time), EXTRACT(dow FROM start_time)
FROM (SELECT DISTINCT ts AS start_time FROM staging_events WHERE page = 'NextSong') started
WHERE NOT EXISTS (
  SELECT 1 FROM (SELECT start_time FROM time
                 WHERE start_time BETWEEN (SELECT min(ts) FROM staging_events) AND (SELECT max(ts) FROM staging_events)) known
  WHERE known.start_time = started.start_time);
