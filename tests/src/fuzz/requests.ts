import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc, { Arbitrary } from 'fast-check';
import { parse } from 'yaml';
// The scripts are no package, and their folders are not to be spelled twice.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { ROOT } from '../../../scripts/lib/layout.mjs';
import { FIELDS, garbage, listOf, objectOf, recordOf, textOf } from './values';
import { OTHERS, PEOPLE } from './world';

/** The part of JSON Schema that the document uses. */
interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
}

interface Parameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query';
  required?: boolean;
  schema: Schema;
}

interface Operation {
  parameters?: Parameter[];
  security?: Record<string, unknown>[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
}

const METHODS = ['get', 'put', 'post', 'delete'] as const;

type PathItem = { parameters?: Parameter[] } & Partial<
  Record<(typeof METHODS)[number], Operation>
>;

interface OpenApi {
  paths: Record<string, PathItem>;
  components: object;
}

const document: OpenApi = parse(
  readFileSync(
    path.join(ROOT, 'plugins/personalize-backend/src/schema/openapi.yaml'),
    'utf8',
  ),
);

const SERVICES = ['catalog', 'scaffolder', 'personThroughScaffolder'] as const;

/** One of the portal's own plugins, as the document calls it. */
export type Service = (typeof SERVICES)[number];

/** A route of the document. */
export interface Endpoint {
  /** For example `GET /setups/{name}`. */
  name: string;
  method: string;
  path: string;
  operation: Operation;
  parameters: Parameter[];
  /** Which of the portal's own plugins may ask, for themselves or for a person. */
  services: Service[];
}

/** A request as it goes over the wire. */
export interface HttpRequest {
  method: string;
  /** With the query, under `/api/personalize`. */
  path: string;
  body?: string;
}

export function endpoints(): Endpoint[] {
  return Object.entries(document.paths).flatMap(([route, item]) =>
    METHODS.flatMap(method => {
      const operation = item[method];
      return operation
        ? [
            {
              name: `${method.toUpperCase()} ${route}`,
              method: method.toUpperCase(),
              path: route,
              operation,
              parameters: [
                ...(item.parameters ?? []),
                ...(operation.parameters ?? []),
              ].map(parameter => resolved<Parameter>(parameter)),
              services: SERVICES.filter(service =>
                operation.security?.some(way => service in way),
              ),
            },
          ]
        : [];
    }),
  );
}

/** Requests of one endpoint: almost right ones, and some that nothing is right about. */
export function requestsOf({
  method,
  path: route,
  operation,
  parameters,
}: Endpoint): Arbitrary<HttpRequest> {
  const schema = operation.requestBody?.content['application/json'].schema;
  return fc
    .tuple(
      recordOf(
        Object.fromEntries(
          parameters.map(({ name, in: place, schema: fits }) => [
            `${place} ${name}`,
            textOf(fitting(fits, name)),
          ]),
        ),
        parameters
          .filter(({ required }) => required)
          .map(({ name, in: place }) => `${place} ${name}`),
      ),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant('') },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            '&nonsense=1',
            '&__proto__=1',
            '&region[]=x',
            '&limit[a][b]=1',
            '&%',
          ),
        },
      ),
      schema ? bodies(schema) : fc.constant(undefined),
    )
    .map(([values, more, body]) => ({
      method,
      path: addressOf(route, values, more),
      body,
    }));
}

function addressOf(
  route: string,
  values: Record<string, string>,
  more: string,
): string {
  const encoded = (value: string) =>
    // A client can't send half a character.
    encodeURIComponent(Buffer.from(value).toString()).slice(0, 12_000);
  const filled = route.replace(/\{(\w+)\}/g, (_, name) =>
    encoded(values[`path ${name}`] ?? ''),
  );
  const query = Object.entries(values)
    .filter(([name]) => name.startsWith('query '))
    .map(([name, value]) => `${name.slice(6)}=${encoded(value)}`)
    .join('&');
  return `${filled}?${query}${more}`;
}

function bodies(schema: Schema): Arbitrary<string | undefined> {
  return fc.oneof(
    {
      weight: 12,
      arbitrary: fitting(schema, 'body').map(body => JSON.stringify(body)),
    },
    { weight: 2, arbitrary: garbage.map(body => JSON.stringify(body)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        undefined,
        '',
        '{',
        'null',
        '"x"',
        '{"__proto__":{"owner":"x"}}',
        '['.repeat(100_000),
        `{"name":"${'x'.repeat(600_000)}"}`,
      ),
    },
  );
}

/** Fields that aren't those of a request for a set-up. */
const MORE_FIELDS: Record<string, Arbitrary<unknown>> = {
  ...FIELDS,
  taskId: fc.constantFrom('task-1', 'task-2'),
  stepId: fc.constant('grant-s3'),
  partition: fc.constant('aws'),
  person: fc.constantFrom(PEOPLE[0], OTHERS.person),
  taskUser: fc.constantFrom(PEOPLE[0], OTHERS.person),
  resource: fc.constantFrom(
    'arn:aws:s3:::reco-training-data',
    'arn:aws:s3:::reco-results',
  ),
  arn: fc.constantFrom('arn:aws:iam::123456789012:role/personalize/x'),
  search: fc.constantFrom('reco', 'personalize', '%', '_', OTHERS.setup),
  claimSeq: fc.nat(10),
  since: fc.nat(10),
};

const documents = fc.oneof(
  fc.constant({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::reco-training-data/*',
      },
    ],
  }),
  fc.dictionary(fc.string({ maxLength: 10 }), garbage, { maxKeys: 4 }),
);

/** A value that the schema describes, with a flaw here and there. */
function fitting(given: Schema, name: string): Arbitrary<unknown> {
  const schema = resolved<Schema>(given);
  const known = MORE_FIELDS[name];
  if (known && schema.type !== 'object') {
    return known;
  }
  if (schema.enum) {
    return fc.constantFrom(...schema.enum);
  }
  switch (schema.type) {
    case 'object':
      return schema.properties
        ? objectOf(
            Object.fromEntries(
              Object.entries(schema.properties).map(([field, fits]) => [
                field,
                fitting(fits, field),
              ]),
            ),
            schema.required ??
              ['accountId', 'region', 'roleName', 'name', 'owner', 's3'].filter(
                field => field in Object(schema.properties),
              ),
          )
        : documents;
    case 'array':
      return listOf(fitting(schema.items ?? {}, ''));
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum });
    case 'boolean':
      return fc.boolean();
    case 'string':
      return schema.format === 'uuid'
        ? fc.uuid()
        : fc.string({ maxLength: 20 });
    default:
      return garbage;
  }
}

function resolved<T extends { $ref?: string }>(given: T): T {
  return given.$ref === undefined
    ? given
    : given.$ref
        .split('/')
        .slice(1)
        .reduce((value, step) => Object(value)[step], Object(document));
}
