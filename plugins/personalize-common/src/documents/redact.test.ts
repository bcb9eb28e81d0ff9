import { JsonObject } from '@backstage/types';
import { bucketArn, roleArn } from '../aws/arn';
import { statementFingerprint } from '../policy/compare';
import { PolicyStatement } from '../policy/document';
import { RoleTarget } from '../service/role';
import { servicePolicyStatements } from '../service/servicePolicy';
import { ownedSid } from '../service/sids';
import { userPolicyArn, userPolicyStatements } from '../service/userPolicy';
import { BucketAccess } from '../setup/access';
import { Change } from '../setup/change';
import { trustStatement } from '../trust/trustStatement';
import { bucketStatement, roleBucketStatement } from './bucketPolicy';
import { keyStatements } from './keyPolicy';
import { redactForeign, redactIn } from './redact';
import { peopleTrustPolicy } from './userTrust';

const role: RoleTarget = {
  partition: 'aws',
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
  rolePath: '/personalize/',
};
const otherRole: RoleTarget = { ...role, roleName: 'personalize-blog' };

const access: BucketAccess = {
  bucket: 'reco-data',
  prefix: 'input/',
  workflows: ['import'],
};
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1';
const BUCKET = bucketArn('aws', 'reco-data');
const SERVICE_POLICY =
  'arn:aws:iam::123456789012:policy/personalize/personalize-shop-service';

const PARTNER: PolicyStatement = {
  Sid: 'Partner',
  Effect: 'Allow',
  Principal: { AWS: '999999999999' },
  Action: 's3:GetObject',
  Resource: `${BUCKET}/secret/*`,
};

const documentOf = (...Statement: PolicyStatement[]) => ({
  Version: '2012-10-17',
  Id: 'theirs',
  Statement,
});

const redacted = (statement: PolicyStatement) => ({
  ...(statement.Sid ? { Sid: statement.Sid } : {}),
  Effect: statement.Effect,
  redacted: statementFingerprint(statement),
});

const ours = bucketStatement(role, access, 'if-present');
const trusted = trustStatement(
  {
    partition: 'aws',
    accountId: role.accountId,
    regions: ['us-east-1'],
    sourceArns: [],
  },
  ownedSid('Trust', role, roleArn(role)),
);

describe('a change, for somebody who may not read the statements of others', () => {
  it('hides them in their place, before and after', () => {
    const unnamed = { ...PARTNER, Sid: undefined, Effect: 'Deny' } as const;
    const change: Change = {
      part: 's3',
      resource: BUCKET,
      operation: 'update',
      before: documentOf(PARTNER, unnamed),
      after: documentOf(PARTNER, ours, unnamed),
    };

    expect(redactForeign([change], role)).toEqual([
      {
        ...change,
        before: {
          Version: '2012-10-17',
          Id: 'theirs',
          Statement: [redacted(PARTNER), redacted(unnamed)],
        },
        after: {
          Version: '2012-10-17',
          Id: 'theirs',
          Statement: [redacted(PARTNER), ours, redacted(unnamed)],
        },
      },
    ]);
    expect(JSON.stringify(redactForeign([change], role))).not.toMatch(
      /999999999999|secret/,
    );
  });

  it('hides a statement of another set-up', () => {
    const theirs = bucketStatement(otherRole, access, 'none');
    expect(redactIn(documentOf(theirs, ours), BUCKET, role)).toMatchObject({
      Statement: [redacted(theirs), ours],
    });
  });

  it('hides a Deny under a Sid of ours', () => {
    const deny: PolicyStatement = { ...ours, Effect: 'Deny' };
    expect(redactIn(documentOf(deny), BUCKET, role)).toMatchObject({
      Statement: [redacted(deny)],
    });
  });

  it('hides a statement of others that hardening changed', () => {
    const narrowed = { ...trusted, Sid: 'MadeByHand' };
    expect(
      redactIn(documentOf(narrowed), `${roleArn(role)}#trust-policy`, role),
    ).toMatchObject({ Statement: [redacted(narrowed)] });
  });

  it.each<[string, string, PolicyStatement[]]>([
    ['a bucket', BUCKET, [ours]],
    ['a key', KEY, keyStatements(role, KEY, ['import'], 'none')],
    ['the trust policy', `${roleArn(role)}#trust-policy`, [trusted]],
    [
      'the role’s own policy',
      `${roleArn(role)}#inline-policy/PersonalizeS3`,
      [roleBucketStatement(role, access)],
    ],
    [
      'the service policy',
      SERVICE_POLICY,
      servicePolicyStatements(role, {
        servicePolicy: 'scoped',
        cloudWatchMetrics: true,
      }),
    ],
    [
      'a people’s policy',
      userPolicyArn(role, 'data-engineer'),
      userPolicyStatements(role, 'data-engineer'),
    ],
  ])('shows what is ours on %s, and nothing else', (_what, resource, own) => {
    const document = documentOf(...own, PARTNER);
    expect(redactIn(document, resource, role)).toEqual({
      ...document,
      Statement: [...own, redacted(PARTNER)],
    });
  });

  it('shows our statements in the place that they belong to only', () => {
    const [api] = servicePolicyStatements(role, {
      servicePolicy: 'documented',
      cloudWatchMetrics: false,
    });
    const foreignPolicy = SERVICE_POLICY.replace('shop', 'blog');
    for (const resource of [foreignPolicy, BUCKET, roleArn(role)]) {
      expect(redactIn(documentOf(api), resource, role)).toMatchObject({
        Statement: [redacted(api)],
      });
    }
  });

  it('shows the statement of a role for people in a role alone', () => {
    const people = { ...PARTNER, Sid: 'PersonalizePeople' };
    const shownAt = (resource: string) =>
      redactIn(documentOf(people), resource, role).Statement;
    const peopleRole = roleArn({ ...role, roleName: 'personalize-people' });

    expect(shownAt(peopleRole)).toEqual([people]);
    expect(shownAt(`${peopleRole}#trust-policy`)).toEqual([people]);
    expect(shownAt(`${roleArn(role)}#trust-policy`)).toEqual([
      redacted(people),
    ]);
    expect(shownAt(BUCKET)).toEqual([redacted(people)]);
    expect(shownAt(KEY)).toEqual([redacted(people)]);
  });

  it('hides what others wrote into what had no policy when it was planned', () => {
    const change: Change = {
      part: 's3',
      resource: BUCKET,
      operation: 'create',
      after: documentOf(PARTNER, ours),
    };

    expect(redactForeign([change], role)[0].after).toEqual(
      documentOf(redacted(PARTNER), ours),
    );
  });

  it('finds a document in what holds it', () => {
    const before: JsonObject = {
      path: '/',
      tags: { team: 'shop' },
      trustPolicy: documentOf(PARTNER),
    };
    expect(redactIn(before, roleArn(role), role)).toEqual({
      path: '/',
      tags: { team: 'shop' },
      trustPolicy: { ...documentOf(), Statement: [redacted(PARTNER)] },
    });
  });

  it('shows all of what it creates', () => {
    const principal = {
      type: 'saml-role',
      roleName: 'personalize-people',
      provider: 'arn:aws:iam::123456789012:saml-provider/idp',
    } as const;
    const change: Change = {
      part: 'users',
      resource: roleArn({ ...role, roleName: principal.roleName }),
      operation: 'create',
      after: { trustPolicy: peopleTrustPolicy(role, principal, []) },
    };
    expect(redactForeign([change], role)).toEqual([change]);
  });
});
