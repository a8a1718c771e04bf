-- What became of the newest attempts to reach a channel. failing_since_ms: since when none succeeded; null: the last one did.
CREATE TABLE alert_channel_health (
  channel_id text NOT NULL CONSTRAINT alert_channel_health_pkey PRIMARY KEY,
  failing_since_ms bigint,
  failures integer NOT NULL,
  has_given_up boolean NOT NULL,
  last_error text
);
