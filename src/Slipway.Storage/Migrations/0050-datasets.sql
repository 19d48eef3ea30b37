CREATE TABLE datasets (
  id text PRIMARY KEY,
  project text NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  number bigint NOT NULL,
  description text,
  source text,
  format text NOT NULL,
  status text NOT NULL,
  digest text,
  size bigint,
  findings text,
  created_by text NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE UNIQUE INDEX datasets_version ON datasets (project, name, version);
CREATE UNIQUE INDEX datasets_number ON datasets (project, name, number);
