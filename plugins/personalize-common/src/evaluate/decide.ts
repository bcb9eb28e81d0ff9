import { parseArn } from '../aws/arn';
import { PolicyDocument } from '../policy/document';
import { allOf } from './answer';
import {
  DecidingStatement,
  findEffect,
  matchPolicies,
  NamedMatch,
  NamedPolicy,
  overrule,
  PolicyDecision,
} from './findings';
import { Mentions } from './principal';
import { AccessRequest, IamPrincipal, isIamPrincipal } from './request';

/** The policy attached to the resource of a request. */
export interface ResourcePolicy {
  /** Its name in messages. The deciding statement returns it. */
  name: string;
  /** `undefined`: the resource has none. */
  document: PolicyDocument | undefined;
  /**
   * The kind of resource. If a key policy has no statement for the account, the
   * account's own policies have no effect. A role is assumed only through its trust
   * policy.
   */
  kind: 'bucket' | 'key' | 'trust';
  /** 12-digit id of the account that the resource belongs to. */
  accountId: string;
}

/** All policies of accounts that apply to a request. Organisation policies can't be read. */
export interface ApplyingPolicies {
  /** Inline and attached policies of the role or user. Empty for a service. */
  identity: readonly NamedPolicy[];
  /** Undefined if this kind of resource has no policy of its own. */
  resource?: ResourcePolicy;
  /** The permissions boundary of the role or user. */
  boundary?: NamedPolicy;
}

/** Why a request is allowed or not. */
export type DecisionReason =
  /** An Allow covers it and nothing denies it. */
  | 'allowed'
  /** A Deny covers it. */
  | 'explicit-deny'
  /** No policy allows it. */
  | 'no-allow'
  /** The permissions boundary doesn't allow it. */
  | 'outside-boundary'
  /** It depends on something that can't be known. */
  | 'unknown';

/** The result for a request. */
export interface Decision {
  outcome: 'allowed' | 'denied' | 'unknown';
  reason: DecisionReason;
  /** The deciding statement. Undefined if no statement decides. */
  deciding?: DecidingStatement;
}

/**
 * Decides a request by all policies that apply to it.
 *
 * - A Deny that covers it wins, in any policy.
 * - A service, or a person from an identity provider, has no policies of its own:
 *   only the resource's policy can allow it.
 * - A role or user of the resource's account is allowed by its own policies or by
 *   the resource's. With a key or a trust policy, its own policies count only if
 *   the resource's policy allows the account.
 * - A role or user of another account needs both.
 * - A boundary limits what the principal's own policies allow, and what the
 *   resource's policy allows the ARN of a role. It doesn't limit what that policy
 *   allows a user, one session of a role, or everybody, within the account.
 *
 * Sources: IAM User Guide, "Policy evaluation logic", "Permissions boundaries for
 * IAM entities", "AWS JSON policy elements: Principal"; KMS Developer Guide, "Key
 * policies".
 */
export function decide(
  request: AccessRequest,
  policies: ApplyingPolicies,
): Decision {
  const statements = applyingStatements(request, policies);
  const { identity, boundary, resource } = statements;
  const grant = isIamPrincipal(request.principal)
    ? letIn(request.principal, policies, statements)
    : either(allowOf(resource, 'itself'), allowOf(resource, 'everybody'));
  const deny = findEffect([...identity, ...boundary, ...resource], 'Deny');
  const { answer, deciding } = overrule(deny, grant);
  const named = deciding && { deciding };
  switch (answer) {
    case 'yes':
      return { outcome: 'allowed', reason: 'allowed', ...named };
    case 'no':
      return {
        outcome: 'denied',
        reason: deny.answer === 'yes' ? 'explicit-deny' : grant.lack,
        ...named,
      };
    default:
      return { outcome: 'unknown', reason: 'unknown', ...named };
  }
}

/** The statements of all policies, each with the answer whether it covers the request. */
interface Statements {
  identity: NamedMatch[];
  boundary: NamedMatch[];
  resource: NamedMatch[];
}

function applyingStatements(
  request: AccessRequest,
  { identity, boundary, resource }: ApplyingPolicies,
): Statements {
  const { principal } = request;
  const resourcePolicies = resource?.document
    ? [{ name: resource.name, document: resource.document }]
    : [];
  const kind = resource?.kind === 'trust' ? 'trust' : 'resource';
  if (!isIamPrincipal(principal)) {
    return {
      identity: [],
      boundary: [],
      resource: matchPolicies(resourcePolicies, kind, request),
    };
  }
  const asked = {
    ...request,
    principal: { ...principal, hasBoundary: boundary !== undefined },
  };
  return {
    identity: matchPolicies(identity, 'identity', asked),
    boundary: matchPolicies(boundary ? [boundary] : [], 'identity', asked),
    resource: matchPolicies(resourcePolicies, kind, asked),
  };
}

/** What allows a role or user the request, ignoring any Deny. */
function letIn(
  principal: IamPrincipal,
  { boundary, resource }: ApplyingPolicies,
  said: Statements,
): Grant {
  const limited = (grant: Grant) =>
    boundary
      ? both(grant, { ...allowOf(said.boundary), lack: 'outside-boundary' })
      : grant;
  const own = limited(allowOf(said.identity));
  if (!resource) {
    return own;
  }
  const named = (mention: keyof Mentions) => allowOf(said.resource, mention);
  if (!isOfAccount(principal, resource)) {
    return both(own, allowOf(said.resource));
  }
  return either(
    resource.kind === 'bucket' ? own : both(own, named('account')),
    principal.kind === 'role' ? limited(named('itself')) : named('itself'),
    named('session'),
    named('everybody'),
  );
}

function isOfAccount(
  principal: IamPrincipal,
  { accountId }: ResourcePolicy,
): boolean {
  return parseArn(principal.arn)?.accountId === accountId;
}

/**
 * What statements allow.
 *
 * @param mention - counts statements only if they name the principal this way
 */
function allowOf(
  statements: readonly NamedMatch[],
  mention?: keyof Mentions,
): Grant {
  return {
    ...findEffect(statements, 'Allow', ({ answer, mentions }) =>
      mention ? allOf([answer, mentions[mention]]) : answer,
    ),
    lack: 'no-allow',
  };
}

/** Whether a principal is allowed, and what is missing if not. */
interface Grant extends PolicyDecision {
  lack: Extract<DecisionReason, 'no-allow' | 'outside-boundary'>;
}

/** Allows what both allow. The first no decides, else the first unknown, else the first grant. */
function both(one: Grant, other: Grant): Grant {
  const grants = [one, other];
  return (
    grants.find(({ answer }) => answer === 'no') ??
    grants.find(({ answer }) => answer === 'unknown') ??
    one
  );
}

/**
 * Allows what any of several allows. The first yes decides, else the first unknown.
 * If none allows it, reports what only a boundary excludes.
 */
function either(first: Grant, ...others: Grant[]): Grant {
  const grants = [first, ...others];
  return (
    grants.find(({ answer }) => answer === 'yes') ??
    grants.find(({ answer }) => answer === 'unknown') ??
    grants.find(({ lack }) => lack === 'outside-boundary') ??
    first
  );
}
