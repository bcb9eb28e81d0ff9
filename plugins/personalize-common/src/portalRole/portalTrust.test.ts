import { ABSENT, known, requestContext } from '../evaluate/context';
import { matchStatements } from '../evaluate/statement';
import { READER } from './__testUtils__/account';
import { portalTrust } from './portalTrust';

const PORTAL = 'arn:aws:iam::999988887777:role/backstage';
const trust = portalTrust({ arn: PORTAL, externalId: 'portal-7f3a' });

const FULL = {
  'sts:ExternalId': 'portal-7f3a',
  'sts:SourceIdentity': 'user.default.ana',
};

function letIn(action: string, arn: string, carried: Record<string, string>) {
  const values = Object.entries(carried).map(([key, value]) => [
    key,
    known(value),
  ]);
  return matchStatements(trust, 'trust', {
    principal: { kind: 'role', arn },
    action,
    resource: READER,
    context: requestContext(Object.fromEntries(values), ABSENT),
  }).some(({ answer }) => answer === 'yes');
}

describe('portalTrust', () => {
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
