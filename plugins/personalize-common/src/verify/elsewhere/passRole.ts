import { userPolicyStatements } from '../../documents/userPolicy';
import { Check } from '../../plan/change';
import { PolicyStatement } from '../../policy/document';
import { askedOfPreset } from '../asked';
import { excessOf } from '../contain/excess';
import { actionsOf, touches } from '../contain/patterns';
import { ExpectedAccess } from '../expectedAccess';
import { HeldAccess } from '../heldAccess';
import { excessWords } from '../opened/excessWords';
import { placedStatements } from '../placed';
import { policiesOf } from '../works/people';
import { PASS_ROLE } from '../works/peopleAskers';
import { elsewhereWarning } from './warning';

/**
 * Names the statements in the other policies of people by which they can pass
 * other roles than this one, or this one to others than Personalize.
 */
export function openPassRole(
  expected: ExpectedAccess,
  { people }: HeldAccess,
): Check[] {
  return people.flatMap(({ preset, policy, principals }) => {
    const { isOwn } = askedOfPreset(expected, preset);
    const asked = userPolicyStatements(expected.role, preset).filter(
      ({ Action }) => Action === PASS_ROLE,
    );
    return principals.flatMap(principal =>
      placedStatements(policiesOf(principal, policy)).flatMap(placed => {
        const { statement, place } = placed;
        const passing = asPassing(statement);
        if (!passing || isOwn(statement, place)) {
          return [];
        }
        const excess = excessOf(passing, asked);
        return excess.length > 0
          ? [
              elsewhereWarning(
                placed,
                `lets the ${
                  principal.name
                } do more than was asked for: ${excessWords(passing, excess)}`,
              ),
            ]
          : [];
      }),
    );
  });
}

/** What an Allow says of passing roles. */
function asPassing(statement: PolicyStatement): PolicyStatement | undefined {
  return statement.Effect === 'Allow' &&
    touches(actionsOf(statement), PASS_ROLE.toLowerCase())
    ? { ...statement, Action: PASS_ROLE, NotAction: undefined }
    : undefined;
}
