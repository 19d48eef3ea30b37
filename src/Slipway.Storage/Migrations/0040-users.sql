CREATE TABLE users (
  id text PRIMARY KEY,
  project text NOT NULL,
  name text NOT NULL UNIQUE,
  role text NOT NULL,
  password_hash text NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);

CREATE TABLE user_tokens (
  digest text PRIMARY KEY,
  user_id text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX user_tokens_user ON user_tokens (user_id);
CREATE INDEX user_tokens_expiry ON user_tokens (expires_at);

CREATE TABLE audit_records (
  id text PRIMARY KEY,
  project text NOT NULL,
  at bigint NOT NULL,
  caller_id text NOT NULL,
  caller_name text NOT NULL,
  action text NOT NULL,
  kind text NOT NULL,
  subject_id text NOT NULL,
  before text,
  after text
);
CREATE INDEX audit_records_subject ON audit_records (subject_id, id);
CREATE INDEX audit_records_caller ON audit_records (caller_id, id);
