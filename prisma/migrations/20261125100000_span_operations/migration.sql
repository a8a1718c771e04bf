-- What spans that are no requests tell of databases, caches and events. The same rows as of requests, in the same ring
-- of arrival slots and at the same widths, so that the same code writes, folds, packs and reads them: `request_count`
-- counts operations here. Distributed by series_id or target_id; co-located with nothing.

-- An operation series: what a page shows as a row (`target`: system, destination, cache …), and what only its detail
-- tells (`instance`, `detail`: statement, collection …). `target_id` identifies service, concern and target.
CREATE TABLE operation_series (
  series_id bigint NOT NULL,
  target_id bigint NOT NULL,
  namespace text NOT NULL,
  service text NOT NULL,
  environment text NOT NULL,
  concern text NOT NULL,
  target jsonb NOT NULL,
  instance text NOT NULL,
  detail jsonb NOT NULL,
  registered_ms bigint NOT NULL,
  CONSTRAINT operation_series_pkey PRIMARY KEY (series_id),
  CONSTRAINT operation_series_concern_check CHECK (concern IN ('databases', 'caches', 'events', 'n-plus-one'))
);
CREATE INDEX operation_series_registered_idx ON operation_series (registered_ms);

CREATE TABLE operation_deltas (
  slot smallint NOT NULL,
  series_id bigint NOT NULL,
  bucket bigint NOT NULL,
  request_count double precision NOT NULL,
  error_count double precision NOT NULL,
  sum_seconds double precision NOT NULL,
  max_seconds double precision NOT NULL,
  sketch bytea NOT NULL,
  exemplar_trace_id uuid
) PARTITION BY LIST (slot);
CREATE TABLE target_deltas (
  slot smallint NOT NULL,
  target_id bigint NOT NULL,
  bucket bigint NOT NULL,
  request_count double precision NOT NULL,
  error_count double precision NOT NULL,
  sum_seconds double precision NOT NULL,
  max_seconds double precision NOT NULL,
  sketch bytea NOT NULL,
  exemplar_trace_id uuid
) PARTITION BY LIST (slot);
DO $$
BEGIN
  FOR s IN 0..31 LOOP
    EXECUTE format('CREATE TABLE operation_deltas_%s PARTITION OF operation_deltas FOR VALUES IN (%s)', s, s);
    EXECUTE format('CREATE TABLE target_deltas_%s PARTITION OF target_deltas FOR VALUES IN (%s)', s, s);
  END LOOP;
END
$$;

CREATE TABLE operation_10s (
  series_id bigint NOT NULL,
  bucket bigint NOT NULL,
  request_count double precision NOT NULL,
  error_count double precision NOT NULL,
  sum_seconds double precision NOT NULL,
  max_seconds double precision NOT NULL,
  sketch bytea NOT NULL,
  exemplar_trace_id uuid,
  CONSTRAINT operation_10s_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE TABLE operation_1m (LIKE operation_10s INCLUDING DEFAULTS, CONSTRAINT operation_1m_pkey PRIMARY KEY (series_id, bucket)) PARTITION BY RANGE (bucket);
CREATE TABLE operation_5m (LIKE operation_10s INCLUDING DEFAULTS, CONSTRAINT operation_5m_pkey PRIMARY KEY (series_id, bucket)) PARTITION BY RANGE (bucket);
CREATE TABLE operation_1h (LIKE operation_10s INCLUDING DEFAULTS, CONSTRAINT operation_1h_pkey PRIMARY KEY (series_id, bucket)) PARTITION BY RANGE (bucket);

CREATE TABLE target_10s (
  target_id bigint NOT NULL,
  bucket bigint NOT NULL,
  request_count double precision NOT NULL,
  error_count double precision NOT NULL,
  sum_seconds double precision NOT NULL,
  max_seconds double precision NOT NULL,
  sketch bytea NOT NULL,
  exemplar_trace_id uuid,
  CONSTRAINT target_10s_pkey PRIMARY KEY (target_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE TABLE target_1m (LIKE target_10s INCLUDING DEFAULTS, CONSTRAINT target_1m_pkey PRIMARY KEY (target_id, bucket)) PARTITION BY RANGE (bucket);
CREATE TABLE target_5m (LIKE target_10s INCLUDING DEFAULTS, CONSTRAINT target_5m_pkey PRIMARY KEY (target_id, bucket)) PARTITION BY RANGE (bucket);
CREATE TABLE target_1h (LIKE target_10s INCLUDING DEFAULTS, CONSTRAINT target_1h_pkey PRIMARY KEY (target_id, bucket)) PARTITION BY RANGE (bucket);
-- A service has several targets: a month of hours of all of them is more than a page should read.
CREATE TABLE target_3h (LIKE target_10s INCLUDING DEFAULTS, CONSTRAINT target_3h_pkey PRIMARY KEY (target_id, bucket)) PARTITION BY RANGE (bucket);

CREATE INDEX operation_1m_bucket_idx ON operation_1m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX operation_5m_bucket_idx ON operation_5m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX operation_1h_bucket_idx ON operation_1h USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX target_1m_bucket_idx ON target_1m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX target_5m_bucket_idx ON target_5m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX target_1h_bucket_idx ON target_1h USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX target_3h_bucket_idx ON target_3h USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);

-- Minutes that nothing can reach any more, packed as those of requests.
CREATE TABLE operation_1m_packed (
  series_id bigint NOT NULL,
  hour bigint NOT NULL,
  piece smallint NOT NULL,
  packed bytea NOT NULL,
  CONSTRAINT operation_1m_packed_pkey PRIMARY KEY (series_id, hour, piece)
) PARTITION BY RANGE (hour);
CREATE TABLE target_1m_packed (
  target_id bigint NOT NULL,
  hour bigint NOT NULL,
  piece smallint NOT NULL,
  packed bytea NOT NULL,
  CONSTRAINT target_1m_packed_pkey PRIMARY KEY (target_id, hour, piece)
) PARTITION BY RANGE (hour);
ALTER TABLE operation_1m_packed ALTER COLUMN packed SET STORAGE PLAIN;
ALTER TABLE target_1m_packed ALTER COLUMN packed SET STORAGE PLAIN;
