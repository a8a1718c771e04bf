-- Where alerts stand. One evaluator at a time works: the holder of the lease, whose token fences off one that was
-- paused past its lease. Times of the lease are the database's clock; the others are Unix milliseconds.
CREATE TABLE alert_lease (
  id smallint NOT NULL CONSTRAINT alert_lease_pkey PRIMARY KEY CONSTRAINT alert_lease_one CHECK (id = 1),
  holder text NOT NULL,
  token bigint NOT NULL,
  expires_at timestamptz NOT NULL
);
INSERT INTO alert_lease (id, holder, token, expires_at) VALUES (1, '', 0, '-infinity');

-- How far each rule has been evaluated. known_keys: of rules that alert on silence, each group's key and when it was
-- last heard of.
CREATE TABLE alert_progress (
  rule_id text NOT NULL CONSTRAINT alert_progress_pkey PRIMARY KEY,
  query_text text NOT NULL,
  evaluated_ms bigint NOT NULL,
  known_keys jsonb NOT NULL,
  error text
);

-- Each time that a group of a rule was pending, firing and resolved is one row. resolved_because says how it ended.
CREATE TABLE alerts (
  alert_id text NOT NULL CONSTRAINT alerts_pkey PRIMARY KEY,
  rule_id text NOT NULL,
  rule_name text NOT NULL,
  severity text NOT NULL,
  labels jsonb NOT NULL,
  key_text text NOT NULL,
  key jsonb NOT NULL,
  state text NOT NULL CONSTRAINT alerts_state CHECK (state IN ('pending', 'firing', 'resolved')),
  value double precision,
  threshold double precision NOT NULL,
  since_ms bigint NOT NULL,
  fired_ms bigint,
  recovered_ms bigint,
  resolved_ms bigint,
  resolved_because text,
  seen_ms bigint NOT NULL,
  notified_ms bigint,
  channel_ids jsonb NOT NULL
);
CREATE UNIQUE INDEX alerts_active_key ON alerts (rule_id, key_text) WHERE state <> 'resolved';
CREATE INDEX alerts_resolved_idx ON alerts (resolved_ms) WHERE state = 'resolved';

-- Time that nobody evaluated and that was too long to catch up.
CREATE TABLE alert_gaps (
  rule_id text NOT NULL,
  from_ms bigint NOT NULL,
  to_ms bigint NOT NULL,
  CONSTRAINT alert_gaps_pkey PRIMARY KEY (rule_id, from_ms)
);

-- Notifications that are to be delivered: written in the transaction of the state change that they tell.
CREATE TABLE alert_outbox (
  outbox_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT alert_outbox_pkey PRIMARY KEY,
  idempotency_key text NOT NULL CONSTRAINT alert_outbox_key UNIQUE,
  channel_id text NOT NULL,
  notification jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CONSTRAINT alert_outbox_state CHECK (state IN ('waiting', 'sent', 'dead')),
  created_ms bigint NOT NULL,
  next_attempt_ms bigint NOT NULL,
  claimed_until_ms bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  ended_ms bigint
);
CREATE INDEX alert_outbox_waiting_idx ON alert_outbox (next_attempt_ms) WHERE state = 'waiting';
