import { Check } from '../../plan/change';
import { asList, PolicyStatement } from '../../policy/document';
import { askedBucketArn, askedKeys, roleDataStatements } from '../asked';
import { excessOf } from '../contain/excess';
import { actionsOf, resourcesOf, touches } from '../contain/patterns';
import { ExpectedAccess } from '../expectedAccess';
import { HeldAccess } from '../heldAccess';
import { Holder } from '../holders';
import { excessWords } from '../opened/excessWords';
import { placedStatements, PlacedStatement } from '../placed';
import { elsewhereWarning } from './warning';

/**
 * Names the statements in the role's other policies that let it do more with the
 * buckets and keys asked for than was asked for.
 */
export function openOnRole(
  expected: ExpectedAccess,
  held: HeldAccess,
  holder: Holder,
  isForeign: (placed: PlacedStatement) => boolean,
): Check[] {
  const keys = askedKeys(expected, held);
  const asked = roleDataStatements(expected, keys);
  const buckets = expected.buckets.map(({ bucket }) =>
    askedBucketArn(expected, bucket),
  );
  const onData = (statement: PolicyStatement) => [
    ...about(statement, 's3:*', [
      ...buckets,
      ...buckets.map(arn => `${arn}/*`),
    ]),
    ...about(
      statement,
      'kms:*',
      keys.map(({ held: { keyArn } }) => keyArn),
    ),
  ];
  return placedStatements(holder.policies)
    .filter(isForeign)
    .flatMap(placed => {
      const [words] = onData(placed.statement)
        .map(statement => ({ statement, excess: excessOf(statement, asked) }))
        .filter(({ excess }) => excess.length > 0)
        .map(({ statement, excess }) => excessWords(statement, excess));
      return words === undefined
        ? []
        : [
            elsewhereWarning(
              placed,
              `lets the role ${expected.role.roleName} do more with what was asked for: ${words}`,
            ),
          ];
    });
}

/** A statement as far as it is about some actions and resources; none where it isn't. */
function about(
  statement: PolicyStatement,
  actions: string,
  resources: readonly string[],
): PolicyStatement[] {
  const isAbout =
    touches(actionsOf(statement), actions) &&
    resources.some(resource => touches(resourcesOf(statement), resource));
  if (!isAbout) {
    return [];
  }
  const { Action, Resource } = statement;
  return [
    {
      ...statement,
      ...(Action === undefined
        ? {}
        : {
            Action: asList(Action).filter(action =>
              touches(actionsOf({ Action: action }), actions),
            ),
          }),
      ...(Resource === undefined
        ? {}
        : {
            Resource: asList(Resource).filter(text =>
              resources.some(resource =>
                touches({ named: text, left: undefined }, resource),
              ),
            ),
          }),
    },
  ];
}
