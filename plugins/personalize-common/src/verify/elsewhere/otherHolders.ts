import { Check } from '../../plan/change';
import { HeldAccess } from '../heldAccess';
import { OTHER_HOLDERS, otherHolders } from '../ids';
import { inWords, policyName } from '../words';
import { obstacleCheck } from '../works/obstacles';

/** Names who has the policy of a preset and wasn't asked for. */
export function openToOthers({
  others = [],
  othersObstacle,
}: HeldAccess): Check[] {
  return othersObstacle
    ? [obstacleCheck(OTHER_HOLDERS, othersObstacle)]
    : others
        .filter(({ names }) => names.length > 0)
        .map(({ policyArn, names }) => ({
          id: otherHolders(policyArn),
          title: `${policyName(policyArn)} also hangs on ${inWords(
            names.map(name => `the ${name}`),
          )}, which this request doesn't name`.replace(/^t/, 'T'),
          outcome: 'warning',
          remedy:
            'If that is meant to be, list them under users, too. If not, run the template of the set-up again: it takes the policy off what is not listed.',
        }));
}
