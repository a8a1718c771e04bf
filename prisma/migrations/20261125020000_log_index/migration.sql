-- Logs that can be searched and followed. Each commit appends its records in chunks of at most 512, numbered by
-- log_arrivals: what arrived is read by its chunk, whatever times its records have, and a chunk never changes.
CREATE SEQUENCE log_arrivals AS bigint;
ALTER TABLE log_records ADD COLUMN arrival_id bigint NOT NULL DEFAULT 0;
CREATE INDEX log_records_arrival_idx ON log_records (arrival_id);

-- What a run of chunks holds, for searches to skip it: 64 blocks of some 512 records. `bits`: a mask of blocks for each
-- of `positions` places; a block is set at the places to which its words and values hash. Uncompressed, so that the
-- masks of a question are read without the others. The arrays have an element for each block; times are of its records,
-- both inclusive.
CREATE TABLE log_slices (
  first_arrival bigint NOT NULL,
  last_arrival bigint NOT NULL,
  from_ns bigint NOT NULL,
  to_ns bigint NOT NULL,
  positions integer NOT NULL,
  block_first_arrivals bigint[] NOT NULL,
  block_last_arrivals bigint[] NOT NULL,
  block_from_ns bigint[] NOT NULL,
  block_to_ns bigint[] NOT NULL,
  bits bytea NOT NULL,
  CONSTRAINT log_slices_pkey PRIMARY KEY (first_arrival, to_ns)
) PARTITION BY RANGE (to_ns);
ALTER TABLE log_slices ALTER COLUMN bits SET STORAGE EXTERNAL;
CREATE INDEX log_slices_to_idx ON log_slices (to_ns DESC);

-- Records of a slice by service, severity and bucket of 10 or 300 seconds; appended with the slice and summed on read.
CREATE TABLE log_counts (
  service_id bigint NOT NULL,
  bucket bigint NOT NULL,
  width integer NOT NULL,
  severity_number smallint NOT NULL,
  record_count bigint NOT NULL,
  last_arrival bigint NOT NULL
) PARTITION BY RANGE (bucket);
CREATE INDEX log_counts_bucket_idx ON log_counts (width, bucket);

-- Slices and counts hold every chunk up to this one; records after it are read themselves.
CREATE TABLE log_index_state (
  id smallint NOT NULL,
  indexed_through bigint NOT NULL,
  CONSTRAINT log_index_state_pkey PRIMARY KEY (id),
  CONSTRAINT log_index_state_one_check CHECK (id = 1)
);
INSERT INTO log_index_state (id, indexed_through) VALUES (1, 0);
