-- Who looks after an alert. It holds while the alert is as severe as it was then, and until expires_ms.
CREATE TABLE alert_acks (
  alert_id text NOT NULL CONSTRAINT alert_acks_pkey PRIMARY KEY,
  severity text NOT NULL,
  note text NOT NULL,
  by_id text NOT NULL,
  by_name text NOT NULL,
  at_ms bigint NOT NULL,
  expires_ms bigint
);

-- Configuration: times at which alerts that match say nothing. spec as lib/contract/maintenance.ts has it.
CREATE TABLE alert_maintenance (
  id text NOT NULL CONSTRAINT alert_maintenance_pkey PRIMARY KEY,
  spec jsonb NOT NULL,
  created_ms bigint NOT NULL,
  created_by text NOT NULL
);
