import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ConflictError } from '@backstage/errors';
import {
  parseRegisterRequest,
  personalizeSetupApplyPermission,
  RegisterSetupRequest,
  roleArn,
  RoleRecord,
  setupEntityRef,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  readRoleStanding,
  RoleStanding,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, inSession } from '../run/actionRun';
import { permissionsFor } from '../run/carryOut';
import {
  changeOutputs,
  identityFields,
  looseInput,
  roleFields,
  textFields,
} from '../run/fields';
import { examples } from './register.examples';

/**
 * `personalize:register`: keeps a role as a set-up, under a name and with an
 * owner, so that the catalog has an entity for it. A set-up that is registered
 * already gets what is asked for now; another owner takes it over. It writes
 * nothing to AWS.
 *
 * Fails with InputError, NotAllowedError (also for the owner of before),
 * ConflictError where the name or the role belongs to another set-up or entity, or
 * the role doesn't exist or was made by hand and nothing was set up for it, and
 * AwsOperationError.
 */
export function createRegisterAction(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:register',
    description:
      'Registers a role with all that belongs to it as a set-up of the catalog, with an owner',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({ ...identityFields, ...textFields, ...roleFields }),
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
          permissions: () => [personalizeSetupApplyPermission],
        },
        async ({ session, request, rights, record, run, credentials }) => {
          const { identity, role, title, description } = request;
          const standing = await readRoleStanding(session, role);
          await rights.require(permissionsFor(standing));
          // The steps before would set it up; a dry run of them records nothing.
          if (!ctx.isDryRun) {
            refuseUntouched(request, standing, record);
          }
          const changed = !isRegistered(request, record.setup);
          await environment.ledger.register(
            {
              role: { ...role },
              run,
              ...identity,
              title,
              description,
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
          ctx.output('changed', changed);
          ctx.output('changes', []);
          ctx.output('warnings', []);
          ctx.output('entityRef', entityRef);
        },
      );
    },
  });
}

/** @throws ConflictError for a role that isn't there, or is somebody else's, and for which nothing was ever set up */
function refuseUntouched(
  { role: target }: RegisterSetupRequest,
  { role, isForeign }: RoleStanding,
  { setup, holdings, asked, openIntents }: RoleRecord,
): void {
  const isTouched =
    setup !== undefined ||
    holdings.length > 0 ||
    openIntents.length > 0 ||
    Object.keys(asked).length > 0;
  if (isTouched || (role && !isForeign)) {
    return;
  }
  throw new ConflictError(
    role
      ? `roleName: role ${roleArn(
          target,
        )} was made by hand, and nothing was set up for it here, so there is nothing to register. Run personalize:create-role with adopt: true first, or choose another name.`
      : `roleName: role ${roleArn(
          target,
        )} doesn't exist, and nothing was set up for it here, so there is nothing to register. Run personalize:create-role first.`,
  );
}

/** Whether all that is asked for is registered already. */
function isRegistered(
  { identity, role, title, description }: RegisterSetupRequest,
  setup: SetupItem | undefined,
): boolean {
  return (
    setup?.name === identity.name &&
    setup.owner === identity.owner &&
    setup.system === identity.system &&
    setup.title === title &&
    setup.description === description &&
    setup.region === role.region
  );
}
