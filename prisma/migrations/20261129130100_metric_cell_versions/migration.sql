-- How often the rows of an hour or a day were made again after late points: readers that keep rows in memory ask whether
-- theirs are still the ones that are stored.
ALTER TABLE metric_rolled_hours ADD COLUMN version bigint NOT NULL DEFAULT 0;
ALTER TABLE metric_rolled_days ADD COLUMN version bigint NOT NULL DEFAULT 0;
ALTER TABLE metric_young_hours ADD COLUMN version bigint NOT NULL DEFAULT 0;
