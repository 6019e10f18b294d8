import { randomUUID } from "node:crypto";
import { fetchAuthSession, signIn, signOut } from "@aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "@aws-amplify/auth/cognito";
import { Amplify, ConsoleLogger, defaultStorage, type KeyValueStorageInterface } from "@aws-amplify/core";
import { cognito } from "../../src/legacy/cognito.js";
import { claimsOf, startDouble, unsignedJWT, type HTTPDouble } from "./http-double.js";
import { inTwoHours, type AppUnderTest } from "./use-app.js";

// It warns of the endpoint on this machine.
ConsoleLogger.LOG_LEVEL = "ERROR";

export const CLIENT_ID = "web";
const TARGET = "AWSCognitoIdentityProviderService.";

/** Of Cognito's user pools: signing in, refreshing and revoking. */
export interface CognitoServer extends HTTPDouble {
  /** User and log-in by refresh token. */
  readonly sessions: Map<string, { user: string; logIn: string }>;
}

export async function startCognito(): Promise<CognitoServer> {
  const sessions: CognitoServer["sessions"] = new Map();
  const issue = (user: string, logIn: string): object => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub: user,
      iss: `${double.origin}/eu_pool`,
      origin_jti: logIn,
      iat: now,
      exp: now + 3600,
    };
    return {
      AccessToken: unsignedJWT({ ...claims, token_use: "access", username: user, jti: randomUUID() }),
      IdToken: unsignedJWT({ ...claims, token_use: "id", "cognito:username": user, jti: randomUUID() }),
      ExpiresIn: 3600,
      TokenType: "Bearer",
    };
  };
  const refuse = (type: string): { status: number; json: object } => ({
    status: 400,
    json: { __type: type, message: type },
  });
  const double: HTTPDouble = await startDouble(
    {
      InitiateAuth({ AuthParameters }) {
        const { USERNAME: user = "" } = AuthParameters as Record<string, string>;
        const logIn = randomUUID();
        const RefreshToken = randomUUID();
        sessions.set(RefreshToken, { user, logIn });
        return {
          json: { AuthenticationResult: { ...issue(user, logIn), RefreshToken }, ChallengeParameters: {} },
        };
      },
      GetTokensFromRefreshToken({ RefreshToken }) {
        const session = sessions.get(String(RefreshToken));
        if (!session) return refuse("NotAuthorizedException");
        return { json: { AuthenticationResult: issue(session.user, session.logIn) } };
      },
      RevokeToken({ Token, ClientId }) {
        if (ClientId !== CLIENT_ID) return refuse("ResourceNotFoundException");
        sessions.delete(String(Token));
        return { json: {} };
      },
    },
    ({ headers }) => String(headers["x-amz-target"]).replace(TARGET, ""),
  );
  return { ...double, sessions };
}

export interface CognitoApp extends AppUnderTest {
  /** Where Amplify keeps its tokens from now on. */
  keepIn(storage: KeyValueStorageInterface): void;
}

/** A browser that nobody has used yet. */
export function createCognitoApp(server: CognitoServer): CognitoApp {
  // What `Amplify.configure` of the package aws-amplify does with these two.
  const configure = (): void => {
    const userPool = { userPoolId: "eu-central-1_pool", userPoolClientId: CLIENT_ID };
    const Auth = { Cognito: { ...userPool, userPoolEndpoint: server.origin } };
    cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
    cognitoUserPoolsTokenProvider.setKeyValueStorage(defaultStorage);
    Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
  };
  const logIn = async (username: string): Promise<void> => {
    const options = { authFlowType: "USER_PASSWORD_AUTH" } as const;
    const { isSignedIn } = await signIn({ username, password: "-", options });
    if (!isSignedIn) throw new Error("Nobody is signed in");
  };
  configure();
  return {
    keepIn: (storage) => cognitoUserPoolsTokenProvider.setKeyValueStorage(storage),
    requests: server.requests,
    fault: server.fault,
    provider: (options) =>
      cognito({
        client: async () => ({ fetchAuthSession }),
        clientId: CLIENT_ID,
        send: "id_token",
        ...options,
      }),
    signIn: logIn,
    signOut: () => signOut(),
    reload: configure,
    expire: inTwoHours,
    async otherDevice(user) {
      const token = randomUUID();
      server.sessions.set(token, { user, logIn: randomUUID() });
      return async () => server.sessions.has(token);
    },
    async alive({ token }) {
      const { origin_jti } = claimsOf(token);
      return [...server.sessions.values()].some((session) => session.logIn === origin_jti);
    },
  };
}
