import {
  Change,
  Guardrails,
  Holding,
  ownStatements,
  PlanReport,
  PolicyStatement,
  refuse,
  RoleTarget,
  sameStatement,
  SetupRequest,
  statementsIn,
  Team,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { JsonObject } from '@backstage/types';
import { AwsSession } from '../aws/awsSession';
import { PartPlan, reportOf } from '../engine/plan';
import { GrantRecord, SetupAccess } from '../parts/shared/part';
import { PARTS } from '../parts/registry';
import { RoleStanding } from '../parts/shared/roleStanding';

/** The plan of a whole set-up, against the current state in AWS. */
export interface SetupPlan {
  /** In the order of a run. */
  plans: PartPlan[];
  report: PlanReport;
  /** As `ExpectedAccess.team`, after the plan. */
  team?: string;
  /** Of the role. */
  standing: RoleStanding;
}

/**
 * Plans all parts of a set-up. The parts read in parallel and share what they read;
 * nothing is written.
 *
 * @param guardrails - those that also apply beyond the request: a person's own choice
 *   of a boundary only applies to the service role
 * @param record - what the ledger knows about the role; it says whose the role is if
 *   the request doesn't
 * @param teams - `personalize.teams`, for the warning about other teams in the
 *   account
 * @throws InvalidRequestError, ConflictError with the faults of all parts, so that a
 *   bad request is refused as a whole before the first write; before the first read
 *   if AWS isn't needed to know
 */
export async function planSetup(
  session: AwsSession,
  request: SetupAccess & {
    identity?: Pick<SetupRequest['identity'], 'owner'>;
  },
  guardrails: Pick<Guardrails, 'permissionsBoundary' | 'isolation'> = {},
  record: GrantRecord = { holdings: [], asked: {} },
  teams: readonly Team[] = [],
): Promise<SetupPlan> {
  const context = {
    guardrails,
    record,
    teams,
    owner: request.identity?.owner ?? record.claim?.owner,
  };
  const asked = PARTS.map(part => part.ask(request, context));
  refuse(asked.flatMap(({ faults }) => faults));
  const parts = await Promise.all(asked.map(part => part.read(session)));
  const plans = parts.reduce<PartPlan[]>(
    (earlier, part) => [...earlier, part.plan(earlier)],
    [],
  );
  refuse(plans.flatMap(({ faults }) => faults));
  const report = reportOf(...plans);
  return {
    plans,
    report: {
      ...report,
      warnings: [
        ...handEdits(request.role, record.holdings, report.changes),
        ...report.warnings,
      ],
    },
    team: plans.find(({ grants }) => grants?.team)?.grants?.team,
    standing: parts[0].standing,
  };
}

/**
 * Names the set-up's statements that were edited or removed outside the portal since
 * a run wrote them, and that a plan restores or removes. The reader decides if that
 * is right. Changes by the request itself aren't named.
 *
 * @param holdings - the record of what the last run left
 * @param changes - of the plan, with the current state in AWS
 */
export function handEdits(
  role: RoleTarget,
  holdings: readonly Holding[],
  changes: readonly Change[],
): Warning[] {
  return changes.flatMap(({ part, resource, before, after }) => {
    const left = holdings.find(holding => holding.resource === resource)?.after;
    return ownStatements(left, resource, role).flatMap(written => {
      const found = withSidOf(written, before);
      if (found && sameStatement(found, written)) {
        return [];
      }
      const what = found ? 'edited' : 'removed';
      const then = withSidOf(written, after)
        ? 'restores it'
        : 'removes it, because it is no longer requested';
      // Nothing happens to what is gone and no longer requested.
      return found || withSidOf(written, after)
        ? [
            {
              part,
              resource,
              message: `Statement "${written.Sid}" of ${resource} was ${what} outside the portal since the last run; this run ${then}. Check with whoever did it first.`,
            },
          ]
        : [];
    });
  });
}

function withSidOf(
  { Sid }: PolicyStatement,
  document: JsonObject | undefined,
): PolicyStatement | undefined {
  return statementsIn(document).find(statement => statement.Sid === Sid);
}
