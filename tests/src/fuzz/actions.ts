import fc, { Arbitrary } from 'fast-check';
import { FIELDS, garbage, objectOf } from './values';

const ROLE = ['accountId', 'region', 'roleName'];
const SETTINGS = [
  'description',
  'permissionsBoundary',
  'tags',
  'servicePolicy',
  'cloudWatchMetrics',
  'adopt',
];
const PARTS = ['kms', 's3', 'users', 'sourceConditions'];

/** The fields of each action: those that it can't do without, and the others. */
const ACTION_FIELDS: Record<string, { required: string[]; more: string[] }> = {
  'personalize:plan': {
    required: [...ROLE, 'name', 'owner', 's3'],
    more: ['system', 'rolePath', 'maxSessionDuration', ...SETTINGS, ...PARTS],
  },
  'personalize:create-role': {
    required: ROLE,
    more: ['rolePath', 'maxSessionDuration', ...SETTINGS],
  },
  'personalize:harden-trust': {
    required: ROLE,
    more: ['rolePath', 'regions', 'sourceArns'],
  },
  'personalize:grant-kms': {
    required: [...ROLE, 'keys'],
    more: ['rolePath', 'sourceConditions'],
  },
  'personalize:grant-s3': {
    required: [...ROLE, 'buckets'],
    more: ['rolePath', 'sourceConditions'],
  },
  'personalize:grant-users': {
    required: [...ROLE, 'users'],
    more: ['rolePath', 'keepOthers'],
  },
  'personalize:register': {
    required: [...ROLE, 'name', 'owner'],
    more: ['system', 'title', 'rolePath', ...SETTINGS, ...PARTS],
  },
  'personalize:revoke': {
    required: ['name'],
    more: [...ROLE, 'force'],
  },
  'personalize:accept': {
    required: ['name', 'check', 'reason'],
    more: ['until'],
  },
  'personalize:verify': {
    required: ROLE,
    more: ['name', 'rolePath', ...SETTINGS, ...PARTS, 'keys', 'buckets'],
  },
};

/** Inputs of an action: almost right ones, and some that nothing is right about. */
export function inputsOf(action: string): Arbitrary<Record<string, unknown>> {
  const fields = ACTION_FIELDS[action];
  if (!fields) {
    throw new Error(`Nobody wrote down the fields of ${action}`);
  }
  const { required, more } = fields;
  return fc.oneof(
    {
      weight: 9,
      arbitrary: objectOf(
        Object.fromEntries(
          [...required, ...more].map(name => [name, FIELDS[name]]),
        ),
        required,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.dictionary(
        fc.constantFrom(...required, ...more, 'nonsense'),
        garbage,
      ),
    },
  );
}
