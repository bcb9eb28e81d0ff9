import {
  createTemplateAction,
  TemplateExample,
} from '@backstage/plugin-scaffolder-node';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Change,
  Guardrails,
  personalizeSetupApplyPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  JudgedRequest,
  Part,
  PartWanted,
  RoleStanding,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { z } from 'zod/v3';
import {
  ActionEnvironment,
  ActionRun,
  ClaimTerms,
  inSession,
} from '../run/actionRun';
import { carryOutPart } from '../run/carryOut';
import { changeOutputs } from '../run/changeOutputs';
import { Field, looseInput, Zod } from '../run/fields';
import { ownerOf } from '../run/registeredSetup';

type PartRequest = JudgedRequest & { owner?: string };

/** The result of a part that an action applied. */
interface PartRun<Request extends PartRequest, State>
  extends ActionRun<Request> {
  state: State;
  /** The changes; in a dry run, the planned ones. */
  changes: Change[];
  /** As `Part.outputs` has them. */
  outputs: Record<string, unknown>;
}

/** The differences between the actions of the parts. */
export interface PartAction<
  Request extends PartRequest,
  Wanted extends PartWanted,
  State extends { standing: RoleStanding },
> {
  id: string;
  description: string;
  examples: TemplateExample[];
  /** The input in addition to the role. */
  input: Record<string, Field>;
  /** The outputs in addition to the changes. */
  output(zod: Zod): Record<string, z.ZodTypeAny>;
  part: Pick<
    Part<Request, Wanted, State, never>,
    'name' | 'wanted' | 'read' | 'plan' | 'outputs' | 'requestedAccess'
  >;
  parse(input: unknown, guardrails: Guardrails): Request;
  /** Default: the permission to apply a set-up. */
  permissions?(request: Request): ResourcePermission[];
  /** As `Attempt.takesUnclaimed`. */
  takesUnclaimed?: boolean;
  /** The subjects to claim before anything is written. */
  claimTerms?(run: ActionRun<Request>): ClaimTerms | undefined;
  /** Finds the unique id of the role that was created or adopted. */
  roleId?(request: Request, standing: RoleStanding): Promise<string>;
  /** Set if the outputs need more than the plan. */
  outputs?(partRun: PartRun<Request, State>): Promise<object>;
}

/**
 * The action of one part: plans it by the present state of AWS, and applies the
 * plan or, in a dry run, shows it.
 */
export function createPartAction<
  Request extends PartRequest,
  Wanted extends PartWanted,
  State extends { standing: RoleStanding },
>(environment: ActionEnvironment, action: PartAction<Request, Wanted, State>) {
  const { id, description, examples, part, roleId } = action;
  return createTemplateAction({
    id,
    description,
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput(action.input),
      output: (zod): z.AnyZodObject =>
        zod.object({ ...changeOutputs(zod), ...action.output(zod) }),
    },
    async handler(ctx) {
      const attempt = {
        action: id,
        parse: action.parse,
        access: 'write' as const,
        permissions:
          action.permissions ?? (() => [personalizeSetupApplyPermission]),
        takesUnclaimed: action.takesUnclaimed,
      };
      await inSession(environment, ctx, attempt, async run => {
        const { request, record } = run;
        const { guardrails, teams } = environment;
        const owner = ownerOf(request, record, ctx.isDryRun ?? false);
        const wanted = part.wanted(request, {
          guardrails,
          teams,
          record,
          owner,
        });
        const { state, changes } = await carryOutPart(
          environment,
          ctx,
          run,
          part,
          wanted,
          standing => ({
            asked: part.requestedAccess(request, wanted, record),
            claimTerms: action.claimTerms?.(run),
            roleId: roleId && (() => roleId(request, standing)),
          }),
        );
        const outputs = part.outputs(wanted, state);
        const all =
          (await action.outputs?.({ ...run, state, changes, outputs })) ??
          outputs;
        for (const [name, value] of Object.entries(all)) {
          ctx.output(name, value);
        }
      });
    },
  });
}
