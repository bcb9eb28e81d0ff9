import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  parametersOf,
  parseRegisterRequest,
  refuse,
  setupEntityRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  foreignRoleFaults,
  holderRefs,
  permissionsFor,
  readRoleStanding,
  registerPermissions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, inSession } from '../run/actionRun';
import { changeOutputs, outputChanges } from '../run/changeOutputs';
import { looseInput, setupFields, textFields } from '../run/fields';
import { examples } from './register.examples';

/**
 * `personalize:register`: claims a role, a name, and the roles and permission
 * sets of people for an owner, before anything is written to AWS. From then on
 * the catalog has an entity for the set-up. Records the request if any of it is
 * given. A registered set-up gets the new request; another owner takes it over.
 * It writes nothing to AWS.
 *
 * Fails with InputError, NotAllowedError (also for the former owner),
 * ConflictError if the name, the role or people's roles and permission sets
 * belong to others, or an existing role isn't adopted, and AwsOperationError.
 */
export function createRegisterAction(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:register',
    description:
      'Register a set-up for a team, which then owns its name, its role and its people’s roles and permission sets',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({ ...setupFields, ...textFields }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          entityRef: zod
            .string()
            .describe('Entity ref of the set-up in the catalog'),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:register',
          parse: parseRegisterRequest,
          access: 'read',
          permissions: request => registerPermissions(request),
          takesUnclaimed: true,
        },
        async ({ session, request, rights, record, run, credentials }) => {
          const { identity, role, title, description, settings } = request;
          const standing = await readRoleStanding(session, role);
          const adopts = settings?.adopt ?? false;
          refuse(foreignRoleFaults(standing, { adopt: adopts }));
          await rights.require(permissionsFor(standing));
          const { changed } = await environment.ledger.register(
            {
              role: { ...role },
              run,
              claimSeq: record.claim?.seq ?? 0,
              ...identity,
              title,
              description,
              holders: holderRefs(
                request.users ?? [],
                role,
                session.identityCenter,
              ),
              requested: settings && parametersOf(request),
              adopts,
              dryRun: ctx.isDryRun,
            },
            credentials,
          );
          const entityRef = setupEntityRef(identity.name);
          ctx.logger.info(
            ctx.isDryRun
              ? `Will register ${entityRef} for ${identity.owner}`
              : `Registered ${entityRef} for ${identity.owner}`,
          );
          outputChanges(ctx, { changed });
          ctx.output('entityRef', entityRef);
        },
      );
    },
  });
}
