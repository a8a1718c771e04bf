-- Hours that are not over, or not rolled up yet, of which the five-minute cells before `until` are in metric_5m already.
CREATE TABLE metric_young_hours (
  hour bigint NOT NULL,
  until bigint NOT NULL,
  CONSTRAINT metric_young_hours_pkey PRIMARY KEY (hour)
);
