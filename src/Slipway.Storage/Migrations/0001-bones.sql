-- Portable between SQLite and PostgreSQL: times are microseconds UTC, flags are 0 or 1, JSON is text.

CREATE TABLE tasks (
  id text PRIMARY KEY,
  project text NOT NULL,
  caller_id text NOT NULL,
  user_id text NOT NULL,
  state text NOT NULL,
  parameters text NOT NULL,
  idempotency_key text,
  fingerprint text,
  attempt bigint NOT NULL,
  losses bigint NOT NULL,
  node_id text,
  accepted_at bigint NOT NULL,
  claimed_at bigint,
  finished_at bigint,
  outcome text
);
CREATE UNIQUE INDEX tasks_idempotency ON tasks (caller_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX tasks_open ON tasks (state, id) WHERE finished_at IS NULL;
CREATE INDEX tasks_owner ON tasks (caller_id, id);
CREATE INDEX tasks_finished ON tasks (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE usage_records (
  id text PRIMARY KEY,
  project text NOT NULL,
  at bigint NOT NULL,
  node_id text NOT NULL,
  caller_id text NOT NULL,
  user_id text NOT NULL,
  operation text NOT NULL,
  model text NOT NULL,
  deployment_id text NOT NULL,
  version text NOT NULL,
  task_id text,
  attempt bigint NOT NULL,
  status bigint NOT NULL,
  error_type text,
  prompt_tokens bigint NOT NULL,
  completion_tokens bigint NOT NULL,
  estimated bigint NOT NULL,
  queue_time bigint NOT NULL,
  first_token_time bigint NOT NULL,
  processing_time bigint NOT NULL
);
CREATE INDEX usage_records_at ON usage_records (at);

CREATE TABLE api_keys (
  id text PRIMARY KEY,
  project text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  digest text NOT NULL UNIQUE,
  hint text NOT NULL,
  created_by text NOT NULL,
  created_at bigint NOT NULL,
  revoked_at bigint
);

CREATE TABLE deployments (
  id text PRIMARY KEY,
  project text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  source text NOT NULL,
  wanted bigint NOT NULL,
  revision bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);

CREATE TABLE replica_processes (
  id text PRIMARY KEY,
  deployment_id text NOT NULL,
  node_id text NOT NULL,
  socket text NOT NULL,
  pid bigint,
  start_mark text
);
