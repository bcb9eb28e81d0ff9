import { roleArn } from '../../aws/arn';
import { Answer } from '../../evaluate/answer';
import { matchConditions } from '../../evaluate/conditions';
import { RequestContext, UNKNOWN, withValues } from '../../evaluate/context';
import { matchPrincipal } from '../../evaluate/principal';
import { RequestPrincipal } from '../../evaluate/request';
import { POLICY_VERSION, PolicyStatement } from '../../policy/document';
import { serviceContext } from '../../service/requestContext';
import { RoleTarget } from '../../service/role';
import { SERVICE_PRINCIPAL } from '../../service/service';
import { ExpectedAccess, HeldAccess } from '../access';
import { excessOf } from '../excess/excess';
import { expectedKeys, roleDataStatements } from '../expectedStatements';
import { Finding } from '../finding';
import { isOfOtherSetup, SetupStatements } from '../openings/openings';
import { PolicySet } from '../policySets';
import { StatementAtPlace, statementsAtPlaces } from '../statementPlaces';
import { elsewhereFinding } from './findings';

/**
 * Finds foreign statements in the policies of requested buckets and keys that let
 * Personalize or the role do more there than requested. Whom else they let in is up
 * to the owner.
 *
 * @param isForeign - whether a statement is neither this set-up's nor its
 * responsibility
 */
export function openingsOnData(
  expected: ExpectedAccess,
  held: HeldAccess,
  policySet: PolicySet,
  isForeign: (placed: StatementAtPlace) => boolean,
  recorded: SetupStatements,
): Finding[] {
  const callers = callersOf(expected, held, policySet);
  return statementsAtPlaces(policySet.policies)
    .filter(isForeign)
    .flatMap(placed => {
      const { statement } = placed;
      const found = callers.flatMap(caller => {
        const excess = letsIn(statement, caller)
          ? excessOf(withoutPrincipal(statement), caller.asked)
          : [];
        return excess.length > 0 ? [{ name: caller.name, excess }] : [];
      });
      const [first] = found;
      return first
        ? [
            elsewhereFinding(
              placed,
              found.map(({ name }) => name),
              first.excess,
              isOfOtherSetup(recorded, placed.place, statement),
            ),
          ]
        : [];
    });
}

/** Who uses the data of a set-up, and what was requested for them. */
interface Caller {
  name: string;
  principal: RequestPrincipal;
  context: RequestContext;
  asked: PolicyStatement[];
}

function callersOf(
  expected: ExpectedAccess,
  held: HeldAccess,
  policySet: PolicySet,
): Caller[] {
  const { role } = expected;
  const statementsFor = (caller: RequestPrincipal) =>
    policySet.statements
      .filter(statement => matchPrincipal(statement, caller).answer === 'yes')
      .map(withoutPrincipal);
  const service: RequestPrincipal = {
    kind: 'service',
    service: SERVICE_PRINCIPAL,
  };
  const asRole: RequestPrincipal = {
    kind: 'role',
    arn: roleArn(role),
    uniqueId: held.role?.roleId ?? '',
  };
  return [
    {
      name: 'Personalize itself',
      principal: service,
      context: forAnybody(role),
      asked: statementsFor(service),
    },
    {
      name: `the role ${role.roleName}`,
      principal: asRole,
      context: serviceContext({
        kind: 'role',
        accountId: role.accountId,
        region: role.region,
        roleArn: roleArn(role),
        roleId: held.role?.roleId,
      }),
      asked: [
        ...statementsFor(asRole),
        ...roleDataStatements(expected, expectedKeys(expected, held)),
      ],
    },
  ];
}

/** The context of Personalize acting for any account. */
function forAnybody({ accountId, region }: RoleTarget): RequestContext {
  return withValues(serviceContext({ kind: 'service', accountId, region }), {
    'aws:SourceAccount': UNKNOWN,
  });
}

/**
 * Whether a statement lets a caller in by name, or lets everybody in and surely has
 * no condition that keeps the caller out. A statement that names the account leaves
 * the decision to the caller's own policies.
 */
function letsIn(
  statement: PolicyStatement,
  { principal, context }: Caller,
): boolean {
  const { itself, session, everybody } = matchPrincipal(
    statement,
    principal,
  ).mentions;
  const conditions = matchConditions(
    statement.Condition,
    context,
    POLICY_VERSION,
  ).map(({ answer }) => answer);
  const isOut = (answer: Answer) => answer === 'no';
  return !isOut(itself) || !isOut(session)
    ? !conditions.some(isOut)
    : everybody === 'yes' && conditions.every(answer => answer === 'yes');
}

function withoutPrincipal(statement: PolicyStatement): PolicyStatement {
  return { ...statement, Principal: undefined, NotPrincipal: undefined };
}
