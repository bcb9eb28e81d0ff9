import { ResponseError } from '@backstage/errors';
import { Operations, ROUTES } from './api';

/** An operation of the HTTP API, by its id in the OpenAPI file. */
export type OperationId = keyof Operations;

/** What an operation takes: path, query and body, as far as it has them. */
export type OperationRequest<O extends OperationId> = Omit<
  Operations[O],
  'answer'
>;

/** What an operation answers; nothing where its answer has no body. */
export type OperationAnswer<O extends OperationId> = Operations[O] extends {
  answer: infer A;
}
  ? A
  : void;

/** What set-ups may be asked for; what is absent doesn't limit. */
export type SetupFilter = Omit<
  NonNullable<OperationRequest<'getSetups'>['query']>,
  'cursor' | 'limit'
>;

/** Sends a request to a route below the address of the backend plugin. */
export type Send = (route: string, init: RequestInit) => Promise<Response>;

interface AnyRequest {
  path?: Record<string, string>;
  query?: Record<string, string | number | boolean | string[] | undefined>;
  body?: unknown;
}

/**
 * Asks the backend plugin for an operation.
 *
 * @throws ResponseError as the backend answers, and what sending throws
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
  // Templates of the scaffolder take plain objects of their own realm only, and fetch
  // may parse in another one.
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** What is absent, empty or false isn't asked for. */
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
