import { z } from 'zod/v3';
import { bucketNameRule } from '../aws/bucketName';
import { keyIdRule } from '../aws/keyId';
import { accountIdRule } from '../aws/names';
import { normalisePrefix, prefixRule } from '../service/prefix';
import { KMS_WORKFLOWS, S3_WORKFLOWS } from '../service/workflows';
import { BucketAccess, KeyAccess, SOURCE_CONDITIONS } from '../setup/access';
import {
  fieldsOnly,
  choice,
  optional,
  text,
  Union,
  unionBy,
  unitedList,
  withDefault,
} from './fields';
import { valueAt } from './parse';
import { validText, RequestScope, RequestDefaults } from './scope';

/**
 * The buckets and prefixes of a request.
 *
 * An input prefix may equal, contain or lie within an output prefix. Personalize
 * refuses a job whose input and output path are the same, but a job's paths can be
 * anywhere under the granted prefixes. Every such request therefore works in AWS:
 * the whole bucket for import and export, `data/` for import and `data/export/` for
 * export, one prefix for batch. Refusing them would block legitimate uses. Output
 * rights must never spread to an input prefix, so different prefixes are never
 * merged.
 */
export function bucketList(scope: RequestScope) {
  return unitedList('buckets', raw => bucketEntry(raw, scope), bucketUnion);
}

function bucketEntry(raw: unknown, scope: RequestScope) {
  const bucket = validText(valueAt(raw, ['bucket']), bucketNameRule.broken);
  return fieldsOnly(
    {
      bucket: text(bucketNameRule),
      prefix: withDefault(
        text(prefixRule(bucket)).transform(normalisePrefix),
        '',
      ),
      workflows: workflowList(S3_WORKFLOWS, workflowFlaw),
      bucketOwner: optional(text(accountIdRule)),
    },
    'a bucket',
  ).transform(
    ({ bucketOwner, ...access }): BucketAccess =>
      bucketOwner === undefined || bucketOwner === scope.accountId
        ? access
        : { ...access, bucketOwner },
  );
}

function workflowFlaw(value: unknown): string {
  const fits = `it must be one of ${S3_WORKFLOWS.join(', ')}`;
  return value === 'dataset-group'
    ? `${fits}; dataset-group is only for keys`
    : fits;
}

/** A bucket has one owner, so entries of the same bucket can't name different owners. */
function bucketUnion(): Union<BucketAccess> {
  const owners = new Map<string, string | undefined>();
  const united = unionBy<BucketAccess>(
    ({ bucket, prefix }) => `${bucket}/${prefix}`,
    (there, next) => ({
      ...there,
      workflows: uniteWorkflows(S3_WORKFLOWS, there.workflows, next.workflows),
    }),
  );
  return {
    ...united,
    add(next) {
      const { bucket, bucketOwner } = next;
      const owner = owners.get(bucket);
      if (owners.has(bucket) && owner !== bucketOwner) {
        return {
          path: ['bucketOwner'],
          rule: `a bucket has one owner, and an earlier entry says that ${bucket} belongs to ${
            owner ?? 'the account of the role'
          }`,
        };
      }
      owners.set(bucket, bucketOwner);
      return united.add(next);
    },
  };
}

/**
 * The keys of a request. The same key under two names (id and alias) stays two
 * entries here, because only AWS knows that they are one key.
 */
export function keyList(scope: RequestScope) {
  const entry = fieldsOnly(
    { keyId: text(keyIdRule(scope)), workflows: workflowList(KMS_WORKFLOWS) },
    'a key',
  );
  return unitedList(
    'keys',
    () => entry,
    () =>
      unionBy(
        ({ keyId }) => keyId,
        (there, next): KeyAccess => ({
          ...there,
          workflows: uniteWorkflows(
            KMS_WORKFLOWS,
            there.workflows,
            next.workflows,
          ),
        }),
      ),
  );
}

/**
 * A list of workflows, not empty. Duplicates are united and the order is fixed, so
 * the same request always reads the same.
 *
 * @param known - the workflows that exist for the resource
 * @param flaw - the message for any other word
 */
function workflowList<W extends string>(
  known: readonly W[],
  flaw?: (value: unknown) => string,
) {
  const message = `it must be a list of at least one of ${known.join(', ')}`;
  return z
    .array(choice(known, flaw), {
      required_error: message,
      invalid_type_error: message,
    })
    .min(1, message)
    .transform(words => uniteWorkflows(known, words));
}

/** Each workflow once, in the order of the known words. */
function uniteWorkflows<W extends string>(
  known: readonly W[],
  ...lists: (readonly W[])[]
): W[] {
  return known.filter(word => lists.some(list => list.includes(word)));
}

/**
 * How service statements on keys and buckets are limited to the account. A
 * guardrail that allows `none` doesn't make it the default.
 */
export function sourceConditionsField({ sourceConditions }: RequestDefaults) {
  return withDefault(
    choice(SOURCE_CONDITIONS),
    sourceConditions === 'required' ? 'required' : 'if-present',
  );
}
