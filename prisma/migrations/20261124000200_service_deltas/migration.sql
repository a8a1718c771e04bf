-- What a group commit adds per service and source, beside the same per series: questions about services alone then
-- read a few rows a commit of what is not folded yet, instead of one for each series.
CREATE TABLE service_deltas (
  slot smallint NOT NULL,
  service_id bigint NOT NULL,
  bucket bigint NOT NULL,
  request_count double precision NOT NULL,
  error_count double precision NOT NULL,
  sum_seconds double precision NOT NULL,
  max_seconds double precision NOT NULL,
  sketch bytea NOT NULL,
  exemplar_trace_id uuid
) PARTITION BY LIST (slot);

-- A folded slot is kept for as long as a reader may need it: under load that takes more slots than eight.
INSERT INTO arrival_slots (slot, state, generation, changed_ms)
SELECT s, 'free', 0, 0
FROM generate_series(8, 31) AS s;

DO $$
BEGIN
  FOR s IN 8..31 LOOP
    EXECUTE format('CREATE TABLE request_deltas_%s PARTITION OF request_deltas FOR VALUES IN (%s)', s, s);
  END LOOP;
  FOR s IN 0..31 LOOP
    EXECUTE format('CREATE TABLE service_deltas_%s PARTITION OF service_deltas FOR VALUES IN (%s)', s, s);
  END LOOP;
END
$$;
