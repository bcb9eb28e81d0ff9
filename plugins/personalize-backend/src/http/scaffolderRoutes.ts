import { AuditorService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  OperationAnswer,
  OperationId,
  RoleRef,
  SetupRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Router } from 'express';
import { SetupNotices } from '../drift/setupNotices';
import { DatabaseLeases } from '../leases/databaseLeases';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { DatabaseSetups } from '../setups/databaseSetups';
import { shownSetup } from '../setups/setupTable';
import { withAuditEvent } from '../auditEvent';
import { Callers } from './callers';
import { addRoute, RequestFor } from './routes';

/** The parts of the portal that the routes of the scaffolder's actions need. */
export interface ScaffolderRoutesOptions {
  auditor: AuditorService;
  callers: Callers;
  leases: DatabaseLeases;
  ledger: DatabaseLedger;
  setups: DatabaseSetups;
  notices: Pick<SetupNotices, 'tell'>;
}

interface Routes extends ScaffolderRoutesOptions {
  router: Router;
  /** Adds a route for the scaffolder itself, with its service token. */
  addOwn<O extends OperationId>(
    operation: O,
    answer: (req: RequestFor<O>) => Promise<OperationAnswer<O>>,
  ): void;
}

/** Adds everything under `/ledger` for the scaffolder's backend. */
export function addScaffolderRoutes(
  router: Router,
  options: ScaffolderRoutesOptions,
): void {
  const routes: Routes = {
    ...options,
    router,
    addOwn: (operation, answer) =>
      addRoute(router, operation, async req => {
        await options.callers.scaffolder(req);
        return answer(req);
      }),
  };
  addLeaseRoutes(routes);
  addIntentRoutes(routes);
  addRoleRoutes(routes);
  addRegistrationRoutes(routes);
}

function addLeaseRoutes({ addOwn, leases, ledger }: Routes): void {
  addOwn('requestLease', async req => {
    const lease = await leases.request(req.body);
    return lease.granted
      ? { ...lease, ...(await recordAt(ledger, req.body.resource)) }
      : lease;
  });

  addOwn('renewLease', req => leases.renew(req.params.id));

  addOwn('releaseLease', req => leases.release(req.params.id));
}

/**
 * Only the holder of the lease works there, so the run of an open intent has
 * ended.
 */
async function recordAt(ledger: DatabaseLedger, resource: string) {
  const [orphans, { [resource]: written }] = await Promise.all([
    ledger.openIntents({ resource }),
    ledger.writtenDocuments([resource]),
  ]);
  return { orphans, ...(written && { written }) };
}

function addIntentRoutes({
  router,
  addOwn,
  callers,
  leases,
  ledger,
  setups,
}: Routes): void {
  addRoute(router, 'openIntent', async req => {
    const person = await callers.personThroughScaffolder(req);
    const { leaseId, change } = req.body;
    return setups.openIntent(req.body, person, trx =>
      leases.requireHeld(leaseId, change.resource, trx),
    );
  });

  addOwn('closeIntent', req => ledger.closeIntent(req.params.id, req.body));
}

function addRoleRoutes({ addOwn, ledger, setups }: Routes): void {
  addOwn('getRoleIds', req => ledger.roleIds(req.query.arn));

  addOwn('getSetupStatements', req =>
    ledger.setupStatements(req.query.resource),
  );

  addOwn('getRoleRecord', ({ params, query }) =>
    setups.roleRecord({ ...params, region: query.region }),
  );

  addOwn('getRunChanges', req =>
    setups.runChanges(req.params, req.query.taskId),
  );

  addOwn('recordRequestedAccess', async req => {
    refuseAnotherRole(req.params, req.body.role);
    await setups.recordRequestedAccess(req.body);
  });
}

/** @throws InputError if the path and the body name different roles */
function refuseAnotherRole(
  inPath: Pick<RoleRef, 'accountId' | 'roleName'>,
  inBody: RoleRef,
): void {
  const { accountId, roleName } = inBody;
  if (accountId !== inPath.accountId || roleName !== inPath.roleName) {
    throw new InputError(
      `role: ${roleName} of account ${accountId} was given, but the path names ${inPath.roleName} of account ${inPath.accountId}`,
    );
  }
}

function addRegistrationRoutes({
  router,
  addOwn,
  auditor,
  callers,
  setups,
  notices,
}: Routes): void {
  addRoute(router, 'claim', async req => {
    const person = await callers.personThroughScaffolder(req);
    const { role, run, holders, dryRun = false } = req.body;
    return withAuditEvent(
      auditor,
      {
        eventId: 'role-claim',
        severityLevel: 'medium',
        request: req,
        meta: {
          person,
          accountId: role.accountId,
          region: role.region,
          roleName: role.roleName,
          holders: holders.map(({ name }) => name),
          taskId: run.taskId,
          dryRun,
        },
      },
      () => setups.claim(req.body, person),
      ({ owner }) => ({ owner }),
    );
  });

  addRoute(router, 'registerSetup', async req => {
    const person = await callers.personThroughScaffolder(req);
    const { name, owner, role, run, dryRun = false } = req.body;
    const { item, changed } = await withAuditEvent(
      auditor,
      {
        eventId: 'setup-register',
        severityLevel: 'medium',
        request: req,
        meta: {
          person,
          setup: name,
          owner,
          accountId: role.accountId,
          region: role.region,
          roleName: role.roleName,
          taskId: run.taskId,
          dryRun,
        },
      },
      () => setups.register(req.body, person),
    );
    return { ...shownSetup(item, { quotes: false }), changed };
  });

  addOwn('getSetupRecord', req => setupRecord(setups, req.params.name));

  addOwn('reportChecks', req => setups.report(req.params.name, req.body));

  addRoute(router, 'recordRevocation', async req => {
    const person = await callers.personThroughScaffolder(req);
    const { name } = req.params;
    const { run, kept } = req.body;
    await withAuditEvent(
      auditor,
      {
        eventId: 'setup-revoke',
        severityLevel: 'high',
        request: req,
        meta: { person, setup: name, taskId: run.taskId, kept: kept.length },
      },
      () => setups.recordRevocation(name, req.body, person),
    );
    const revoked = await setups.byName(name);
    if (revoked) {
      await notices.tell([revoked.item]);
    }
  });
}

/** @throws NotFoundError if there is none, or it was removed */
async function setupRecord(
  setups: DatabaseSetups,
  name: string,
): Promise<SetupRecord> {
  const setup = await setups.byName(name);
  if (!setup || setup.item.status === 'revoked') {
    throw new NotFoundError(`There is no active set-up ${name}`);
  }
  return {
    ...(await setups.roleRecord(setup.item)),
    setup: shownSetup(setup.item, { quotes: false }),
  };
}
