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

/** The plan of a whole set-up, on what AWS holds now. */
export interface SetupPlan {
  /** In the order in which they are made. */
  plans: PartPlan[];
  report: PlanReport;
  /** As `ExpectedAccess.team`, once the plan is carried out. */
  team?: string;
  /** Of the role. */
  standing: RoleStanding;
}

/**
 * Plans all parts of a set-up. The parts read in parallel and share what they
 * read; nothing is written.
 *
 * @param guardrails - those that hold for more than what is in the request: a
 * person's own choice of a boundary is for the service role alone
 * @param record - what the ledger knows of the role; it says whose the role is where
 * the request doesn't
 * @param teams - `personalize.teams`, for the warning of who else is in the account
 * @throws InvalidRequestError, ConflictError with the faults of all parts, so that a
 * bad request is refused as a whole before the first write; before the first read
 * where AWS isn't needed to know
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
 * Names the statements of a set-up that something else edited or removed since
 * a run wrote them, and that a plan brings back or takes away: whoever reads the
 * plan decides whether that is meant. What the request itself changes isn't named.
 *
 * @param holdings - by the record: what the last run left
 * @param changes - of the plan, with what AWS holds now
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
      // Gone and no longer asked for: nothing is done about it.
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
