import { parseArn } from '../aws/arn';
import { allOf } from './answer';
import { ApplyingPolicies, Decision, ResourcePolicy } from './decision';
import { findEffect, matchPolicies, NamedMatch, overrule } from './findings';
import { both, either, Grant } from './grant';
import { Mentions } from './principal';
import { AccessRequest, IamPrincipal, isIamPrincipal } from './request';

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
  const statements = whatIsSaid(request, policies);
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

function whatIsSaid(
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
