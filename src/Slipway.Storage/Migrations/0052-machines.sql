-- Sums of percentages and how many there were, by minute and by hour.
CREATE TABLE machine_usage (
  width bigint NOT NULL,
  start bigint NOT NULL,
  node_id text NOT NULL,
  metric text NOT NULL,
  samples bigint NOT NULL,
  total double precision NOT NULL,
  PRIMARY KEY (width, start, node_id, metric)
);
