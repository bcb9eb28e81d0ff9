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

/**
 * The request for all parts together. The request for one part has fewer fields, and
 * is enough for that part.
 */
export type SetupAccess = Omit<SetupRequest, 'identity'> & ExpectedAccess;

/** What a role's record says about grants. */
export interface GrantRecord
  extends Pick<RoleRecord, 'asked' | 'claim' | 'neighbours'> {
  holdings: readonly Holding[];
}

/** What determines the wanted state besides the request. */
export interface PartContext {
  /** The guardrails that also apply beyond the request. */
  guardrails: Pick<Guardrails, 'permissionsBoundary' | 'isolation'>;
  /** What the ledger knows about the role. */
  record: GrantRecord;
  /** `personalize.teams`. */
  teams?: readonly Team[];
  /** Entity ref of the set-up's owner; undefined if nobody has claimed it. */
  owner?: string;
}

/** The wanted state of a part. */
export interface PartWanted {
  /** The service role. */
  role: RoleTarget;
  /** Faults that don't depend on AWS; undefined for a part that takes every request. */
  faults?: readonly Fault[];
}

/**
 * A part of a set-up. Every use of the engine goes through parts: an action plans and
 * applies one; a dry run, the preview and a check plan all; a revoke plans the
 * inverse. `registry.ts` lists them in order.
 */
export interface Part<
  Request,
  Wanted extends PartWanted,
  State extends { standing: RoleStanding },
  Added,
> {
  readonly name: PartName;
  /** Name of the inline policy that it writes on the role; undefined if it writes none. */
  readonly inlinePolicy?: string;
  /**
   * Whether its other resources have their own owners, who may have locked the portal
   * out or scheduled a key's deletion.
   */
  readonly hasOwners?: boolean;
  /** The wanted state for a request. */
  wanted(request: Request, context: PartContext): Wanted;
  /** Reads what AWS holds; writes nothing. The plan reports faults found here. */
  read(session: AwsSession, wanted: Wanted): Promise<State>;
  /**
   * Compares; calls nothing. Its faults are complete: what may not be overwritten,
   * and what doesn't fit the state in AWS.
   *
   * @param earlier - earlier plans of the same run
   */
  plan(wanted: Wanted, state: State, earlier?: readonly PartPlan[]): PartPlan;
  /** The state after the plan, as output by the part's action; without anything written by others. */
  outputs(wanted: Wanted, state: State): Record<string, unknown>;
  /** What the record keeps as requested. */
  requestedAccess(
    request: Request,
    wanted: Wanted,
    record: GrantRecord,
  ): RequestedAccess;
  /**
   * The inverse: what a check expects after the last request.
   *
   * @param nothing - what it expects of a part that was never requested
   */
  expectedAccess(
    asked: RequestedAccess,
    nothing: SetupAccess,
  ): Partial<SetupAccess>;
  /**
   * What AWS holds of one of the part's resources (as in `Change.resource`) now, in
   * the form in which changes record it. Undefined if AWS holds nothing, and for
   * resources without such a form.
   */
  heldNow(
    session: AwsSession,
    resource: string,
  ): Promise<JsonObject | undefined>;
  /**
   * Reads which of the set-up's additions still exist. Reading doesn't stop at what
   * is gone, out of reach or someone else's by now.
   */
  readAdded(session: AwsSession, subject: RevokeSubject): Promise<Added>;
  /**
   * Plans the removal of what the set-up added, and nothing else; calls nothing.
   *
   * @param earlier - earlier plans of the same revoke
   */
  planRevoke(
    subject: RevokeSubject,
    added: Added,
    earlier?: readonly RevokePlan[],
  ): RevokePlan;
  /** ARNs of the keys that Personalize loses in a revoke; undefined for a part without keys. */
  keysLost?(added: Added): string[];
}

/** A part with its request; its types are hidden. */
interface ReadablePart {
  faults: readonly Fault[];
  read(session: AwsSession): Promise<PlannablePart>;
}

/** A part with its state in AWS. */
export interface PlannablePart {
  standing: RoleStanding;
  plan(earlier: readonly PartPlan[]): PartPlan;
}

/** A part with what still exists of a set-up's additions. */
export interface RevocablePart {
  keysLost: string[];
  planRevoke(earlier: readonly RevokePlan[]): RevokePlan;
}

/** A part for code that treats all parts alike. */
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

/** Hides the types of a part, so that all parts fit in one list. */
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
 * ARN of the boundary that the service role must have, if any. A request with role
 * settings contains the guardrail's boundary or the person's own choice; for any
 * other request the guardrail alone decides.
 */
export function serviceRoleBoundary(
  { role, settings }: { role: RoleTarget; settings?: RoleSettings },
  { guardrails }: Pick<PartContext, 'guardrails'>,
): string | undefined {
  return settings
    ? settings.permissionsBoundary
    : forcedBoundary(role, guardrails);
}
