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

/** The policy that hangs on the resource of a request. */
export interface ResourcePolicy {
  /** What it is called in a message; handed back in the deciding statement. */
  name: string;
  /** `undefined`: the resource has none. */
  document: PolicyDocument | undefined;
  /**
   * What it hangs on: a key that has no statement for the account leaves the
   * account's own policies without effect, and a role is assumed only through
   * its trust policy.
   */
  kind: 'bucket' | 'key' | 'trust';
  /** 12-digit id of the account that the resource belongs to. */
  accountId: string;
}

/** All policies of accounts that apply to a request; organisation policies can't be read. */
export interface ApplyingPolicies {
  /** Inline and attached policies of the role or user; a service has none. */
  identity: readonly NamedPolicy[];
  /** Undefined for a resource that knows no policy of its own. */
  resource?: ResourcePolicy;
  /** The permissions boundary of the role or user. */
  boundary?: NamedPolicy;
}

/** Why a request is decided as it is. */
export type DecisionReason =
  /** An Allow covers it and nothing stops it. */
  | 'allowed'
  /** A Deny stops it. */
  | 'explicit-deny'
  /** No policy that could let the principal in does. */
  | 'no-allow'
  /** The permissions boundary doesn't allow it. */
  | 'outside-boundary'
  /** It hangs on something that can't be known. */
  | 'unknown';

/** What comes of a request. */
export interface Decision {
  outcome: 'allowed' | 'denied' | 'unknown';
  reason: DecisionReason;
  /** The statement that decides; undefined if the lack of one does. */
  deciding?: DecidingStatement;
}

/**
 * Decides a request by all policies that apply to it.
 *
 * - A Deny that covers it wins, wherever it stands.
 * - A service, and who comes from an identity provider, has no policies of its
 *   own: the resource's policy alone lets it in.
 * - A role or user of the resource's account is let in by its own policies or by
 *   the resource's. With a key and a trust policy its own policies count only
 *   where the resource's policy lets the account in.
 * - A role or user of another account needs both.
 * - A boundary limits what its own policies allow, and what the resource's policy
 *   allows the ARN of a role. It doesn't limit what that allows a user, one
 *   session of a role, or everybody, within the account.
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

/** The statements of all policies, each with whether it covers the request. */
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

/** What lets a role or user in, as if there were no Deny. */
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
 * @param mention - counts only where they speak of the principal by this
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

/** Whether something lets a principal in, and what is lacking where it doesn't. */
interface Grant extends PolicyDecision {
  lack: Extract<DecisionReason, 'no-allow' | 'outside-boundary'>;
}

/** Lets in what both let in. What decides is the first that may not, else the first. */
function both(one: Grant, other: Grant): Grant {
  const grants = [one, other];
  return (
    grants.find(({ answer }) => answer === 'no') ??
    grants.find(({ answer }) => answer === 'unknown') ??
    one
  );
}

/**
 * Lets in what one of several lets in. What decides is the first that does, else
 * the first that may; where none does, what a boundary alone shuts out is told.
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
