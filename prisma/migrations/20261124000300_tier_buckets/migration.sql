-- Rows are written in the order of time, so that a summary of each run of pages finds a range in a partition that is
-- longer than it. Costs next to nothing to keep.
CREATE INDEX request_1m_bucket_idx ON request_1m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX service_1m_bucket_idx ON service_1m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX request_5m_bucket_idx ON request_5m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX service_5m_bucket_idx ON service_5m USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX request_1h_bucket_idx ON request_1h USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX service_1h_bucket_idx ON service_1h USING brin (bucket) WITH (pages_per_range = 16, autosummarize = on);
