-- Fees by reader
SELECT reader, sum(fee) AS fees FROM loans GROUP BY reader ORDER BY reader;
