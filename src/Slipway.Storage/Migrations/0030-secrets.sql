-- One text, sealed with the key that all secrets of this database are sealed with: another key does not open it.
CREATE TABLE seal_check (
  id bigint PRIMARY KEY,
  sealed text NOT NULL
);
