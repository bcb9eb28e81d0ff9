import { AuditorService } from '@backstage/backend-plugin-api';
import {
  ChangesResponse,
  CheckResponse,
  HistoryItem,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  redactForeign,
  roleOfSetup,
  SetupFilter,
  SetupItem,
  SetupResponse,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { checksWithoutQuotes } from '@personalize-portal/backstage-plugin-personalize-node';
import { Request, Response, Router } from 'express';
import { SetupChecks } from '../drift/setupChecks';
import { Ledger } from '../ledger/ledger';
import { Setups } from '../setups/setups';
import { audited } from './audited';
import { Callers } from './callers';
import { requireFor, SetupAccess, SetupActors } from './setupAccess';

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
        checks: access.seesForeign(setup.item)
          ? setup.checks
          : checksWithoutQuotes(setup.checks),
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
      const answer = await checks.check(setup, { person });
      res.json(
        access.seesForeign(setup.item)
          ? answer
          : { ...answer, checks: checksWithoutQuotes(answer.checks) },
      );
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
        () => setups.discard(item.name, person),
      );
      res.status(204).end();
    },
  );
}

/** What others wrote is a fingerprint. */
function redacted(entry: HistoryItem, setup: SetupItem): HistoryItem {
  if (!entry.change) {
    return entry;
  }
  const [change] = redactForeign([entry.change], roleOfSetup(setup));
  return { ...entry, change };
}
