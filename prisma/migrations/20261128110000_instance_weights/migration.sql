-- Instances that say by which weight a load balancer sends them requests: few of many origins.
CREATE INDEX origins_weight_idx ON origins (origin_id) WHERE resource ? 'headroom.instance.weight';
