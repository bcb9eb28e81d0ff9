import { JsonObject } from '@backstage/types';
import {
  RequestedAccess,
  ExpectedAccess,
  Fault,
  forcedBoundary,
  Guardrails,
  Holding,
  PartName,
  RoleRecord,
  RoleSettings,
  RoleTarget,
  SetupRequest,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { PartPlan, RevokeSubject, RevokePlan } from '../../engine/plan';
import { RoleStanding } from './roleStanding';

/** What is asked of all parts together. The request for one part has fewer fields, and satisfies that part. */
export type SetupAccess = Omit<SetupRequest, 'identity'> & ExpectedAccess;

/** What of a role's record tells of grants. */
export interface GrantRecord
  extends Pick<RoleRecord, 'asked' | 'claim' | 'neighbours'> {
  holdings: readonly Holding[];
}

/** What decides beside the request what is wanted. */
export interface PartContext {
  /** Those that hold for more than what is in the request. */
  guardrails: Pick<Guardrails, 'permissionsBoundary' | 'isolation'>;
  /** What the ledger knows of the role. */
  record: GrantRecord;
  /** `personalize.teams`. */
  teams?: readonly Team[];
  /** Entity ref of whom the set-up belongs to; absent where nobody has claimed it. */
  owner?: string;
}

/** What is wanted of a part. */
export interface PartWanted {
  /** The service role. */
  role: RoleTarget;
  /** What is wrong with it whatever AWS holds; absent for a part that takes every request. */
  faults?: readonly Fault[];
}

/**
 * A part of a set-up. All uses of the engine are uses of these: an action plans and
 * applies one; a dry run, the preview and a check plan all of them; a revoke plans
 * the inverse. `registry.ts` has them in order.
 */
export interface Part<
  Request,
  Wanted extends PartWanted,
  State extends { standing: RoleStanding },
  Added,
> {
  readonly name: PartName;
  /** Name of the role's inline policy that it writes; absent where it writes none. */
  readonly inlinePolicy?: string;
  /** Whether the other resources that it writes have owners of their own, who may have shut the portal out, or have a key deleted. */
  readonly hasOwners?: boolean;
  /** What a request comes to. */
  wanted(request: Request, context: PartContext): Wanted;
  /** Reads what AWS holds; writes nothing. What it finds wrong, the plan says. */
  read(session: AwsSession, wanted: Wanted): Promise<State>;
  /**
   * Compares; calls nothing. Its faults are all that is wrong: where AWS holds what
   * may not be overwritten, and where what was asked doesn't fit what AWS holds.
   *
   * @param earlier - plans of the same run that are made before this one
   */
  plan(wanted: Wanted, state: State, earlier?: readonly PartPlan[]): PartPlan;
  /** What stands once the plan is carried out, as the part's action outputs it; nothing that others wrote. */
  outputs(wanted: Wanted, state: State): Record<string, unknown>;
  /** What goes on record as asked for. */
  requestedAccess(
    request: Request,
    wanted: Wanted,
    record: GrantRecord,
  ): RequestedAccess;
  /**
   * The inverse: what a proof expects, by what was asked for last.
   *
   * @param nothing - what it expects of a part that was never asked for
   */
  expectedAccess(
    asked: RequestedAccess,
    nothing: SetupAccess,
  ): Partial<SetupAccess>;
  /**
   * What AWS holds of a resource of the part (as in `Change.resource`) now, in the
   * form in which a change of it records what was read back. Absent where it holds
   * nothing, and for what has no such form.
   */
  heldNow(
    session: AwsSession,
    resource: string,
  ): Promise<JsonObject | undefined>;
  /**
   * Reads what AWS still holds of what the set-up added. What is gone, out of
   * reach or somebody else's by now doesn't stop the reading.
   */
  readAdded(session: AwsSession, subject: RevokeSubject): Promise<Added>;
  /**
   * The plan that takes back what the set-up added, and nothing else; calls nothing.
   *
   * @param earlier - plans of the same revoke that are made before this one
   */
  planRevoke(
    subject: RevokeSubject,
    added: Added,
    earlier?: readonly RevokePlan[],
  ): RevokePlan;
  /** ARNs of the keys that Personalize loses by a revoke; absent for a part without keys. */
  keysLost?(added: Added): string[];
}

/** A part with what it is asked for; its types are its own. */
interface ReadablePart {
  faults: readonly Fault[];
  read(session: AwsSession): Promise<PlannablePart>;
}

/** A part with what AWS holds of it. */
export interface PlannablePart {
  standing: RoleStanding;
  plan(earlier: readonly PartPlan[]): PartPlan;
}

/** A part with what AWS still holds of what a set-up added. */
export interface RevocablePart {
  keysLost: string[];
  planRevoke(earlier: readonly RevokePlan[]): RevokePlan;
}

/** A part as those see it who treat all parts alike. */
export interface RegisteredPart
  extends Pick<
    Part<never, never, never, never>,
    'name' | 'inlinePolicy' | 'hasOwners' | 'expectedAccess' | 'heldNow'
  > {
  ask(request: SetupAccess, context: PartContext): ReadablePart;
  readAdded(
    session: AwsSession,
    subject: RevokeSubject,
  ): Promise<RevocablePart>;
}

/** Hides the types of a part, so that all parts fit one list. */
export function registerPart<
  Wanted extends PartWanted,
  State extends { standing: RoleStanding },
  Added,
>(part: Part<SetupAccess, Wanted, State, Added>): RegisteredPart {
  return {
    ...part,
    ask(request, context) {
      const wanted = part.wanted(request, context);
      return {
        faults: wanted.faults ?? [],
        async read(session) {
          const state = await part.read(session, wanted);
          return {
            standing: state.standing,
            plan: earlier => part.plan(wanted, state, earlier),
          };
        },
      };
    },
    async readAdded(session, subject) {
      const added = await part.readAdded(session, subject);
      return {
        keysLost: part.keysLost?.(added) ?? [],
        planRevoke: earlier => part.planRevoke(subject, added, earlier),
      };
    },
  };
}

/**
 * ARN of the boundary that the service role has to have, if any. A request that says
 * how the role is to be has the guardrail's in it, or the person's own choice; in
 * front of any other the guardrail alone decides.
 */
export function serviceRoleBoundary(
  { role, settings }: { role: RoleTarget; settings?: RoleSettings },
  { guardrails }: Pick<PartContext, 'guardrails'>,
): string | undefined {
  return settings
    ? settings.permissionsBoundary
    : forcedBoundary(role, guardrails);
}
