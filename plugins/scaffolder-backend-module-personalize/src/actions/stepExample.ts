import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import { stringify } from 'yaml';

/** The role of a set-up in the local account. */
export const shopRole = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
};

/** The role that somebody created by hand in the local account. */
export const legacyRole = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-legacy',
  rolePath: '/service-role/',
};

/**
 * An example of an action: the only step of a template. The actions page shows
 * examples, and tests run them.
 */
export function stepExample(
  description: string,
  step: { action: string; name: string; input: JsonObject },
): TemplateExample {
  const id = step.action.replace('personalize:', '');
  return { description, example: stringify({ steps: [{ id, ...step }] }) };
}
