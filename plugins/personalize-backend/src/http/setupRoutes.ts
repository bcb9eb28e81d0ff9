import { AuditorService } from '@backstage/backend-plugin-api';
import {
  HistoryItem,
  parseAcceptRequest,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  redactForeign,
  roleOfSetup,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Router } from 'express';
import { SetupChecks } from '../drift/setupChecks';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { DatabaseSetups } from '../setups/databaseSetups';
import { withAuditEvent } from '../auditEvent';
import { Callers, PersonCredentials } from './callers';
import { addRoute } from './routes';
import { acceptableIn, isAccepted } from '../setups/acceptance';
import {
  requireFor,
  requirePlatformPerson,
  SetupAccess,
  SetupActors,
} from './setupAccess';

/** The parts of the portal that the routes of set-ups need. */
export interface SetupRoutesOptions extends SetupActors {
  auditor: AuditorService;
  callers: Callers;
  setups: DatabaseSetups;
  ledger: DatabaseLedger;
  checks: Pick<SetupChecks, 'check'>;
}

/** Adds `/setups` and everything under it. */
export function addSetupRoutes(
  router: Router,
  options: SetupRoutesOptions,
): void {
  const { auditor, callers, permissions, setups, ledger, checks } = options;

  /**
   * A set-up, and what the caller may see of it; see {@link SetupAccess.find}.
   */
  async function findFor(caller: PersonCredentials | 'catalog', name: string) {
    const access = await SetupAccess.of(permissions, caller);
    return { access, setup: await access.find(setups, name) };
  }

  addRoute(router, 'getSetups', async req => {
    const caller = await callers.personOrCatalog(req);
    const access = await SetupAccess.of(permissions, caller);
    access.requireSome();
    const { limit, cursor, ...filter } = req.query;
    const page = await setups.list(filter, access.decision, {
      limit,
      cursor,
    });
    return { ...page, items: page.items.map(item => access.shown(item)) };
  });

  addRoute(router, 'getSetup', async req => {
    const caller = await callers.personOrCatalog(req);
    const { access, setup } = await findFor(caller, req.params.name);
    return access.shownInFull(setup);
  });

  addRoute(router, 'getChanges', async req => {
    const caller = await callers.person(req);
    const { access, setup } = await findFor(caller, req.params.name);
    const { limit, cursor } = req.query;
    const page = await ledger.changes(setup.range, { limit, cursor });
    return access.seesForeign(setup.item)
      ? page
      : { ...page, items: page.items.map(each => redact(each, setup.item)) };
  });

  addRoute(router, 'checkSetup', async req => {
    const caller = await callers.person(req);
    const { access, setup } = await findFor(caller, req.params.name);
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
    return {
      status,
      checks: access.checks(setup.item, findings),
      checkedAt,
    };
  });

  addRoute(router, 'acceptFinding', async req => {
    const caller = await callers.person(req);
    const { access, setup } = await findFor(caller, req.params.name);
    const { name } = setup.item;
    const { dryRun, ...asked } = req.body;
    const { check, reason, until } = parseAcceptRequest({ name, ...asked });
    const person = caller.principal.userEntityRef;
    const changed = await withAuditEvent(
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
    const accepted = await access.find(setups, name);
    return { ...access.shownInFull(accepted), changed };
  });

  addRoute(router, 'discardSetup', async req => {
    const caller = await callers.person(req);
    const { item } = (await findFor(caller, req.params.name)).setup;
    await requireFor(options, caller, personalizeSetupApplyPermission, item);
    const person = caller.principal.userEntityRef;
    await withAuditEvent(
      auditor,
      {
        eventId: 'setup-discard',
        severityLevel: 'medium',
        request: req,
        meta: { person, setup: item.name },
      },
      () => setups.discard(item, person),
    );
  });
}

/** Foreign content becomes a fingerprint. */
function redact(
  entry: HistoryItem,
  setup: Omit<SetupItem, 'failing'>,
): HistoryItem {
  if (!entry.change) {
    return entry;
  }
  const [change] = redactForeign([entry.change], roleOfSetup(setup));
  return { ...entry, change };
}
