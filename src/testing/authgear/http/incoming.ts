import { Kind, OperationTypeNode, parse } from "graphql";
import type { DocumentNode, OperationDefinitionNode } from "graphql";
import type { World } from "../model/world.js";
import { parseJSONObject } from "./json-object.js";

/** A request, read once. */
export interface Incoming {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: string;
  /** The origin the caller used, corrected by forwarded headers where the proxy is trusted. */
  origin: string;
  /** The origin that was really connected to. */
  directOrigin: string;
  clientIP: string;
  /** Path, GraphQL root fields and grant type: what a fault may name. */
  labels: string[];
  /** GraphQL root fields. */
  fields: string[];
  grantType: string | undefined;
}

export const GRAPHQL_PATH = "/_api/admin/graphql";

export async function readIncoming(
  world: World,
  request: Request,
  clientIP: string | undefined,
): Promise<Incoming> {
  const url = new URL(request.url);
  const body = await request.text();
  const { headers } = request;
  const fields = url.pathname === GRAPHQL_PATH ? rootFields(body) : [];
  const grantType =
    url.pathname === "/oauth2/token" ? (new URLSearchParams(body).get("grant_type") ?? undefined) : undefined;
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body,
    directOrigin: url.origin,
    ...readCaller(world, url, headers, clientIP),
    labels: [url.pathname, ...fields, ...(grantType === undefined ? [] : [grantType])],
    fields,
    grantType,
  };
}

function readCaller(
  world: World,
  url: URL,
  headers: Headers,
  clientIP: string | undefined,
): Pick<Incoming, "origin" | "clientIP"> {
  const direct = clientIP ?? world.settings.defaultClientIP;
  if (!world.settings.trustProxy) return { origin: url.origin, clientIP: direct };
  const proto = headers.get("x-forwarded-proto") ?? url.protocol.slice(0, -1);
  const host = headers.get("x-forwarded-host") ?? url.host;
  const forwardedFor = headers.get("x-forwarded-for")?.split(",")[0]?.trim();
  return { origin: new URL(`${proto}://${host}`).origin, clientIP: forwardedFor ?? direct };
}

function rootFields(body: string): string[] {
  const query = parseJSONObject(body)?.["query"];
  if (typeof query !== "string") return [];
  try {
    return operationsOf(parse(query)).flatMap(fieldNames);
  } catch {
    return [];
  }
}

export function operationsOf(document: DocumentNode): OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function fieldNames(operation: OperationDefinitionNode): string[] {
  return operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  );
}

/** How many fields the mutations of a document have (contract section 4: at most five). */
export function countMutationFields(document: DocumentNode): number {
  return operationsOf(document)
    .filter(({ operation }) => operation === OperationTypeNode.MUTATION)
    .reduce((sum, { selectionSet }) => sum + selectionSet.selections.length, 0);
}
