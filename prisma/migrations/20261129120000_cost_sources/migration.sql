-- What an amount rests on: a provider's bill, a share of one that somebody worked out (OpenCost), or a price list and
-- what was counted. They tell of the same money, so they are never added up with each other.
ALTER TABLE cost_lines ADD COLUMN basis text NOT NULL DEFAULT 'bill';
ALTER TABLE cost_lines ADD CONSTRAINT cost_lines_basis CHECK (basis IN ('bill', 'allocation', 'estimate'));

-- How far an import is, for whoever waits for it; `seen_at` tells one that runs from one whose process is gone.
ALTER TABLE cost_imports ADD COLUMN basis text NOT NULL DEFAULT 'bill';
ALTER TABLE cost_imports ADD COLUMN bytes_read bigint NOT NULL DEFAULT 0;
ALTER TABLE cost_imports ADD COLUMN bytes_total bigint;
ALTER TABLE cost_imports ADD COLUMN rejected_count bigint NOT NULL DEFAULT 0;
ALTER TABLE cost_imports ADD COLUMN seen_at timestamptz;

-- Where costs are fetched from on a schedule, and how that goes. `config` may be shown; `sealed` is encrypted. What has
-- no row here came as files. Local to the coordinator, as all of this migration.
CREATE TABLE cost_sources (
  source text NOT NULL,
  kind text NOT NULL,
  origin text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  config jsonb NOT NULL,
  sealed text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  next_run_at timestamptz NOT NULL,
  claimed_until timestamptz,
  last_started_at timestamptz,
  last_succeeded_at timestamptz,
  failure_count integer NOT NULL DEFAULT 0,
  error_kind text,
  error text,
  failing_since timestamptz,
  read_back_to date,
  CONSTRAINT cost_sources_pkey PRIMARY KEY (source),
  CONSTRAINT cost_sources_origin CHECK (origin IN ('api', 'environment'))
);

-- Requests that a source was asked, by UTC day: each may cost money, so they are counted before they are sent.
CREATE TABLE cost_requests (
  source text NOT NULL,
  day date NOT NULL,
  request_count integer NOT NULL,
  CONSTRAINT cost_requests_pkey PRIMARY KEY (source, day)
);

-- What a source says itself that a billing period comes to, to hold against what is stored of it.
CREATE TABLE cost_own_totals (
  source text NOT NULL,
  part text NOT NULL,
  period date NOT NULL,
  currency text NOT NULL,
  metric text NOT NULL,
  amount numeric NOT NULL,
  rejected_count bigint NOT NULL DEFAULT 0,
  read_at timestamptz NOT NULL,
  CONSTRAINT cost_own_totals_pkey PRIMARY KEY (source, part, period, currency, metric)
);

-- Files of the watched folder, by path: each content is taken once.
CREATE TABLE cost_files (
  path text NOT NULL,
  state text NOT NULL,
  size_bytes bigint NOT NULL,
  modified_at timestamptz NOT NULL,
  sha256 text,
  import_id uuid,
  error text,
  seen_at timestamptz NOT NULL,
  CONSTRAINT cost_files_pkey PRIMARY KEY (path),
  CONSTRAINT cost_files_state CHECK (state IN ('waiting', 'reading', 'done', 'broken'))
);

-- What one unit of a currency is worth in another from a day on. Without a row nothing is converted.
CREATE TABLE cost_conversions (
  from_currency text NOT NULL,
  to_currency text NOT NULL,
  valid_from date NOT NULL,
  rate numeric NOT NULL,
  CONSTRAINT cost_conversions_pkey PRIMARY KEY (from_currency, to_currency, valid_from),
  CONSTRAINT cost_conversions_rate CHECK (rate > 0)
);
