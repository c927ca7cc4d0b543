-- The ledger accounts for every play: the records it calls loaded are the rows of songplays
SELECT ledger_rows.records AS in_ledger, fact_rows.records AS in_songplays
FROM (SELECT coalesce(sum(o.records), 0) AS records
      FROM ledger.outcomes o JOIN ledger.objects b ON b.object_id = o.object_id
      WHERE o.outcome = 'loaded' AND b.source = 'log_data') ledger_rows
CROSS JOIN (SELECT count(*) AS records FROM songplays) fact_rows
WHERE ledger_rows.records <> fact_rows.records;
