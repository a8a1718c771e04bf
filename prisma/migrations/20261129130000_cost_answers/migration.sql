-- What costs may come to in a month, of the lines that the filters mean; amounts are exact. Local to the coordinator, as
-- all of this migration.
CREATE TABLE cost_budgets (
  budget_id uuid NOT NULL,
  name text NOT NULL,
  currency text NOT NULL,
  amount numeric NOT NULL,
  filters jsonb NOT NULL,
  owner_id text NOT NULL,
  owner_name text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT cost_budgets_pkey PRIMARY KEY (budget_id),
  CONSTRAINT cost_budgets_amount CHECK (amount > 0)
);

-- Which lines of a bill are of which service, or shared by services: the first rule that matches a line decides.
CREATE TABLE cost_mapping_rules (
  rule_id uuid NOT NULL,
  position integer NOT NULL,
  dimension text NOT NULL,
  value text NOT NULL,
  target jsonb NOT NULL,
  owner_id text NOT NULL,
  owner_name text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT cost_mapping_rules_pkey PRIMARY KEY (rule_id)
);

-- Advice that somebody does not want to see again.
CREATE TABLE cost_dismissals (
  advice_id text NOT NULL,
  reason text NOT NULL,
  owner_id text NOT NULL,
  owner_name text NOT NULL,
  dismissed_at timestamptz NOT NULL,
  CONSTRAINT cost_dismissals_pkey PRIMARY KEY (advice_id)
);
