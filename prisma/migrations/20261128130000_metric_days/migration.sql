-- Rows of metric_1h hold the hours of a day from now on, `bucket` being the day's start; older rows hold one hour and stand
-- at its start. Rows of metric_1d hold the days of 32 days.
CREATE TABLE metric_1d (
  series_id bigint NOT NULL,
  bucket bigint NOT NULL,
  cells bytea NOT NULL,
  CONSTRAINT metric_1d_pkey PRIMARY KEY (series_id, bucket)
) PARTITION BY RANGE (bucket);

-- Days whose cells are complete, but for those of metric_late_hours.
CREATE TABLE metric_rolled_days (
  day bigint NOT NULL,
  CONSTRAINT metric_rolled_days_pkey PRIMARY KEY (day)
);
