-- One row a loan.
--@reads staging_loans
CREATE TABLE IF NOT EXISTS loans (loan_id BIGINT NOT NULL, book VARCHAR(40), reader INTEGER, late BOOLEAN, fee DOUBLE PRECISION);

--@load
INSERT INTO loans SELECT record_id, book, reader, late, fee FROM staging_loans WHERE reader IS NOT NULL;

--@reconcile staging_loans
SELECT object_id, CASE WHEN reader IS NULL THEN 'no reader' ELSE 'loaded' END, count(*) FROM staging_loans GROUP BY 1, 2;
