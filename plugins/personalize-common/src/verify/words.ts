import { parseArn } from '../aws/arn';
import { asList, PolicyStatement } from '../policy/document';
import { parsePlace, placeName } from '../setup/place';
import { Dimension, Excess } from './excess/excess';

const FEW = 6;

/** `a`, `a and b`, `a, b and c`. A long list shows the first ones and counts the rest. */
export function inWords(texts: readonly string[]): string {
  if (texts.length > FEW) {
    return `${texts.slice(0, FEW).join(', ')} and ${texts.length - FEW} more`;
  }
  return texts.length > 1
    ? `${texts.slice(0, -1).join(', ')} and ${texts[texts.length - 1]}`
    : texts.join('');
}

/** The name of a policy in a sentence, by its place (as in `Change.resource`). */
export function policyName(place: string): string {
  const at = parsePlace(place);
  const { service, resource = '' } = parseArn(at.arn) ?? {};
  const [kind, ...path] = resource.split('/');
  const name = path.at(-1) ?? '';
  const holder = `${kind} ${name}`;
  if (at.kind === 'trust-policy' || at.kind === 'tags') {
    return `the ${at.kind.replace('-', ' ')} of ${holder}`;
  }
  if (at.kind !== 'whole') {
    return `the inline policy ${placeName(at)?.split('/').at(-1)} of ${holder}`;
  }
  switch (service) {
    case 's3':
      return `the policy of bucket ${resource}`;
    case 'kms':
      return `the policy of key ${place}`;
    case 'iam':
      return kind === 'role'
        ? `the policies of ${holder}`
        : `the managed policy ${name}`;
    default:
      return `the policy ${place}`;
  }
}

/** How to restore what the product writes. */
export const RUN_AGAIN =
  'Run the template of the set-up again. It restores what was requested.';

const CREATE_GRANT = 'kms:creategrant';

/**
 * How a statement goes beyond the request, in words that follow a colon.
 *
 * @param passesRoles - whether the statement only passes roles
 */
export function excessWords(
  excess: readonly Excess[],
  passesRoles: boolean,
): string {
  return excess
    .map(one => (passesRoles ? passingWords(one) : wordsOf(one)))
    .join('; ');
}

const WORDS: Record<Dimension, (values: string) => string> = {
  principal: values => `for ${values}`,
  action: values => `for the actions ${values}`,
  resource: values => `on ${values}`,
  condition: values => `under weaker conditions (${values})`,
};

function wordsOf({ dimension, values }: Excess): string {
  const words = WORDS[dimension](inWords(values));
  return dimension === 'action' &&
    values.some(value => value.toLowerCase() === CREATE_GRANT)
    ? `${words}, which lets others pass on access to the key`
    : words;
}

/** It matters which role is passed, and to whom. */
function passingWords({ dimension, values }: Excess): string {
  switch (dimension) {
    case 'resource':
      return `other roles can be passed (${inWords(values)})`;
    case 'condition':
      return 'the role can be passed to services other than Personalize';
    case 'action':
      return 'roles can be passed (iam:PassRole)';
    default:
      return WORDS[dimension](inWords(values));
  }
}

/** Whether a statement only passes roles. */
export function passesRolesAlone({ Action }: PolicyStatement): boolean {
  const actions = asList(Action).map(action => action.toLowerCase());
  return (
    actions.length > 0 && actions.every(action => action === 'iam:passrole')
  );
}
