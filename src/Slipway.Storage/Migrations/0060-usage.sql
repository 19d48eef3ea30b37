-- Single records lie in blocks; roll-ups are written with them. A record that belongs to another transaction waits in usage_staged.
DROP TABLE usage_records;

CREATE TABLE usage_staged (
  id text PRIMARY KEY,
  body text NOT NULL
);

CREATE TABLE usage_blocks (
  id text PRIMARY KEY,
  first_at bigint NOT NULL,
  last_at bigint NOT NULL,
  records bigint NOT NULL,
  body text NOT NULL
);
CREATE INDEX usage_blocks_last ON usage_blocks (last_at);

CREATE TABLE usage_rollups (
  width bigint NOT NULL,
  start bigint NOT NULL,
  deployment_id text NOT NULL,
  version text NOT NULL,
  node_id text NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  cancelled bigint NOT NULL,
  prompt_tokens bigint NOT NULL,
  cached_tokens bigint NOT NULL,
  completion_tokens bigint NOT NULL,
  bytes_out bigint NOT NULL,
  queue_time bigint NOT NULL,
  processing_time bigint NOT NULL,
  first_token_time bigint NOT NULL,
  latency text NOT NULL,
  first_token text NOT NULL,
  PRIMARY KEY (width, start, deployment_id, version, node_id)
);

CREATE TABLE usage_shares (
  day bigint NOT NULL,
  kind bigint NOT NULL,
  subject text NOT NULL,
  deployment_id text NOT NULL,
  node_id text NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  prompt_tokens bigint NOT NULL,
  cached_tokens bigint NOT NULL,
  completion_tokens bigint NOT NULL,
  PRIMARY KEY (day, kind, subject, deployment_id, node_id)
);
