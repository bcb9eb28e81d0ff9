import {
  ABSENT,
  AccessRequest,
  decide,
  exactly,
  POLICY_VERSION,
  PolicyDocument,
  requestContext,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  IDENTITY_CENTER_SCOPE,
  READER,
  SCOPE,
} from './__testUtils__/account';
import {
  accountPolicies,
  identityCenterPolicies,
} from './__testUtils__/policies';

const PORTAL = 'arn:aws:iam::999988887777:role/backstage';
const principal = { arn: PORTAL, externalId: 'portal-7f3a' };
const { writerTrust: trust, readerTrust } = accountPolicies(SCOPE, principal);

/** Who asks may do all by its own policies. */
const EVERYTHING: PolicyDocument = {
  Version: POLICY_VERSION,
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

const FULL = {
  'sts:ExternalId': 'portal-7f3a',
  'sts:SourceIdentity': 'user.default.ana',
};

function letIn(action: string, arn: string, carried: Record<string, string>) {
  const values = Object.entries(carried).map(([key, value]) => [
    key,
    exactly(value),
  ]);
  const request: AccessRequest = {
    principal: { kind: 'role', arn },
    action,
    resource: READER,
    context: requestContext(Object.fromEntries(values), ABSENT),
  };
  const { outcome } = decide(request, {
    identity: [{ name: 'all', document: EVERYTHING }],
    resource: {
      name: 'trust',
      kind: 'trust',
      accountId: ACCOUNT,
      document: trust,
    },
  });
  return outcome === 'allowed';
}

describe('the trust policy', () => {
  it('is the same of all roles', () => {
    const inIdentityCenter = identityCenterPolicies(
      IDENTITY_CENTER_SCOPE,
      principal,
    );

    expect(readerTrust).toEqual(trust);
    expect(inIdentityCenter.writerTrust).toEqual(trust);
    expect(inIdentityCenter.readerTrust).toEqual(trust);
  });

  it('lets the portal in, for a person', () => {
    expect(letIn('sts:AssumeRole', PORTAL, FULL)).toBe(true);
    expect(
      letIn('sts:SetSourceIdentity', PORTAL, {
        'sts:SourceIdentity': 'user.default.ana',
      }),
    ).toBe(true);
  });

  it('lets nobody else in', () => {
    const other = 'arn:aws:iam::999988887777:role/other';

    expect(letIn('sts:AssumeRole', other, FULL)).toBe(false);
    expect(letIn('sts:SetSourceIdentity', other, FULL)).toBe(false);
  });

  it.each(['sts:ExternalId', 'sts:SourceIdentity'])(
    'lets nobody in without %s',
    key => {
      const carried = Object.fromEntries(
        Object.entries(FULL).filter(([name]) => name !== key),
      );

      expect(letIn('sts:AssumeRole', PORTAL, carried)).toBe(false);
    },
  );

  it('takes no other external id and no session tags', () => {
    expect(
      letIn('sts:AssumeRole', PORTAL, { ...FULL, 'sts:ExternalId': 'x1' }),
    ).toBe(false);
    expect(letIn('sts:TagSession', PORTAL, FULL)).toBe(false);
  });
});
