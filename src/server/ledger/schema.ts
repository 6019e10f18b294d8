/**
 * Numbered migrations: entry n brings the store from version n to n + 1. An entry that was released is never changed; new ones are
 * added at the end.
 */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE session_migration (
     migration_id uuid PRIMARY KEY,
     client_id text NOT NULL,
     session_key bytea NOT NULL,
     subject_key bytea NOT NULL,
     state text NOT NULL CHECK (state IN ('reserved', 'issued', 'confirmed', 'closed')),
     attempt integer NOT NULL DEFAULT 1,
     reissues smallint NOT NULL DEFAULT 0,
     lease_until timestamptz NOT NULL,
     retry_at timestamptz,
     last_error text,
     authgear_sub text,
     authgear_session text,
     revoke_session text,
     dirty boolean NOT NULL DEFAULT false,
     reply bytea,
     reply_salt bytea,
     reply_until timestamptz,
     access_until timestamptz,
     confirm_hash bytea,
     legacy_revoked_at timestamptz,
     created_at timestamptz NOT NULL DEFAULT now(),
     confirmed_at timestamptz,
     closed_at timestamptz,
     keep_until timestamptz NOT NULL,
     UNIQUE (client_id, session_key),
     CHECK (reply IS NULL OR state = 'issued')
   );
   CREATE INDEX session_migration_subject ON session_migration (subject_key, created_at);
   CREATE INDEX session_migration_keep ON session_migration (keep_until);
   CREATE INDEX session_migration_left ON session_migration (lease_until) WHERE dirty OR revoke_session IS NOT NULL;
   CREATE INDEX session_migration_reply ON session_migration (reply_until) WHERE reply IS NOT NULL;
   CREATE TABLE legacy_account (
     subject_key bytea PRIMARY KEY,
     authgear_sub text UNIQUE,
     not_before timestamptz,
     source text NOT NULL CHECK (source IN ('import', 'first-migration', 'barrier'))
   );`,
  // The words of an error after its kind may come from the app. What the view reads keeps its columns' types.
  `CREATE VIEW migration_progress AS
     SELECT client_id, day,
       coalesce(sum(number) FILTER (WHERE state = 'reserved'), 0)::integer AS reserved,
       coalesce(sum(number) FILTER (WHERE state = 'issued'), 0)::integer AS issued,
       coalesce(sum(number) FILTER (WHERE state = 'confirmed'), 0)::integer AS confirmed,
       coalesce(sum(number) FILTER (WHERE state = 'closed'), 0)::integer AS closed,
       coalesce(jsonb_object_agg(error, number) FILTER (WHERE error IS NOT NULL), '{}') AS errors,
       min(oldest) FILTER (WHERE state = 'issued') AS oldest_unconfirmed
     FROM (
       SELECT client_id, (created_at AT TIME ZONE 'UTC')::date AS day, state,
         CASE WHEN state = 'reserved' THEN split_part(last_error, ':', 1) END AS error,
         count(*) AS number, min(created_at) AS oldest
       FROM session_migration GROUP BY 1, 2, 3, 4) AS counted
     GROUP BY client_id, day;`,
  // Unix seconds that a user who is being created is marked with; set only until the user is recorded.
  `ALTER TABLE legacy_account ADD COLUMN created_mark integer;`,
  // A log-in of unknown time counts as older than any barrier.
  `ALTER TABLE session_migration ADD COLUMN auth_time timestamptz;
   CREATE INDEX legacy_account_erased ON legacy_account (subject_key) WHERE not_before = 'infinity';`,
];
