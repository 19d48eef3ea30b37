CREATE TABLE model_versions (
  id text PRIMARY KEY,
  project text NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  number bigint NOT NULL,
  framework text NOT NULL,
  format text NOT NULL,
  digest text,
  entry text NOT NULL,
  in_place text,
  size bigint NOT NULL,
  source text NOT NULL,
  facts text NOT NULL,
  metadata text NOT NULL,
  model_type text,
  description text,
  stage text NOT NULL,
  metrics text,
  metrics_measured bigint NOT NULL,
  parent_id text,
  dataset_id text,
  job_id text,
  input_template text,
  status text NOT NULL,
  problem text,
  created_by text NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE UNIQUE INDEX model_versions_name ON model_versions (project, name, version);
CREATE UNIQUE INDEX model_versions_number ON model_versions (project, name, number);
CREATE INDEX model_versions_job ON model_versions (project, job_id) WHERE job_id IS NOT NULL;
CREATE INDEX model_versions_pending ON model_versions (status) WHERE status = 'Pending';

CREATE TABLE model_aliases (
  project text NOT NULL,
  name text NOT NULL,
  alias text NOT NULL,
  version_id text NOT NULL,
  updated_by text NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (project, name, alias)
);
CREATE INDEX model_aliases_version ON model_aliases (version_id);

CREATE TABLE model_stage_changes (
  id text PRIMARY KEY,
  project text NOT NULL,
  name text NOT NULL,
  version_id text NOT NULL,
  version text NOT NULL,
  from_stage text NOT NULL,
  to_stage text NOT NULL,
  changed_by text NOT NULL,
  changed_at bigint NOT NULL
);
CREATE INDEX model_stage_changes_name ON model_stage_changes (project, name, changed_at);
