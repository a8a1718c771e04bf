-- Distinct users by service and UTC day (`day`: Unix seconds of its start), as registers of a HyperLogLog: rows of one
-- service and day are merged by taking the larger of each register. Append-only, merged by a job; distributed by
-- service_id. A keyed hash stands between ids and registers.
CREATE TABLE user_sketches (
  service_id bigint NOT NULL,
  day bigint NOT NULL,
  sketch bytea NOT NULL
);
CREATE INDEX user_sketches_day_idx ON user_sketches (day, service_id);
