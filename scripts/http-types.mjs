/*
 * yarn http-types: generates the types of the HTTP API from its OpenAPI file.
 * With --check it only checks whether they are up to date.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { parse } from 'yaml';
import { ROOT } from './lib/layout.mjs';
import { Problem, runCommand } from './lib/command.mjs';

const DOCUMENT = 'plugins/personalize-backend/src/schema/openapi.yaml';
const TYPES = 'plugins/personalize-common/src/http/api.ts';

/**
 * Types that are stricter than OpenAPI's schemas of the same name, by module.
 */
const OWN_TYPES = {
  '../request/guardrails': ['Guardrails'],
  '../setup/access': [
    'BucketAccess',
    'KeyAccess',
    'TrustSettings',
    'UserAccess',
  ],
  '../verify/finding': ['Finding'],
  '../verify/openings/openings': ['SetupStatements'],
};

/**
 * @typedef {Record<string, any>} Schema
 * @typedef {{ name: string, in: string, required?: boolean, description?: string, schema: Schema }} Parameter
 */

await runCommand(async () => {
  const file = path.join(ROOT, TYPES);
  const types = await httpTypes();
  if (!process.argv.includes('--check')) {
    await fs.writeFile(file, types);
  } else if (types !== (await fs.readFile(file, 'utf8'))) {
    throw new Problem(
      `${TYPES} doesn't match ${DOCUMENT}.`,
      'Run yarn http-types and commit the result.',
    );
  }
  return 0;
});

async function httpTypes() {
  const { openapi, info, paths, components } = parse(
    await fs.readFile(path.join(ROOT, DOCUMENT), 'utf8'),
  );
  /** @type {string[]} */
  const routes = [];
  /** @type {Record<string, Schema>} */
  const operations = {};
  for (const [route, { parameters = [], ...item }] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      routes.push(
        `${operation.operationId}: { method: '${method}', path: '${route}' },`,
      );
      operations[operation.operationId] = operationSchema(
        operation,
        [...parameters, ...(operation.parameters ?? [])].map(parameter =>
          parameter.$ref
            ? components.parameters[parameter.$ref.split('/').pop()]
            : parameter,
        ),
      );
    }
  }
  const schemas = { ...components.schemas, Operations: objectOf(operations) };
  for (const [name, schema] of Object.entries(schemas)) {
    schemas[name] = withVariants(schema);
  }
  const nodes = await openapiTS(
    { openapi, info, paths: {}, components: { schemas } },
    { defaultNonNullable: false, transform: asJsonObject },
  );
  return `/*
 * Made by yarn http-types from ${DOCUMENT}.
 * Change that file, and run it again.
 */
import type { JsonObject } from '@backstage/types';
${Object.entries(OWN_TYPES)
  .map(
    ([module, names]) =>
      `import type { ${names.join(', ')} } from '${module}';`,
  )
  .join('\n')}

${astToString(schemaTypes(nodes))
  .replace(/^(\w+): /gm, 'export type $1 = ')
  .replace(/components\["schemas"\]\["(\w+)"\]/g, '$1')
  .replaceAll('@description ', '')}
/** Where each operation is. */
export const ROUTES = {
    ${routes.join('\n    ')}
} as const;
`;
}

/**
 * The input of an operation, and its response if that has a body.
 *
 * @param {{ summary: string, requestBody?: any, responses: any }} operation
 * @param {Parameter[]} parameters
 * @returns {Schema}
 */
function operationSchema({ summary, requestBody, responses }, parameters) {
  /** @type {Schema} */
  const properties = {};
  for (const place of ['path', 'query']) {
    const there = parameters.filter(parameter => parameter.in === place);
    if (there.length > 0) {
      properties[place] = objectOf(
        Object.fromEntries(
          there.map(({ name, description, schema }) => [
            name,
            { description, ...schema },
          ]),
        ),
        there.filter(({ required }) => required).map(({ name }) => name),
      );
    }
  }
  for (const [name, given] of Object.entries({
    body: requestBody,
    answer: responses['200'],
  })) {
    if (given) {
      properties[name] = given.content['application/json'].schema;
    }
  }
  const isOptional = properties.query?.required.length === 0;
  return {
    description: summary,
    ...objectOf(
      properties,
      Object.keys(properties).filter(name => name !== 'query' || !isOptional),
    ),
  };
}

/**
 * @param {Record<string, Schema>} properties
 * @param {string[]} required
 * @returns {Schema}
 */
function objectOf(properties, required = Object.keys(properties)) {
  return { type: 'object', properties, required };
}

/**
 * A schema for each value of an enum, if the enum decides what else is
 * required: the generator doesn't know `if`.
 *
 * @param {Schema} schema
 * @returns {Schema}
 */
function withVariants(schema) {
  /** @type {Schema[] | undefined} */
  const rules = schema.allOf;
  if (!rules?.every(rule => rule.if)) {
    return schema;
  }
  const [name] = Object.keys(rules[0].if.properties);
  /** @type {string[]} */
  const values = schema.properties[name].enum;
  return {
    oneOf: values.map(value =>
      objectOf({ ...schema.properties, [name]: { const: value } }, [
        ...schema.required,
        ...rules.flatMap(rule =>
          rule.if.properties[name].const === value ? rule.then.required : [],
        ),
      ]),
    ),
  };
}

/**
 * An object without further rules.
 *
 * @param {Schema} schema
 */
function asJsonObject({ type, properties, additionalProperties }) {
  return type === 'object' && !properties && !additionalProperties
    ? ts.factory.createTypeReferenceNode('JsonObject')
    : undefined;
}

/**
 * The generator's output for the schemas, each a property of one type.
 *
 * @param {ts.Node[]} nodes
 */
function schemaTypes(nodes) {
  const own = Object.values(OWN_TYPES).flat();
  return nodes
    .filter(ts.isInterfaceDeclaration)
    .flatMap(({ members }) => members.filter(ts.isPropertySignature))
    .flatMap(({ type }) =>
      type && ts.isTypeLiteralNode(type) ? type.members : [],
    )
    .filter(
      ({ name }) => !name || !ts.isIdentifier(name) || !own.includes(name.text),
    );
}
