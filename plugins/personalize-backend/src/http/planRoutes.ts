import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  describeFinding,
  parseSetupRequest,
  PlanResponse,
  SetupRequest,
  withoutQuotes,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccessAnalyzerConfig,
  Admission,
  admit,
  AttemptEnvironment,
  holderRefs,
  planPermissions,
  planWithRights,
  refuseBeyondTeams,
  rolesOnRecord,
  verifyPlan,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { Response, Router } from 'express';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { DatabaseSetups } from '../setups/databaseSetups';
import { withAuditEvent } from '../auditEvent';
import { Callers } from './callers';
import { addRoute } from './routes';

/** The parts of the portal that planning needs. */
export interface PlanRoutesOptions extends AttemptEnvironment {
  auditor: AuditorService;
  logger: LoggerService;
  callers: Callers;
  setups: DatabaseSetups;
  ledger: Pick<DatabaseLedger, 'roleIds' | 'setupStatements'>;
  accessAnalyzer: AccessAnalyzerConfig;
}

/** Adds `/plan`. */
export function addPlanRoutes(
  router: Router,
  options: PlanRoutesOptions,
): void {
  const { auditor, callers } = options;

  addRoute(router, 'createPlan', async (req, res) => {
    const admitted = await admit(options, {
      credentials: await callers.person(req),
      input: req.body,
      parse: parseSetupRequest,
      permissions: planPermissions,
      recordOf: role => options.setups.roleRecord(role),
    });
    const { accountId, region, roleName } = admitted.request.role;
    return withAuditEvent(
      auditor,
      {
        eventId: 'plan',
        severityLevel: 'medium',
        request: req,
        meta: {
          person: admitted.initiator.person,
          setup: admitted.request.identity.name,
          accountId,
          region,
          roleName,
        },
      },
      () => plan(options, admitted, untilClosed(res)),
      ({ changes }) => ({ changes: changes.length }),
    );
  });
}

async function plan(
  options: PlanRoutesOptions,
  { request, initiator, rights, record, undecided }: Admission<SetupRequest>,
  signal: AbortSignal,
): Promise<PlanResponse> {
  const {
    sessions,
    setups,
    ledger,
    guardrails,
    teams,
    accessAnalyzer,
    logger,
  } = options;
  const session = await sessions.open({
    accountId: request.role.accountId,
    region: request.role.region,
    access: 'read',
    identity: { taskId: 'plan', person: initiator.person },
    logger,
    signal,
    written: record.written,
    rolesOnRecord: await rolesOnRecord(
      request.role,
      record,
      request.users,
      arns => ledger.roleIds(arns),
    ),
  });
  // Refuses resources of another set-up or owner, as the run does.
  await setups.register(
    {
      role: { ...request.role },
      run: { taskId: 'plan' },
      claimSeq: record.claim?.seq ?? 0,
      ...request.identity,
      holders: holderRefs(request.users, request.role, session.identityCenter),
      adopts: request.settings.adopt,
      dryRun: true,
    },
    initiator.person,
  );
  await refuseBeyondTeams(session, undecided, record);
  try {
    const { report, team } = await planWithRights(
      session,
      request,
      rights,
      guardrails,
      record,
      teams,
    );
    const { findings, limits } = await verifyPlan(session, {
      expected: { ...request, team },
      changes: report.changes,
      accessAnalyzer,
      setupStatements: resources => ledger.setupStatements(resources),
    });
    const reader = { quotes: rights.seesForeign };
    return {
      changes: rights.shown(report.changes),
      checks: findings.map(found => describeFinding(found, reader)),
      warnings: report.warnings,
      room: report.room,
      limits,
    };
  } catch (error) {
    if (signal.aborted) {
      throw new ServiceUnavailableError(
        'The caller closed the request for the plan',
      );
    }
    throw rights.seesForeign ? error : withoutQuotes(error);
  }
}

/** Aborts when the caller disconnects, to avoid useless calls to AWS. */
function untilClosed(res: Response): AbortSignal {
  const controller = new AbortController();
  res.on('close', () => controller.abort());
  return controller.signal;
}
