-- A node's fence rises with every term that it begins and when others declare it gone; beats are counted, not timed, so that no
-- two clocks are ever compared.
CREATE TABLE nodes (
  id text PRIMARY KEY,
  address text NOT NULL,
  fence bigint NOT NULL,
  beat bigint NOT NULL,
  alive bigint NOT NULL,
  started_at bigint NOT NULL,
  seen_at bigint NOT NULL
);

-- One random name for all nodes of this database, which tells their messages from those of others.
CREATE TABLE cluster (
  number bigint PRIMARY KEY,
  name text NOT NULL
);

CREATE INDEX tasks_node ON tasks (node_id, state) WHERE finished_at IS NULL;
