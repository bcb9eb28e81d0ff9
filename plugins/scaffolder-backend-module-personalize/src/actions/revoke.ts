import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { NotFoundError } from '@backstage/errors';
import {
  Claim,
  Guardrails,
  InvalidRequestError,
  oneLine,
  parseRevokeRequest,
  PART_NAMES,
  personalizeRoleAdoptPermission,
  personalizeSetupRevokePermission,
  roleOfSetup,
  RoleRecord,
  RoleTarget,
  SetupRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  applyRevocation,
  Blocker,
  planRevocation,
  readRevocation,
  refuseBlocked,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, ActionRun, inSession } from '../run/actionRun';
import { logWarnings, settle } from '../run/carryOut';
import {
  changeOutputs,
  outputChanges,
  removalLine,
} from '../run/changeOutputs';
import { looseInput, revokeFields, roleFields } from '../run/fields';
import { examples } from './revoke.examples';

/**
 * `personalize:revoke`: removes exactly what the ledger says a set-up added.
 * First it looks for what would break and for what others added; if it finds
 * any, it stops before it writes anything, unless forced. If a run fails, the
 * next one finishes it. It also removes a role that was only claimed, or whose
 * run was cancelled half-way: by the role, if no set-up has it.
 *
 * Fails with InputError, NotAllowedError, NotFoundError (no such set-up, or it
 * was already removed), ConflictError with everything that prevents it, and
 * AwsOperationError.
 */
export function createRevokeAction(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:revoke',
    description:
      'Remove what an Amazon Personalize set-up added to AWS, and nothing else',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({ ...revokeFields, ...roleFields }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          removed: zod
            .array(zod.string())
            .describe(
              'What was changed or deleted, each once; in a dry run, what would be',
            ),
          kept: zod
            .array(zod.object({ resource: zod.string(), reason: zod.string() }))
            .describe('What stays, and why'),
          blockers: zod
            .array(
              zod.object({
                kind: zod.string(),
                resource: zod.string(),
                message: zod.string(),
              }),
            )
            .describe(
              'What would break, and what others added; unless force is set, only a dry run returns any',
            ),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:revoke',
          parse: revokeRequest,
          access: 'write',
          permissions: () => [personalizeSetupRevokePermission],
          named: [personalizeSetupRevokePermission],
          takesUnclaimed: true,
        },
        async attempt => {
          const { session, request, rights, run, credentials } = attempt;
          const { seq: claimSeq, name } = requireActive(attempt);
          const record = await settledRecord(environment, ctx, attempt);
          const revocation = await readRevocation(
            session,
            request.role,
            record,
          );
          if (revocation.isOfOthers) {
            await rights.require([personalizeRoleAdoptPermission]);
          }
          const { plans, report, blockers, kept } = planRevocation(revocation);
          logWarnings(ctx.logger, report.warnings);
          const shown = blockers.map(blocker =>
            shownBlocker(blocker, rights.seesForeign),
          );
          if (!ctx.isDryRun && !request.force) {
            refuseBlocked(name, blockers);
          }
          // Everybody may read the log.
          blockers.forEach(({ message, unquoted = message }) =>
            ctx.logger.warn(oneLine(unquoted)),
          );

          const made = ctx.isDryRun
            ? { changes: report.changes, kept: [] }
            : await applyRevocation(session, plans, request.force);
          const left = [...kept, ...made.kept];
          left.forEach(({ reason }) =>
            ctx.logger.info(oneLine(`Stays: ${reason}`)),
          );
          if (!ctx.isDryRun) {
            await environment.ledger.recordRevocation(
              name,
              {
                role: { ...request.role },
                claimSeq,
                run,
                kept: left.map(one => ({ ...one })),
              },
              credentials,
            );
            ctx.logger.info(`Removed set-up "${name}"`);
          }
          outputChanges(ctx, {
            changes: made.changes,
            warnings: report.warnings,
            shown: rights.shown,
            lineOf: removalLine,
          });
          ctx.output('removed', [
            ...new Set(made.changes.map(({ resource }) => resource)),
          ]);
          ctx.output('kept', left);
          ctx.output('blockers', shown);
        },
      );
    },
  });
}

/**
 * The record of the role, after closing what ended runs left open in AWS. A dry
 * run leaves that unchanged.
 */
async function settledRecord(
  { ledger }: ActionEnvironment,
  context: Parameters<typeof settle>[0],
  attempt: ActionRun<Revocable>,
): Promise<RoleRecord> {
  const { record, request } = attempt;
  if (context.isDryRun || record.openIntents.length === 0) {
    return record;
  }
  for (const part of PART_NAMES) {
    await settle(context, attempt, part);
  }
  return ledger.roleRecord(request.role);
}

/**
 * The claim to remove. The ledger can't remove what an earlier revoke left.
 *
 * @throws NotFoundError for a role that nobody has claimed
 */
function requireActive({
  record: { claim },
  request: { role },
}: ActionRun<Revocable>): Claim {
  if (claim?.state !== 'active') {
    throw new NotFoundError(
      `The ledger has nothing left to remove for role ${role.roleName} in account ${role.accountId}; nothing was changed.`,
    );
  }
  return claim;
}

/** Removes quotes, for a person who may not read foreign statements. */
function shownBlocker(
  { kind, resource, message, unquoted = message }: Blocker,
  seesForeign: boolean,
): Pick<Blocker, 'kind' | 'resource' | 'message'> {
  return { kind, resource, message: seesForeign ? message : unquoted };
}

/** The set-up or role to remove. */
interface Revocable {
  role: RoleTarget;
  force: boolean;
}

/**
 * Reads the input of `personalize:revoke`. A registered set-up has the role of
 * its registration.
 *
 * @throws InvalidRequestError
 */
function revokeRequest(
  input: unknown,
  guardrails: Guardrails,
  recorded: SetupRecord | undefined,
): Revocable {
  const { name, role, force } = parseRevokeRequest(input, guardrails);
  const known = recorded ? roleOfSetup(recorded.setup) : role;
  if (!known) {
    throw new InvalidRequestError([
      {
        field: 'name',
        value: name,
        rule: 'no set-up is registered with that name',
      },
    ]);
  }
  return { role: known, force };
}
