-- Names are searched in memory, which is quicker than any index of the database.
DROP INDEX IF EXISTS metric_series_search_idx;
DROP FUNCTION metric_search_text(text, text, text, jsonb);

-- What the points of a series come to, hour by hour: twelve cells of five minutes in metric_5m, one of the whole hour
-- in metric_1h. `bucket`: start of the hour. `cells`: our encoding. Gauges: count, sum, least, greatest and last; counters
-- and histograms: what they gained. Summaries have none.
CREATE TABLE metric_5m (
  series_id bigint NOT NULL,
  bucket bigint NOT NULL,
  cells bytea NOT NULL,
  CONSTRAINT metric_5m_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE TABLE metric_1h (
  series_id bigint NOT NULL,
  bucket bigint NOT NULL,
  cells bytea NOT NULL,
  CONSTRAINT metric_1h_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);
CREATE INDEX metric_5m_bucket_idx ON metric_5m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX metric_1h_bucket_idx ON metric_1h USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);

-- Hours whose rows are complete, but for those of metric_late_hours.
CREATE TABLE metric_rolled_hours (
  hour bigint NOT NULL,
  CONSTRAINT metric_rolled_hours_pkey PRIMARY KEY (hour)
);

-- Series and hours of which points came late: their rows are made again. `marks` grows with each such commit, so that
-- one that comes meanwhile is noticed.
CREATE TABLE metric_late_hours (
  series_id bigint NOT NULL,
  hour bigint NOT NULL,
  marks bigint NOT NULL,
  CONSTRAINT metric_late_hours_pkey PRIMARY KEY (series_id, hour)
);
CREATE INDEX metric_late_hours_hour_idx ON metric_late_hours (hour);
