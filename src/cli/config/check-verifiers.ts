import { asRecord } from "../../server/as-record.js";
import { cookieVerifier } from "../../server/verify/cookie-verifier.js";
import type { CookieVerifierOptions } from "../../server/verify/cookie-verifier-options.js";
import { hookVerifier } from "../../server/verify/hook-verifier.js";
import type { HookVerifierOptions } from "../../server/verify/hook-verifier-options.js";
import { introspectionVerifier } from "../../server/verify/introspection-verifier.js";
import type { IntrospectionVerifierOptions } from "../../server/verify/introspection-verifier-options.js";
import { jwtVerifier } from "../../server/verify/jwt-verifier.js";
import type { JWTVerifierOptions } from "../../server/verify/jwt-verifier-options.js";
import type { Verifier } from "../../server/verify/verifier.js";
import { collectWrong } from "./collect-wrong.js";
import * as known from "./known-keys.js";
import type { Secrets } from "./secrets.js";
import type { Wrong } from "./wrong.js";

type Options = Record<string, unknown>;

interface Kind {
  known: Readonly<Record<string, true>>;
  build: (options: Options) => Verifier;
  standIns: Options;
  /** Puts the secrets in. */
  fill?: (options: Options, path: string, secrets: Secrets, wrong: Wrong) => void;
}

const NAMED = { name: "x", issuer: "https://x.example" };
const URL_STAND_IN = "https://x.example";
const CLIENT_AUTH_STAND_IN = { clientID: "x", clientSecret: "x" };
const SECRET_STAND_IN = "x".repeat(32);

// Each builder checks what it is given, from unknown.
const KINDS: Readonly<Record<string, Kind>> = {
  jwt: {
    known: known.JWT,
    build: (options) => jwtVerifier(options as unknown as JWTVerifierOptions),
    standIns: {
      ...NAMED,
      audience: "x",
      jwks: { url: URL_STAND_IN },
      use: "access_token",
      session: "subject",
      liveness: "none",
    },
  },
  hook: {
    known: known.HOOK,
    build: (options) => hookVerifier(options as unknown as HookVerifierOptions),
    standIns: { ...NAMED, url: URL_STAND_IN, secret: SECRET_STAND_IN },
    fill(options, path, secrets) {
      options["secret"] = secrets.read(`${path}.secret`, options["secret"], SECRET_STAND_IN);
    },
  },
  introspection: {
    known: known.INTROSPECTING,
    build: (options) => introspectionVerifier(options as unknown as IntrospectionVerifierOptions),
    standIns: {
      ...NAMED,
      endpoint: URL_STAND_IN,
      clientAuth: CLIENT_AUTH_STAND_IN,
      audience: "x",
      session: "subject",
    },
    fill(options, path, secrets) {
      options["clientAuth"] = secrets.clientAuth(`${path}.clientAuth`, options["clientAuth"]);
    },
  },
  cookie: {
    known: known.COOKIE,
    build: (options) => cookieVerifier(options as unknown as CookieVerifierOptions),
    standIns: { ...NAMED, cookie: "__Host-x", resolve: () => null, session: "subject" },
    fill(options, path, secrets, wrong) {
      if (typeof options["introspection"] !== "object" || options["introspection"] === null) return;
      const within = `${path}.introspection`;
      const introspection = asRecord(options["introspection"]);
      wrong.unknownKeys(`${within}.`, introspection, known.INTROSPECTION);
      const clientAuth = secrets.clientAuth(`${within}.clientAuth`, introspection.clientAuth);
      options["introspection"] = { ...introspection, clientAuth };
    },
  },
};

/** The verifiers of a config, made; of the wrong ones what is wrong is noted. */
export function checkVerifiers(value: unknown, secrets: Secrets, wrong: Wrong): Verifier[] {
  if (!Array.isArray(value)) return checkVerifier("verifiers", value, secrets, wrong);
  if (value.length === 0) wrong.add('"verifiers" is an empty list: give a verifier, or several');
  return value.flatMap((one: unknown, index) => checkVerifier(`verifiers[${index}]`, one, secrets, wrong));
}

function checkVerifier(path: string, value: unknown, secrets: Secrets, wrong: Wrong): Verifier[] {
  if (isVerifier(value)) return [value];
  const { type, ...rest } = asRecord(value);
  const kind = typeof type === "string" && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!kind) {
    wrong.add(`"${path}" is no verifier: give it a type, one of ${Object.keys(KINDS).join(", ")}`);
    return [];
  }
  wrong.unknownKeys(`${path}.`, value, kind.known);
  const options: Options = { ...rest };
  kind.fill?.(options, path, secrets, wrong);
  const { build, standIns } = kind;
  const made = collectWrong({ build, options, standIns, prefix: `${path}.`, wrong });
  return made ? [made] : [];
}

function isVerifier(value: unknown): value is Verifier {
  return typeof asRecord(value).verify === "function";
}
