-- What the app's event log says, one row a line, for the load in progress.
-- The columns after the first two stand in the order of the jsonpaths file.
--@source log_data
--@jsonpaths log_jsonpath
CREATE TABLE IF NOT EXISTS staging_events (
  object_id       BIGINT NOT NULL,
  record_id       BIGINT NOT NULL,
  artist          VARCHAR(1024),
  auth            VARCHAR(64),
  first_name      VARCHAR(256),
  gender          VARCHAR(16),
  item_in_session BIGINT,
  last_name       VARCHAR(256),
  length          DOUBLE PRECISION,
  level           VARCHAR(16),
  location        VARCHAR(1024),
  method          VARCHAR(16),
  page            VARCHAR(64),
  registration    BIGINT,
  session_id      BIGINT,
  song            VARCHAR(1024),
  status          BIGINT,
  ts              TIMESTAMP NOT NULL,
  user_agent      VARCHAR(1024),
  user_id         BIGINT
) --@redshift-keys DISTSTYLE EVEN
;

COMMENT ON TABLE staging_events IS 'Events of the load in progress, as logged';
COMMENT ON COLUMN staging_events.object_id IS 'The object the record came from (ledger.objects)';
COMMENT ON COLUMN staging_events.record_id IS 'object_id * 1000000000 + the record''s number in its object';
COMMENT ON COLUMN staging_events.ts IS 'When the event happened, UTC to the millisecond';
COMMENT ON COLUMN staging_events.user_id IS 'NULL while nobody is logged in';
