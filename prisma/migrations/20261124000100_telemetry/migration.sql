-- Telemetry. Rules: the distribution column (series_id, service_id or trace_id) stands in every unique key and is
-- never updated; no foreign keys; times are integers given by the writer, never now().
-- Times: bucket = Unix seconds, *_ns = Unix nanoseconds, *_ms = Unix milliseconds.

-- Arrival slots: a fixed ring of append-only tables. Writers append to the open slot; the fold seals it, merges it
-- into the tiers and frees it. `generation` grows with each opening, so an old snapshot is recognised.
CREATE TABLE arrival_slots (
  slot smallint NOT NULL,
  state text NOT NULL,
  generation bigint NOT NULL,
  changed_ms bigint NOT NULL,
  CONSTRAINT arrival_slots_pkey PRIMARY KEY (slot),
  CONSTRAINT arrival_slots_state_check CHECK (state IN ('open', 'sealed', 'folded', 'free'))
);
INSERT INTO arrival_slots (slot, state, generation, changed_ms)
SELECT s, CASE s WHEN 0 THEN 'open' ELSE 'free' END, CASE s WHEN 0 THEN 1 ELSE 0 END, 0
FROM generate_series(0, 7) AS s;

CREATE TABLE request_deltas (
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
CREATE TABLE request_deltas_0 PARTITION OF request_deltas FOR VALUES IN (0);
CREATE TABLE request_deltas_1 PARTITION OF request_deltas FOR VALUES IN (1);
CREATE TABLE request_deltas_2 PARTITION OF request_deltas FOR VALUES IN (2);
CREATE TABLE request_deltas_3 PARTITION OF request_deltas FOR VALUES IN (3);
CREATE TABLE request_deltas_4 PARTITION OF request_deltas FOR VALUES IN (4);
CREATE TABLE request_deltas_5 PARTITION OF request_deltas FOR VALUES IN (5);
CREATE TABLE request_deltas_6 PARTITION OF request_deltas FOR VALUES IN (6);
CREATE TABLE request_deltas_7 PARTITION OF request_deltas FOR VALUES IN (7);

-- Points of request histograms, cumulative and delta, kept while late neighbours may still arrive. `generation` is
-- the arrival slot's: a point is folded when the tiers contain what it adds. `stream_id`: the metric's full attributes,
-- since several streams may feed one request series; `group_id`: the reporting instance.
CREATE TABLE request_points (
  series_id bigint NOT NULL,
  stream_id bigint NOT NULL,
  start_ns bigint NOT NULL,
  time_ns bigint NOT NULL,
  generation bigint NOT NULL,
  group_id bigint NOT NULL,
  is_delta boolean NOT NULL,
  is_error boolean NOT NULL,
  request_count double precision NOT NULL,
  sum_seconds double precision NOT NULL,
  max_seconds double precision NOT NULL,
  distribution bytea NOT NULL,
  exemplar_trace_id uuid,
  CONSTRAINT request_points_pkey PRIMARY KEY (series_id, stream_id, start_ns, time_ns)
) PARTITION BY RANGE (time_ns);
CREATE INDEX request_points_generation_idx ON request_points (generation);
CREATE INDEX request_points_group_idx ON request_points (group_id, time_ns);

-- Tiers: the same row per series and per service, at four widths, partitioned by time so that retention drops tables.
CREATE TABLE request_10s (
  series_id bigint NOT NULL,
  bucket bigint NOT NULL,
  request_count double precision NOT NULL,
  error_count double precision NOT NULL,
  sum_seconds double precision NOT NULL,
  max_seconds double precision NOT NULL,
  sketch bytea NOT NULL,
  exemplar_trace_id uuid,
  CONSTRAINT request_10s_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE TABLE request_1m (LIKE request_10s INCLUDING DEFAULTS, CONSTRAINT request_1m_pkey PRIMARY KEY (series_id, bucket)) PARTITION BY RANGE (bucket);
CREATE TABLE request_5m (LIKE request_10s INCLUDING DEFAULTS, CONSTRAINT request_5m_pkey PRIMARY KEY (series_id, bucket)) PARTITION BY RANGE (bucket);
CREATE TABLE request_1h (LIKE request_10s INCLUDING DEFAULTS, CONSTRAINT request_1h_pkey PRIMARY KEY (series_id, bucket)) PARTITION BY RANGE (bucket);

CREATE TABLE service_10s (
  service_id bigint NOT NULL,
  bucket bigint NOT NULL,
  request_count double precision NOT NULL,
  error_count double precision NOT NULL,
  sum_seconds double precision NOT NULL,
  max_seconds double precision NOT NULL,
  sketch bytea NOT NULL,
  exemplar_trace_id uuid,
  CONSTRAINT service_10s_pkey PRIMARY KEY (service_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE TABLE service_1m (LIKE service_10s INCLUDING DEFAULTS, CONSTRAINT service_1m_pkey PRIMARY KEY (service_id, bucket)) PARTITION BY RANGE (bucket);
CREATE TABLE service_5m (LIKE service_10s INCLUDING DEFAULTS, CONSTRAINT service_5m_pkey PRIMARY KEY (service_id, bucket)) PARTITION BY RANGE (bucket);
CREATE TABLE service_1h (LIKE service_10s INCLUDING DEFAULTS, CONSTRAINT service_1h_pkey PRIMARY KEY (service_id, bucket)) PARTITION BY RANGE (bucket);

-- Dictionaries. `source`: spans, metrics, or none for the series that only says "this service reported".
-- `service_id` identifies (namespace, service, environment, source); `first_bucket` dates its first request as far as
-- was known when it was registered; `registered_ms` lets readers refresh.
CREATE TABLE request_series (
  series_id bigint NOT NULL,
  service_id bigint NOT NULL,
  namespace text NOT NULL,
  service text NOT NULL,
  environment text NOT NULL,
  route text NOT NULL,
  method text NOT NULL,
  status text NOT NULL,
  instance text NOT NULL,
  version text NOT NULL,
  source text NOT NULL,
  first_bucket bigint NOT NULL,
  registered_ms bigint NOT NULL,
  CONSTRAINT request_series_pkey PRIMARY KEY (series_id),
  CONSTRAINT request_series_source_check CHECK (source IN ('spans', 'metrics', 'none'))
);
CREATE INDEX request_series_registered_idx ON request_series (registered_ms);

-- Which source counts a service in which hour. `service_key` is serviceKeyText; hour = Unix seconds.
CREATE TABLE source_choices (
  service_key text NOT NULL,
  hour bigint NOT NULL,
  source text NOT NULL,
  spans_count double precision NOT NULL,
  metrics_count double precision NOT NULL,
  CONSTRAINT source_choices_pkey PRIMARY KEY (service_key, hour),
  CONSTRAINT source_choices_source_check CHECK (source IN ('spans', 'metrics'))
);

-- A resource with its instrumentation scope, as received; spans, points and logs name it by hash.
CREATE TABLE origins (
  origin_id bigint NOT NULL,
  namespace text NOT NULL,
  service text NOT NULL,
  environment text NOT NULL,
  instance text NOT NULL,
  version text NOT NULL,
  resource jsonb NOT NULL,
  scope_name text NOT NULL,
  scope_version text NOT NULL,
  registered_ms bigint NOT NULL,
  CONSTRAINT origins_pkey PRIMARY KEY (origin_id)
);
CREATE INDEX origins_service_idx ON origins (service, namespace, environment);

-- Kept spans. `payload` is the OTLP Span message itself (attributes, events, links), read by our own decoder.
-- service_id: hash of (namespace, service, environment), without the source.
CREATE TABLE spans (
  trace_id uuid NOT NULL,
  span_id bigint NOT NULL,
  start_ns bigint NOT NULL,
  parent_span_id bigint,
  duration_ns bigint NOT NULL,
  origin_id bigint NOT NULL,
  service_id bigint NOT NULL,
  kind smallint NOT NULL,
  is_request boolean NOT NULL,
  is_error boolean NOT NULL,
  name text NOT NULL,
  route text NOT NULL,
  method text NOT NULL,
  status text NOT NULL,
  payload bytea NOT NULL,
  CONSTRAINT spans_pkey PRIMARY KEY (trace_id, span_id, start_ns)
) PARTITION BY RANGE (start_ns);
CREATE INDEX spans_requests_idx ON spans (start_ns DESC, service_id, is_error) WHERE is_request;

-- What was received and what was kept, per 10 s and ingest process; the head share that applied.
CREATE TABLE kept_shares (
  bucket bigint NOT NULL,
  writer_id bigint NOT NULL,
  received_spans bigint NOT NULL,
  kept_spans bigint NOT NULL,
  head_share double precision NOT NULL,
  CONSTRAINT kept_shares_pkey PRIMARY KEY (bucket, writer_id)
);

CREATE TABLE log_records (
  service_id bigint NOT NULL,
  time_ns bigint NOT NULL,
  log_id bigint NOT NULL,
  origin_id bigint NOT NULL,
  severity_number smallint NOT NULL,
  severity_text text NOT NULL,
  body jsonb NOT NULL,
  attributes jsonb NOT NULL,
  trace_id uuid,
  span_id bigint,
  event_name text NOT NULL,
  CONSTRAINT log_records_pkey PRIMARY KEY (service_id, time_ns, log_id)
) PARTITION BY RANGE (time_ns);
CREATE INDEX log_records_time_idx ON log_records (time_ns DESC, log_id DESC);
CREATE INDEX log_records_trace_idx ON log_records (trace_id) WHERE trace_id IS NOT NULL;

-- Metrics of any kind. `kind`: gauge, sum, histogram, exponential_histogram, summary.
CREATE TABLE metric_series (
  series_id bigint NOT NULL,
  service_id bigint NOT NULL,
  namespace text NOT NULL,
  service text NOT NULL,
  environment text NOT NULL,
  instance text NOT NULL,
  version text NOT NULL,
  name text NOT NULL,
  unit text NOT NULL,
  description text NOT NULL,
  kind text NOT NULL,
  temporality text NOT NULL,
  is_monotonic boolean NOT NULL,
  attributes jsonb NOT NULL,
  origin_id bigint NOT NULL,
  registered_ms bigint NOT NULL,
  CONSTRAINT metric_series_pkey PRIMARY KEY (series_id)
);
CREATE INDEX metric_series_name_idx ON metric_series (name, service);

-- A gauge without start time stores start_ns 0. `value`: gauge or sum; the rest: distributions.
-- `distribution`: bounds and counts (our encoding); `quantiles`: of a summary; `exemplars`: as received.
CREATE TABLE metric_points (
  series_id bigint NOT NULL,
  start_ns bigint NOT NULL,
  time_ns bigint NOT NULL,
  value double precision,
  point_count double precision,
  point_sum double precision,
  point_min double precision,
  point_max double precision,
  distribution bytea,
  quantiles jsonb,
  exemplars jsonb,
  flags integer NOT NULL,
  CONSTRAINT metric_points_pkey PRIMARY KEY (series_id, start_ns, time_ns)
) PARTITION BY RANGE (time_ns);

-- Bodies that were acknowledged: 16 bytes over signal, key and bytes as received, per hour of receipt.
CREATE TABLE accepted_bodies (
  hash uuid NOT NULL,
  hour bigint NOT NULL,
  CONSTRAINT accepted_bodies_pkey PRIMARY KEY (hash, hour)
) PARTITION BY RANGE (hour);

-- What ingest refused, by reason, per minute and process.
CREATE TABLE refusals (
  minute bigint NOT NULL,
  writer_id bigint NOT NULL,
  signal text NOT NULL,
  reason text NOT NULL,
  refused_count bigint NOT NULL,
  CONSTRAINT refusals_pkey PRIMARY KEY (minute, writer_id, signal, reason)
);
