CREATE TABLE jobs (
  id text PRIMARY KEY,
  project text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  model_type text NOT NULL,
  dataset text NOT NULL,
  dataset_row text NOT NULL,
  experiment_name text,
  description text,
  config text NOT NULL,
  evaluation text NOT NULL,
  parent_id text,
  model_id text,
  progress text,
  result text,
  problem text,
  attempts bigint NOT NULL,
  node_id text,
  created_by text NOT NULL,
  created_at bigint NOT NULL,
  started_at bigint,
  finished_at bigint
);
CREATE INDEX jobs_open ON jobs (created_at) WHERE finished_at IS NULL;
CREATE INDEX jobs_list ON jobs (project, kind, created_at);
