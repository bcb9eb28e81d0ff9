import { asList, PolicyStatement } from '../../policy/document';
import { Dimension, Excess } from '../contain/excess';
import { inWords } from '../words';

const PASS_ROLE = 'iam:passrole';
const CREATE_GRANT = 'kms:creategrant';

/** In what a statement goes beyond what was asked for, in words that follow a colon. */
export function excessWords(
  statement: PolicyStatement,
  excess: readonly Excess[],
): string {
  const actions = asList(statement.Action).map(action => action.toLowerCase());
  const isOfPassing =
    actions.length > 0 && actions.every(action => action === PASS_ROLE);
  return excess
    .map(one => (isOfPassing ? passingWords(one) : wordsOf(one)))
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
