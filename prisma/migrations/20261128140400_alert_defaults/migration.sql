-- Rules that come with Headroom and were made here once: one that somebody deleted is not made again.
CREATE TABLE alert_defaults (
  name text NOT NULL CONSTRAINT alert_defaults_pkey PRIMARY KEY,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
