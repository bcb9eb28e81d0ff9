import { readFileSync } from 'node:fs';
import path from 'node:path';
import { JsonValue } from '@backstage/types';
import {
  CHANGE_OPERATIONS,
  KMS_WORKFLOWS,
  PART_NAMES,
  PRESETS,
  PRINCIPAL_TYPES,
  S3_WORKFLOWS,
  SOURCE_CONDITIONS,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { parse } from 'yaml';
// The scripts are no package, and their folders are not to be spelled twice.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { ROOT } from '../../scripts/lib/layout.mjs';
import { ACTIONS, PUBLISHED_ACTIONS } from './support';

/*
 * YAML can't take a list from the code, so it has it once more. What is red here names
 * the file to edit, and the list of the code that it has to have.
 */

const OPEN_API = 'plugins/personalize-backend/src/schema/openapi.yaml';
const SETUP = 'templates/personalize-permissions/template.yaml';
const USER_ACCESS = 'templates/personalize-user-access/template.yaml';

const read = (file: string): unknown =>
  parse(readFileSync(path.join(ROOT, file), 'utf8'));

/** All values of a field, wherever it is in a document. */
function allOf(field: string, within: unknown): unknown[] {
  return Object.entries(Object(within)).flatMap(([name, value]) => [
    ...(name === field ? [value] : []),
    ...(typeof value === 'object' ? allOf(field, value) : []),
  ]);
}

const sorted = (names: unknown): JsonValue[] => [...Object(names)].sort();

const schemas = Object(read(OPEN_API)).components.schemas;

describe(`${OPEN_API}`, () => {
  it.each<[string, unknown, readonly string[]]>([
    ['PartName', schemas.PartName.enum, PART_NAMES],
    [
      'RequestedAccess, by part',
      Object.keys(schemas.RequestedAccess.properties),
      PART_NAMES,
    ],
    [
      'operation of Change',
      schemas.Change.properties.operation.enum,
      CHANGE_OPERATIONS,
    ],
    ['SourceConditions', schemas.SourceConditions.enum, SOURCE_CONDITIONS],
    [
      'preset of UserAccess',
      schemas.UserAccess.properties.preset.enum,
      PRESETS,
    ],
    [
      'PlanRequest, by field of personalize:plan',
      Object.keys(schemas.PlanRequest.properties),
      fieldsOf('personalize:plan'),
    ],
  ])('has in %s what the code has', (_where, found, list) => {
    expect(sorted(found)).toEqual(sorted(list));
  });
});

describe.each([
  [SETUP, 's3', S3_WORKFLOWS],
  [SETUP, 'kms', KMS_WORKFLOWS],
])('%s', (file, field, list) => {
  it(`offers the workflows of ${field}, each with its words`, () => {
    const { items } = allOf('workflows', allOf(field, parametersIn(file)))
      .map(Object)
      // Beside the values that the form starts with.
      .find(workflows => workflows.items);

    expect(sorted(items.enum)).toEqual(sorted(list));
    expect(items.enumNames).toHaveLength(list.length);
  });
});

describe.each([SETUP, USER_ACCESS])('%s', file => {
  it('offers the presets, each with its words and once', () => {
    const [preset] = allOf('preset', parametersIn(file)).map(Object);
    const [users] = allOf('users', parametersIn(file)).map(Object);

    expect(sorted(preset.enum)).toEqual(sorted(PRESETS));
    expect(preset.enumNames).toHaveLength(PRESETS.length);
    expect(users.maxItems).toBe(PRESETS.length);
    expect(users.errorMessage.maxItems).toContain(`${PRESETS.length} entries`);
  });

  it('offers each kind of principal', () => {
    const types = allOf('type', allOf('oneOf', parametersIn(file)))
      .map(type => Object(type).const)
      .filter(Boolean);

    expect(sorted(types)).toEqual(sorted(PRINCIPAL_TYPES));
  });
});

describe(`${SETUP}`, () => {
  const { parameters, steps } = Object(read(SETUP)).spec;

  it('asks for what a set-up can have', () => {
    // Only the API asks for it.
    const fields = fieldsOf('personalize:plan').filter(
      field => field !== 'maxSessionDuration',
    );

    expect(sorted(parameters[0].propertyNames.enum)).toEqual(sorted(fields));
  });

  it.each([
    ['plan', []],
    ['register', []],
    // What decides no access.
    ['verify', ['system', 'description']],
  ])('hands all of it on to step %s, but for %j', (id, others) => {
    const step = steps.find((one: { id: string }) => one.id === id);

    expect(sorted([...Object.keys(step.input), ...others])).toEqual(
      sorted(parameters[0].propertyNames.enum),
    );
  });

  it('has a step for each action of a set-up', () => {
    const ofLater = ['personalize:accept', 'personalize:revoke'];

    expect(
      sorted(steps.map(({ action }: { action: string }) => action)),
    ).toEqual(sorted(ACTIONS.filter(id => !ofLater.includes(id))));
  });
});

function parametersIn(file: string): unknown {
  return Object(read(file)).spec.parameters;
}

it('personalize:verify publishes the fields of personalize:plan', () => {
  const fields = fieldsOf('personalize:plan').filter(
    field => field !== 'system',
  );

  expect(fieldsOf('personalize:verify')).toEqual(
    expect.arrayContaining(fields),
  );
});

/** The fields that an action publishes. */
function fieldsOf(id: string): string[] {
  const action = PUBLISHED_ACTIONS.find(one => one.id === id);
  return Object.keys(Object(action?.schema?.input).properties);
}
