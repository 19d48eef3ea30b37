-- Amounts times seconds, by the levels of usage; an empty deployment is the machine itself.
CREATE TABLE resource_rollups (
  width bigint NOT NULL,
  start bigint NOT NULL,
  deployment_id text NOT NULL,
  version text NOT NULL,
  node_id text NOT NULL,
  replica_seconds double precision NOT NULL,
  cpu_reserved double precision NOT NULL,
  memory_reserved double precision NOT NULL,
  cpu_used double precision NOT NULL,
  memory_used double precision NOT NULL,
  stored double precision NOT NULL,
  PRIMARY KEY (width, start, deployment_id, version, node_id)
);
