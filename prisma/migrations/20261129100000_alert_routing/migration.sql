-- Configuration: one document of routes, and what the evaluator remembers of each group of alerts by channel. Read and
-- written by SQL, for threads without Prisma. Without a row the routing is what lib/domain/alert-routing.ts begins with.
CREATE TABLE alert_routing (
  id smallint NOT NULL CONSTRAINT alert_routing_pkey PRIMARY KEY CONSTRAINT alert_routing_one CHECK (id = 1),
  version integer NOT NULL,
  spec jsonb NOT NULL,
  updated_ms bigint NOT NULL,
  updated_by text NOT NULL
);

-- told: ids of alerts that the channel believes to fire. due_ms: when the group may say what it has to say.
CREATE TABLE alert_groups (
  group_id text NOT NULL CONSTRAINT alert_groups_pkey PRIMARY KEY,
  route_id text NOT NULL,
  channel_id text NOT NULL,
  labels jsonb NOT NULL,
  due_ms bigint,
  notified_ms bigint,
  told jsonb NOT NULL
);

-- Messages tell of groups of alerts now, each alert with its own rule.
UPDATE alert_outbox SET notification = jsonb_build_object(
  'groupId', 'rule:' || (notification ->> 'ruleId'),
  'groupLabels', jsonb_build_object('alertname', notification -> 'ruleName'),
  'atMs', notification -> 'atMs',
  'alerts', (
    SELECT jsonb_agg((notification - 'alerts' - 'atMs') || alert)
    FROM jsonb_array_elements(notification -> 'alerts') AS alert))
WHERE notification ? 'ruleId';
