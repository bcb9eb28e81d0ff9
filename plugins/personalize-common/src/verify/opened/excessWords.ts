import { asList, PolicyStatement } from '../../policy/document';
import { Dimension, Excess } from '../contain/excess';
import { inWords } from '../words';

const CREATE_GRANT = 'kms:creategrant';

/**
 * In what a statement goes beyond what was asked for, in words that follow a colon.
 *
 * @param passesRoles - whether the statement is about passing roles alone
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
    ? `${words}, with which the key can be handed on`
    : words;
}

/** It matters which role is passed, and to whom. */
function passingWords({ dimension, values }: Excess): string {
  switch (dimension) {
    case 'resource':
      return `other roles can be passed (${inWords(values)})`;
    case 'condition':
      return 'the role can be passed to other services than Personalize';
    case 'action':
      return 'roles can be passed (iam:PassRole)';
    default:
      return WORDS[dimension](inWords(values));
  }
}

/** Whether a statement is about passing roles alone. */
export function passesRolesAlone({ Action }: PolicyStatement): boolean {
  const actions = asList(Action).map(action => action.toLowerCase());
  return (
    actions.length > 0 && actions.every(action => action === 'iam:passrole')
  );
}
