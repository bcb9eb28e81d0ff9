import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020';
import { readDocument } from '../http/validation';

const document = readDocument();

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, 'document');

/** A response of the plugin. */
export interface Answer {
  method: string;
  /** Without the query and everything before `/api/personalize`. */
  path: string;
  status: number;
  /** `undefined` if there is none. */
  body: unknown;
}

/** Every route of the document, for example `GET /setups/{name}`. */
export function routesInDocument(): string[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    ['get', 'put', 'post', 'delete']
      .filter(method => method in item)
      .map(method => `${method.toUpperCase()} ${path}`),
  );
}

/** How a response differs from the document; `undefined` if it doesn't. */
export function documentFlaw(answer: Answer): string | undefined {
  const [method, path] =
    routesInDocument()
      .map(route => route.split(' '))
      .find(
        ([verb, template]) =>
          verb === answer.method && isOf(answer.path, template),
      ) ?? [];
  if (!method) {
    return `the document has no ${answer.method} ${answer.path}`;
  }
  const place = ['paths', path, method.toLowerCase(), 'responses'];
  const response = resolved([...place, String(answer.status)]);
  if (!response) {
    return `the document has no answer ${answer.status} of ${method} ${path}`;
  }
  if (!find([...response, 'content'])) {
    return answer.body === undefined ? undefined : 'the answer has a body';
  }
  const validate = ajv.compile({
    $ref: pointer([...response, 'content', 'application/json', 'schema']),
  });
  return validate(answer.body) ? undefined : ajv.errorsText(validate.errors);
}

function isOf(path: string, template: string): boolean {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}

function find(steps: readonly string[]): unknown {
  return steps.reduce<unknown>((value, step) => Object(value)[step], document);
}

/**
 * A response, which may be a reference to another place; `undefined` if there
 * is none.
 */
function resolved(steps: string[]): string[] | undefined {
  const found = find(steps);
  const { $ref } = Object(found);
  if (typeof $ref === 'string') {
    return $ref.split('/').slice(1);
  }
  return found ? steps : undefined;
}

function pointer(steps: readonly string[]): string {
  return `document#/${steps
    .map(step =>
      encodeURIComponent(step.replace(/~/g, '~0').replace(/\//g, '~1')),
    )
    .join('/')}`;
}
