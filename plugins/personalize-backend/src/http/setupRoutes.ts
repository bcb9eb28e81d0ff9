import { AuditorService } from '@backstage/backend-plugin-api';
import {
  AcceptRequest,
  AcceptResponse,
  ChangesResponse,
  CheckResponse,
  HistoryItem,
  parseAcceptRequest,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  redactForeign,
  roleOfSetup,
  SetupFilter,
  SetupItem,
  SetupResponse,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Request, Response, Router } from 'express';
import { SetupChecks } from '../drift/setupChecks';
import { Ledger } from '../ledger/ledger';
import { Setups } from '../setups/setups';
import { audited } from './audited';
import { Callers } from './callers';
import { acceptableIn, isAccepted } from '../setups/acceptance';
import {
  requireFor,
  requirePlatformPerson,
  SetupAccess,
  SetupActors,
} from './setupAccess';

/** What the routes of set-ups need. */
export interface SetupRoutesOptions extends SetupActors {
  auditor: AuditorService;
  callers: Callers;
  setups: Setups;
  ledger: Ledger;
  checks: Pick<SetupChecks, 'check'>;
}

/** A page, as the document has it. */
type PageQuery = { limit: number; cursor?: string };
type Named = { name: string };

/** Adds `/setups` and what is under it. */
export function addSetupRoutes(
  router: Router,
  options: SetupRoutesOptions,
): void {
  const { auditor, callers, permissions, setups, ledger, checks } = options;
  router.get(
    '/setups',
    async (
      req: Request<{}, SetupsResponse, undefined, SetupFilter & PageQuery>,
      res: Response<SetupsResponse>,
    ) => {
      const caller = await callers.personOrCatalog(req);
      const access = await SetupAccess.of(permissions, caller);
      access.requireSome();
      const { limit, cursor, ...filter } = req.query;
      const page = await setups.list(filter, access.decision, {
        limit,
        cursor,
      });
      res.json({ ...page, items: page.items.map(item => access.shown(item)) });
    },
  );

  router.get(
    '/setups/:name',
    async (req: Request<Named>, res: Response<SetupResponse>) => {
      const caller = await callers.personOrCatalog(req);
      const access = await SetupAccess.of(permissions, caller);
      const setup = await access.find(setups, req.params.name);
      res.json({
        ...access.shown(setup.item),
        checks: access.checks(setup.item, setup.findings),
      });
    },
  );

  router.get(
    '/setups/:name/changes',
    async (
      req: Request<Named, ChangesResponse, undefined, PageQuery>,
      res: Response<ChangesResponse>,
    ) => {
      const caller = await callers.person(req);
      const access = await SetupAccess.of(permissions, caller);
      const { item, range } = await access.find(setups, req.params.name);
      const { limit, cursor } = req.query;
      const page = await ledger.changes(range, { limit, cursor });
      res.json(
        access.seesForeign(item)
          ? page
          : { ...page, items: page.items.map(each => redacted(each, item)) },
      );
    },
  );

  router.post(
    '/setups/:name/check',
    async (req: Request<Named>, res: Response<CheckResponse>) => {
      const caller = await callers.person(req);
      const access = await SetupAccess.of(permissions, caller);
      const setup = await access.find(setups, req.params.name);
      await requireFor(
        options,
        caller,
        personalizeSetupCheckPermission,
        setup.item,
      );
      const person = caller.principal.userEntityRef;
      const { status, findings, checkedAt } = await checks.check(setup, {
        person,
      });
      res.json({
        status,
        checks: access.checks(setup.item, findings),
        checkedAt,
      });
    },
  );

  router.post(
    '/setups/:name/accept',
    async (
      req: Request<Named, AcceptResponse, AcceptRequest>,
      res: Response<AcceptResponse>,
    ) => {
      const caller = await callers.person(req);
      const access = await SetupAccess.of(permissions, caller);
      const setup = await access.find(setups, req.params.name);
      const { name } = setup.item;
      const { dryRun, ...asked } = req.body;
      const { check, reason, until } = parseAcceptRequest({ name, ...asked });
      const person = caller.principal.userEntityRef;
      const changed = await audited(
        auditor,
        {
          eventId: 'setup-accept',
          severityLevel: 'medium',
          request: req,
          meta: { person, setup: name, check, reason, until, dryRun },
        },
        async () => {
          await requireFor(
            options,
            caller,
            personalizeSetupApplyPermission,
            setup.item,
          );
          const { widens, fingerprint } = acceptableIn(setup, check);
          if (widens) {
            await requirePlatformPerson(options, caller, setup.item);
          }
          const finding = { id: check, fingerprint, reason, widens };
          const isNew = !isAccepted(setup, finding, asked.until && until);
          if (isNew && !dryRun) {
            await setups.accept(setup.item, { ...finding, until }, person);
          }
          return isNew;
        },
      );
      const { item, findings } = await access.find(setups, name);
      res.json({
        ...access.shown(item),
        checks: access.checks(item, findings),
        changed,
      });
    },
  );

  router.post(
    '/setups/:name/discard',
    async (req: Request<Named>, res: Response) => {
      const caller = await callers.person(req);
      const access = await SetupAccess.of(permissions, caller);
      const { item } = await access.find(setups, req.params.name);
      await requireFor(options, caller, personalizeSetupApplyPermission, item);
      const person = caller.principal.userEntityRef;
      await audited(
        auditor,
        {
          eventId: 'setup-discard',
          severityLevel: 'medium',
          request: req,
          meta: { person, setup: item.name },
        },
        () => setups.discard(item, person),
      );
      res.status(204).end();
    },
  );
}

/** What others wrote is a fingerprint. */
function redacted(
  entry: HistoryItem,
  setup: Omit<SetupItem, 'failing'>,
): HistoryItem {
  if (!entry.change) {
    return entry;
  }
  const [change] = redactForeign([entry.change], roleOfSetup(setup));
  return { ...entry, change };
}
