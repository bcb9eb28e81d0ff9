import { ResponseError } from '@backstage/errors';
import { Operations, ROUTES } from './api';

/** An operation of the HTTP API, by its id in the OpenAPI file. */
export type OperationId = keyof Operations;

/** The input of an operation: path, query and body, if it has them. */
export type OperationRequest<O extends OperationId> = Omit<
  Operations[O],
  'answer'
>;

/** The answer of an operation. Undefined if the answer has no body. */
export type OperationAnswer<O extends OperationId> = Operations[O] extends {
  answer: infer A;
}
  ? A
  : void;

/** Which set-ups to ask for. Undefined fields don't limit. */
export type SetupFilter = Omit<
  NonNullable<OperationRequest<'getSetups'>['query']>,
  'cursor' | 'limit'
>;

/** Sends a request to a route under the backend plugin's address. */
export type Send = (route: string, init: RequestInit) => Promise<Response>;

interface AnyRequest {
  path?: Record<string, string>;
  query?: Record<string, string | number | boolean | string[] | undefined>;
  body?: unknown;
}

/**
 * Calls an operation of the backend plugin.
 *
 * @throws ResponseError for an error answer of the backend, and errors of sending
 */
export async function ask<O extends OperationId>(
  send: Send,
  operation: O,
  asked: OperationRequest<O>,
): Promise<OperationAnswer<O>>;
export async function ask(
  send: Send,
  operation: OperationId,
  { path = {}, query = {}, body }: AnyRequest,
): Promise<unknown> {
  const { method, path: template } = ROUTES[operation];
  const route = template.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(path[name]),
  );
  const response = await send(`${route}${searchOf(query)}`, {
    method: method.toUpperCase(),
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  // Scaffolder templates accept only plain objects of their own realm, and fetch
  // may parse in another one.
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** Leaves out undefined, empty and false values. */
function searchOf(query: NonNullable<AnyRequest['query']>): string {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value ?? []]
        .flat()
        .filter(Boolean)
        .map(one => [name, String(one)]),
    ),
  );
  return search.size > 0 ? `?${search}` : '';
}
