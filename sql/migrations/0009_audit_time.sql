-- The audit is found by time through its numbers, which rise with it (audit.seq_at). An index on the time, even a BRIN, was opened anew by each
-- leaf: 13 of 80 µs of an act's commit, for a question that is asked a few times a day.
DROP INDEX audit.leaf_at_ix;
