-- What a provider bills, a line for each day and set of dimensions, exact to the last decimal. Amounts that a source
-- does not have are null, never zero. A bill is (source, provider, billing_account, period, part): what is imported for
-- it later takes its place. Local to the coordinator: bills are small beside telemetry.
CREATE TABLE cost_lines (
  source text NOT NULL,
  import_id uuid NOT NULL,
  provider text NOT NULL,
  billing_account text NOT NULL,
  period date NOT NULL,
  part text NOT NULL,
  day date NOT NULL,
  service text NOT NULL,
  service_category text NOT NULL,
  account text NOT NULL,
  account_name text NOT NULL,
  region text NOT NULL,
  charge_category text NOT NULL,
  currency text NOT NULL,
  tags jsonb NOT NULL,
  estimated boolean NOT NULL,
  row_count bigint NOT NULL,
  billed_cost numeric,
  effective_cost numeric,
  list_cost numeric,
  blended_cost numeric,
  unblended_cost numeric,
  net_amortized_cost numeric
);
CREATE INDEX cost_lines_day ON cost_lines (day);
CREATE INDEX cost_lines_bill ON cost_lines (source, provider, billing_account, period);

-- Each file or answer that was taken in. `covered_to`: the end of the latest charge of a day or less, so that the newest
-- day is known to be whole or not.
CREATE TABLE cost_imports (
  import_id uuid NOT NULL,
  source text NOT NULL,
  part text NOT NULL,
  state text NOT NULL,
  row_count bigint NOT NULL DEFAULT 0,
  imported_count bigint NOT NULL DEFAULT 0,
  replaced_count bigint NOT NULL DEFAULT 0,
  rejected jsonb NOT NULL DEFAULT '[]',
  totals jsonb NOT NULL DEFAULT '[]',
  first_day date,
  last_day date,
  covered_to timestamptz,
  error text,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  CONSTRAINT cost_imports_pkey PRIMARY KEY (import_id)
);
