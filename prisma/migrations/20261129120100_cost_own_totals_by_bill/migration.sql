-- A source may tell of several bills of a month, of providers and billing accounts: each has a total of its own.
ALTER TABLE cost_own_totals ADD COLUMN provider text NOT NULL DEFAULT '';
ALTER TABLE cost_own_totals ADD COLUMN billing_account text NOT NULL DEFAULT '';
UPDATE cost_own_totals SET provider = 'AWS';
ALTER TABLE cost_own_totals DROP CONSTRAINT cost_own_totals_pkey;
ALTER TABLE cost_own_totals ADD CONSTRAINT cost_own_totals_pkey
  PRIMARY KEY (source, part, provider, billing_account, period, currency, metric);
