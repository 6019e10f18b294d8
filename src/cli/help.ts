export const HELP = `Usage: authgear-session-migration serve [options]

Serves the exchange of sessions for the browser half, as a process of its own.

  --config <file>   the configuration; default migration.config.mjs
  --check           tries the configuration, the database and the Admin API, and ends
  --dev             brings a PostgreSQL of its own, in .authgear-session-migration/
  --help, -h        this text
  --version, -v     the version

Exit status: 0 stopped by a signal, or nothing wrong; 1 failed; 2 wrong arguments or
configuration, or a package is missing.
`;
