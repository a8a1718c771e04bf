-- How a charge was priced, by FOCUS's PricingCategory: Standard, Committed, Dynamic (spot), Other; empty: the bill does not
-- tell.
ALTER TABLE cost_lines ADD COLUMN pricing_category text NOT NULL DEFAULT '';
