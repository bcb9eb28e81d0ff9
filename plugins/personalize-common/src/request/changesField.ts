import { JsonObject } from '@backstage/types';
import { z } from 'zod/v3';
import { CHANGE_OPERATIONS, PART_NAMES } from '../plan/change';
import { fieldsOnly, oneOf } from './fields';

/** The changes that the steps of a run put out, one after the other in one list. */
export function changesField() {
  const message =
    'it must be a list of changes, as the steps of the run put them out';
  return z
    .array(change(), { required_error: message, invalid_type_error: message })
    .default([]);
}

function change() {
  return fieldsOnly(
    {
      part: oneOf(PART_NAMES),
      resource: z
        .string({
          required_error: 'it is required: what was changed, as the step says',
          invalid_type_error: 'it must be text: what was changed',
        })
        .min(1, 'it is required: what was changed, as the step says'),
      operation: oneOf(CHANGE_OPERATIONS),
      before: state(),
      after: state(),
    },
    'a change',
  );
}

function state() {
  return z
    .custom<JsonObject>(
      isJsonObject,
      'it must be an object: what AWS held, as the step says',
    )
    .optional();
}

function isJsonObject(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isJson)
  );
}

function isJson(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    ['string', 'number', 'boolean'].includes(typeof value) ||
    (Array.isArray(value) ? value.every(isJson) : isJsonObject(value))
  );
}
