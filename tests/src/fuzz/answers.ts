import { mockCredentials } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { describeCall, HandlerResult, oneStepWith } from '../support';
import { HttpRequest, Service } from './requests';
import { OTHERS, SECRETS, World } from './world';

/** What somebody was answered. */
export interface Answer {
  status: number;
  text: string;
}

/** A question and the answer to it. */
export interface Asked {
  answer: Answer;
  /** All that was sent. */
  sent: string;
  /** Whether the other team's words may be in the answer. */
  isTrusted: boolean;
  /** Whether it may write to AWS, for the team that asks, unless it is refused. */
  mayWrite?: boolean;
}

/** A refusal is a sentence or some, not a document. */
const LONGEST_REFUSAL = 64_000;

/** Backstage answers errors of these names so. */
const STATUS: Record<string, number> = {
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  ServiceUnavailableError: 503,
};

/** Calls the handler of an action, as a task or as a dry run does. */
export async function askHandler(
  { handlers }: World,
  action: string,
  input: JsonObject,
  run: { person: string; isDryRun: boolean },
): Promise<Asked> {
  return {
    answer: answerOf(await handlers.call(action, input, run)),
    sent: JSON.stringify(input) + run.person,
    isTrusted: false,
    mayWrite: !run.isDryRun,
  };
}

function answerOf({ outputs, log, error }: HandlerResult): Answer {
  if (error === undefined) {
    return { status: 200, text: JSON.stringify([outputs, log]) };
  }
  const { name, message } =
    error instanceof Error
      ? error
      : { name: 'unnamed', message: String(error) };
  return {
    status: STATUS[name] ?? 500,
    text: [name, message, ...log].join('\n'),
  };
}

/** Has the scaffolder run a template of one step, dry. */
export async function askDryRun(
  world: World,
  action: string,
  input: JsonObject,
  person: string,
): Promise<Asked> {
  const body = JSON.stringify({
    template: oneStepWith(action, input),
    values: {},
    directoryContents: [],
  });
  return {
    answer: await answered(world, '/scaffolder', {
      request: { method: 'POST', path: '/v2/dry-run', body },
      authorization: mockCredentials.user.header(person),
    }),
    sent: body + person,
    isTrusted: false,
  };
}

/** Sends a request to the backend, as a person or as one of the portal's plugins. */
export async function askEndpoint(
  world: World,
  request: HttpRequest,
  person: string,
  service?: Service,
): Promise<Asked> {
  return {
    answer: await answered(world, '/personalize', {
      request,
      authorization: authorizationOf(person, service),
    }),
    sent: decoded(request.path) + (request.body ?? '') + person,
    isTrusted: service !== undefined,
  };
}

function authorizationOf(person: string, service?: Service): string {
  switch (service) {
    case undefined:
      return mockCredentials.user.header(person);
    case 'personThroughScaffolder':
      return `Bearer ${mockCredentials.user.token(person, {
        actor: { subject: 'plugin:scaffolder' },
      })}`;
    default:
      return mockCredentials.service.header({
        onBehalfOf: mockCredentials.service(`plugin:${service}`),
        targetPluginId: 'personalize',
      });
  }
}

async function answered(
  { portal }: World,
  plugin: string,
  {
    request: { method, path, body },
    authorization,
  }: { request: HttpRequest; authorization: string },
): Promise<Answer> {
  const response = await fetch(`${portal.address}${plugin}${path}`, {
    method,
    headers: {
      authorization,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body,
  });
  return { status: response.status, text: await response.text() };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What is wrong with an answer; empty where nothing is. */
export function flawsOf(
  { bench: { endpoint } }: World,
  target: string,
  { answer: { status, text }, sent, isTrusted, mayWrite = false }: Asked,
): string[] {
  const isRefusal = status >= 400;
  const writes = endpoint
    .calls()
    .filter(({ write }) => write)
    .map(describeCall)
    .filter(call => !mayWrite || isRefusal || call.includes(OTHERS.role));
  const said = sent.toLowerCase();
  const told = SECRETS.filter(
    ({ word, listed = '' }) =>
      text.toLowerCase().includes(word.toLowerCase()) &&
      !said.includes(word.toLowerCase()) &&
      !listed.split(' ').some(route => route && target.endsWith(route)),
  );
  return [
    ...(status >= 500 ? [`answered ${status}: ${text.slice(0, 2_000)}`] : []),
    ...writes.map(call => `wrote to AWS: ${call}`),
    ...(isTrusted ? [] : told).map(
      ({ word }) =>
        `tells of the other team: ${around(text, word)} (status ${status})`,
    ),
    ...(isRefusal && text.length > LONGEST_REFUSAL
      ? [`refuses with ${text.length} characters: ${text.slice(0, 1_000)}`]
      : []),
  ];
}

function around(text: string, word: string): string {
  const at = text.toLowerCase().indexOf(word.toLowerCase());
  return `…${text.slice(Math.max(0, at - 200), at + 200)}…`;
}
