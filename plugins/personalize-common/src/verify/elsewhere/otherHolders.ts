import { Finding } from '../finding';
import { HeldAccess } from '../heldAccess';
import { OTHER_HOLDERS, otherHolder } from '../ids';
import { obstacleFinding } from '../works/obstacles';
import { addedThing } from './findings';

/** Names who has the policy of a preset and wasn't asked for. */
export function openToOthers({
  others = [],
  othersObstacle,
}: HeldAccess): Finding[] {
  return othersObstacle
    ? [obstacleFinding(OTHER_HOLDERS, othersObstacle)]
    : others.flatMap(({ policyArn, names }) =>
        names.map(name =>
          addedThing(
            otherHolder(policyArn, name),
            'preset-holders',
            policyArn,
            [`the ${name}`],
          ),
        ),
      );
}
