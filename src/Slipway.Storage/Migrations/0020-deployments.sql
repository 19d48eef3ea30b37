ALTER TABLE deployments ADD COLUMN version text NOT NULL DEFAULT '';
ALTER TABLE deployments ADD COLUMN spec text;
ALTER TABLE deployments ADD COLUMN rollout text;

CREATE TABLE deployment_events (
  id text PRIMARY KEY,
  deployment_id text NOT NULL,
  at bigint NOT NULL,
  kind text NOT NULL,
  message text NOT NULL,
  caller_id text NOT NULL
);
CREATE INDEX deployment_events_deployment ON deployment_events (deployment_id, at);

-- What is measured every few seconds while a deployment runs; requests have their own records.
CREATE TABLE deployment_samples (
  deployment_id text NOT NULL,
  at bigint NOT NULL,
  queue_length double precision NOT NULL,
  replicas double precision NOT NULL,
  cpu_utilization double precision,
  memory_bytes double precision,
  gpu_utilization double precision,
  PRIMARY KEY (deployment_id, at)
);
CREATE INDEX deployment_samples_at ON deployment_samples (at);
