-- Loans of a town library: a warehouse with no music in it.
--@source loans
CREATE TABLE IF NOT EXISTS staging_loans (
  object_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  book      VARCHAR(40) NOT NULL,
  reader    INTEGER,
  late      BOOLEAN,
  fee       DOUBLE PRECISION
);
