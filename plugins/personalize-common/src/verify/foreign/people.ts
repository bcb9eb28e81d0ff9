import { parseArn, partitionOf } from '../../aws/arn';
import { PolicyStatement } from '../../policy/document';
import { PRESETS } from '../../service/presets';
import { SERVICE_REGIONS } from '../../service/service';
import { userPolicyArn, userPolicyStatements } from '../../service/userPolicy';
import { ExpectedAccess, HeldAccess } from '../access';
import { excessOf } from '../excess/excess';
import { actionsOf, touches } from '../excess/patterns';
import { Finding } from '../finding';
import { policiesOf } from '../proofs/people';
import { PASS_ROLE } from '../proofs/requests';
import { StatementAtPlace, statementsAtPlaces } from '../statementPlaces';
import { addedStatementFinding, elsewhereFinding } from './findings';

/**
 * Finds statements in the other policies of people that allow more than requested.
 * A role for people is ours, so all its statements count. What else a group, a user
 * or a permission set may do is up to its owner, with one exception: passing other
 * roles, or passing this role to others than Personalize.
 */
export function openingsToPeople(
  expected: ExpectedAccess,
  { people }: HeldAccess,
): Finding[] {
  const ours = PRESETS.map(preset => userPolicyArn(expected.role, preset));
  return people.flatMap(({ preset, policy, principals }) => {
    const passes = userPolicyStatements(expected.role, preset).filter(
      ({ Action }) => Action === PASS_ROLE,
    );
    return principals.flatMap(held =>
      statementsAtPlaces(policiesOf(held, policy))
        .filter(
          ({ statement, place }) =>
            statement.Effect === 'Allow' && !ours.includes(place),
        )
        .flatMap(placed =>
          'roleName' in held.principal
            ? addedToRole(placed, held.name)
            : passedOn(placed, passes, held.name),
        ),
    );
  });
}

function addedToRole(placed: StatementAtPlace, name: string): Finding[] {
  const excess = excessOf(placed.statement, statementsOfPreset(placed.place));
  return excess.length > 0
    ? [
        addedStatementFinding(
          placed,
          'people-role',
          [`the ${name}`],
          excess,
          name,
        ),
      ]
    : [];
}

function passedOn(
  placed: StatementAtPlace,
  asked: readonly PolicyStatement[],
  name: string,
): Finding[] {
  const { statement } = placed;
  if (!touches(actionsOf(statement), PASS_ROLE.toLowerCase())) {
    return [];
  }
  const passing = { ...statement, Action: PASS_ROLE, NotAction: undefined };
  const excess = excessOf(passing, asked);
  return excess.length > 0
    ? [
        elsewhereFinding(
          { ...placed, statement: passing },
          [`the ${name}`],
          excess,
        ),
      ]
    : [];
}

/**
 * What another set-up writes into a policy of that name, because several can share
 * a role for people. What it writes for a team is less than this.
 */
function statementsOfPreset(policyArn: string): PolicyStatement[] {
  const { partition, accountId, resource } = parseArn(policyArn) ?? {};
  const [, rolePath, name] =
    /^policy(\/(?:.*\/)?)([^/]+)$/.exec(resource ?? '') ?? [];
  if (!partition || !accountId || !name) {
    return [];
  }
  const regions = SERVICE_REGIONS.filter(
    region => partitionOf(region) === partition,
  );
  // A role's name may end like the start of a preset's name.
  return PRESETS.filter(preset => name.endsWith(`-${preset}`)).flatMap(preset =>
    regions.flatMap(region =>
      userPolicyStatements(
        {
          partition: partitionOf(region),
          accountId,
          region,
          rolePath,
          roleName: name.slice(0, -preset.length - 1),
        },
        preset,
      ),
    ),
  );
}
