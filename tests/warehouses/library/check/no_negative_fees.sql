-- No fee is below zero
SELECT * FROM loans WHERE fee < 0;
