CREATE TABLE prompt_versions (
  project text NOT NULL,
  prompt_id text NOT NULL,
  version text NOT NULL,
  number bigint NOT NULL,
  body text NOT NULL,
  metadata text NOT NULL,
  created_by text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (project, prompt_id, version)
);
CREATE UNIQUE INDEX prompt_versions_number ON prompt_versions (project, prompt_id, number);

CREATE TABLE prompt_aliases (
  project text NOT NULL,
  prompt_id text NOT NULL,
  alias text NOT NULL,
  version text NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (project, prompt_id, alias)
);
