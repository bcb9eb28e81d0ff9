import { AuditorService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  AskedRequest,
  Claim,
  ClaimRequest,
  IntentAnswer,
  IntentRequest,
  LeaseAnswer,
  LeaseRequest,
  OutcomeRequest,
  RegisterAnswer,
  RegisterRequest,
  ReportAnswer,
  ReportRequest,
  RevokedRequest,
  RoleRecord,
  RunChanges,
  SetupRecord,
  SetupStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Request, Response, Router } from 'express';
import { SetupNotices } from '../drift/setupNotices';
import { Leases } from '../leases/leases';
import { Ledger } from '../ledger/ledger';
import { Setups } from '../setups/setups';
import { shownSetup } from '../setups/shownSetup';
import { audited } from './audited';
import { Callers } from './callers';

/** What the routes of the scaffolder's actions need. */
export interface ScaffolderRoutesOptions {
  auditor: AuditorService;
  callers: Callers;
  leases: Leases;
  ledger: Ledger;
  setups: Setups;
  notices: Pick<SetupNotices, 'tell'>;
}

type WithId = { id: string };
type Named = { name: string };
type OfRole = { accountId: string; roleName: string };

/** Adds what is under `/ledger` for the scaffolder's backend alone. */
export function addScaffolderRoutes(
  router: Router,
  options: ScaffolderRoutesOptions,
): void {
  addLeaseRoutes(router, options);
  addIntentRoutes(router, options);
  addRoleRoutes(router, options);
  addRegistrationRoutes(router, options);
}

function addLeaseRoutes(
  router: Router,
  { callers, leases, ledger }: ScaffolderRoutesOptions,
): void {
  router.post(
    '/ledger/leases',
    async (
      req: Request<{}, LeaseAnswer, LeaseRequest>,
      res: Response<LeaseAnswer>,
    ) => {
      await callers.scaffolder(req);
      const lease = await leases.request(req.body);
      res.json(
        lease.granted
          ? { ...lease, ...(await leftAt(ledger, req.body.resource)) }
          : lease,
      );
    },
  );

  router.put(
    '/ledger/leases/:id',
    async (req: Request<WithId>, res: Response) => {
      await callers.scaffolder(req);
      await leases.renew(req.params.id);
      res.status(204).end();
    },
  );

  router.delete(
    '/ledger/leases/:id',
    async (req: Request<WithId>, res: Response) => {
      await callers.scaffolder(req);
      await leases.release(req.params.id);
      res.status(204).end();
    },
  );
}

/** Whoever has the turn is the only one at work there, so the run of an open intent is gone. */
async function leftAt(ledger: Ledger, resource: string) {
  const [orphans, { [resource]: written }] = await Promise.all([
    ledger.openIntents({ resource }),
    ledger.written([resource]),
  ]);
  return { orphans, ...(written && { written }) };
}

function addIntentRoutes(
  router: Router,
  { callers, leases, ledger, setups }: ScaffolderRoutesOptions,
): void {
  router.post(
    '/ledger/intents',
    async (
      req: Request<{}, IntentAnswer, IntentRequest>,
      res: Response<IntentAnswer>,
    ) => {
      const person = await callers.personThroughScaffolder(req);
      const { leaseId, change } = req.body;
      res.json(
        await setups.openIntent(req.body, person, trx =>
          leases.requireHeld(leaseId, change.resource, trx),
        ),
      );
    },
  );

  router.post(
    '/ledger/intents/:id/outcome',
    async (req: Request<WithId, {}, OutcomeRequest>, res: Response) => {
      await callers.scaffolder(req);
      await ledger.closeIntent(req.params.id, req.body);
      res.status(204).end();
    },
  );
}

function addRoleRoutes(
  router: Router,
  { callers, ledger, setups }: ScaffolderRoutesOptions,
): void {
  router.get(
    '/ledger/role-ids',
    async (
      req: Request<{}, Record<string, string>, undefined, { arn: string[] }>,
      res: Response<Record<string, string>>,
    ) => {
      await callers.scaffolder(req);
      res.json(await ledger.roleIds(req.query.arn));
    },
  );

  router.get(
    '/ledger/setup-statements',
    async (
      req: Request<{}, SetupStatements, undefined, { resource: string[] }>,
      res: Response<SetupStatements>,
    ) => {
      await callers.scaffolder(req);
      res.json(await ledger.setupStatements(req.query.resource));
    },
  );

  router.get(
    '/ledger/roles/:accountId/:roleName',
    async (
      req: Request<OfRole, RoleRecord, undefined, { region: string }>,
      res: Response<RoleRecord>,
    ) => {
      await callers.scaffolder(req);
      const { region } = req.query;
      res.json(await setups.roleRecord({ ...req.params, region }));
    },
  );

  router.get(
    '/ledger/roles/:accountId/:roleName/changes',
    async (
      req: Request<OfRole, RunChanges, undefined, { taskId: string }>,
      res: Response<RunChanges>,
    ) => {
      await callers.scaffolder(req);
      res.json(await setups.runChanges(req.params, req.query.taskId));
    },
  );

  router.put(
    '/ledger/roles/:accountId/:roleName/asked',
    async (req: Request<OfRole, {}, AskedRequest>, res: Response) => {
      await callers.scaffolder(req);
      refuseAnotherRole(req.params, req.body.role);
      await setups.recordAsked(req.body);
      res.status(204).end();
    },
  );
}

/** @throws InputError where the path and the body name two roles */
function refuseAnotherRole(inPath: OfRole, inBody: OfRole): void {
  const { accountId, roleName } = inBody;
  if (accountId !== inPath.accountId || roleName !== inPath.roleName) {
    throw new InputError(
      `role: ${roleName} of account ${accountId} was given, but the path names ${inPath.roleName} of account ${inPath.accountId}`,
    );
  }
}

function addRegistrationRoutes(
  router: Router,
  { auditor, callers, setups, notices }: ScaffolderRoutesOptions,
): void {
  router.post(
    '/ledger/claims',
    async (req: Request<{}, Claim, ClaimRequest>, res: Response<Claim>) => {
      const person = await callers.personThroughScaffolder(req);
      const { role, run, holders, dryRun = false } = req.body;
      const claim = await audited(
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
      res.json(claim);
    },
  );

  router.post(
    '/ledger/setups',
    async (
      req: Request<{}, RegisterAnswer, RegisterRequest>,
      res: Response<RegisterAnswer>,
    ) => {
      const person = await callers.personThroughScaffolder(req);
      const { name, owner, role, run, dryRun = false } = req.body;
      const { item, changed } = await audited(
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
      res.json({ ...shownSetup(item, { quotes: false }), changed });
    },
  );

  router.get(
    '/ledger/setups/:name',
    async (req: Request<Named>, res: Response<SetupRecord>) => {
      await callers.scaffolder(req);
      res.json(await setupRecord(setups, req.params.name));
    },
  );

  router.post(
    '/ledger/setups/:name/report',
    async (
      req: Request<Named, ReportAnswer, ReportRequest>,
      res: Response<ReportAnswer>,
    ) => {
      await callers.scaffolder(req);
      res.json(await setups.report(req.params.name, req.body));
    },
  );

  router.post(
    '/ledger/setups/:name/revoked',
    async (req: Request<Named, {}, RevokedRequest>, res: Response) => {
      const person = await callers.personThroughScaffolder(req);
      const { name } = req.params;
      const { run, kept } = req.body;
      await audited(
        auditor,
        {
          eventId: 'setup-revoke',
          severityLevel: 'high',
          request: req,
          meta: { person, setup: name, taskId: run.taskId, kept: kept.length },
        },
        () => setups.recordRevoked(name, req.body, person),
      );
      const revoked = await setups.byName(name);
      if (revoked) {
        await notices.tell([revoked.item]);
      }
      res.status(204).end();
    },
  );
}

/** @throws NotFoundError where there is none, or it was taken back */
async function setupRecord(setups: Setups, name: string): Promise<SetupRecord> {
  const setup = await setups.byName(name);
  if (!setup || setup.item.status === 'revoked') {
    throw new NotFoundError(`There is no set-up ${name} that isn't taken back`);
  }
  return {
    ...(await setups.roleRecord(setup.item)),
    setup: shownSetup(setup.item, { quotes: false }),
  };
}
