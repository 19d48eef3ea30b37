CREATE TABLE model_configurations (
  id text PRIMARY KEY,
  project text NOT NULL,
  model_id text NOT NULL,
  model_name text NOT NULL,
  model_type text NOT NULL,
  kwargs text NOT NULL,
  sealed_kwargs text,
  created_at bigint NOT NULL
);
CREATE INDEX model_configurations_project ON model_configurations (project, id);
