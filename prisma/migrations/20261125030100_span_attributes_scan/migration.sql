-- The inverted index cost ingest more than everything else about a kept span. Rows of ten seconds are merged into one
-- when they are over, which makes a scan quick enough.
DROP INDEX span_attributes_hashes_idx;
