export const HELP = `Usage: authgear-session-migration <command> [options]

  serve           serves the exchange of sessions for the browser half, as a process of its own
  close           signs one legacy session out: --issuer, --subject, --session
  close-account   signs a legacy user out everywhere: --issuer, --subject, --before <date>
  erase-user      forgets a legacy user for good: --issuer, --subject

  --config <file>   the configuration; default migration.config.mjs
  --check           serve: tries the configuration, the database and the Admin API, and ends
  --dev             serve: brings a PostgreSQL of its own, in .authgear-session-migration/
  --name <name>     the verifier that knows the user; default each of them
  --help, -h        this text
  --version, -v     the version

Exit status: 0 stopped by a signal, or done, or nothing wrong; 1 failed; 2 wrong arguments or
configuration, or a package is missing.
`;
