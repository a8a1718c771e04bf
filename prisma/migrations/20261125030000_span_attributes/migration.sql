-- Kept spans are found by any attribute through two summaries, both checked against the payload afterwards.

-- 64 bits that a span's attribute names and values set: most spans without a value are told from it alone. All bits
-- set: not known.
ALTER TABLE spans ADD COLUMN attribute_bits bigint NOT NULL DEFAULT -1;

-- Spans arrive nearly in the order of their starts, so the spans of ten seconds lie in few block ranges.
CREATE INDEX spans_start_idx ON spans USING brin (start_ns) WITH (pages_per_range = 32, autosummarize = on);

-- Which attributes the spans of a transaction carry that started within 10 s from `bucket` (Unix seconds): hashes of
-- names, of names with values, and of linked traces. One row a transaction and bucket, so that a value that many spans
-- share is one entry of the index.
CREATE TABLE span_attributes (
  bucket bigint NOT NULL,
  hashes integer[] NOT NULL
) PARTITION BY RANGE (bucket);
CREATE INDEX span_attributes_bucket_idx ON span_attributes (bucket);
CREATE INDEX span_attributes_hashes_idx ON span_attributes USING gin (hashes);
