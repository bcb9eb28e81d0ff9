import {
  editKey,
  KEY_ARN,
  OTHER_ROLE,
  OUR_ROLE,
} from '../policy/__testUtils__/setups';
import { PolicyDocument } from '../policy/document';
import { ownedSid } from '../service/sids';
import {
  certifyKeyStatement,
  certifyRoleKeyStatement,
  grantedKeys,
  keyStatements,
  roleKeyStatement,
} from './keyPolicy';

const ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:ListGrants',
];

describe('a key policy before and after', () => {
  const before: PolicyDocument = {
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::012345678901:root' },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };

  it('has the statement of the AWS guide in two: the condition must not meet the role', () => {
    expect(editKey(before, OUR_ROLE, ['batch']).document).toStrictEqual({
      ...before,
      Statement: [
        ...[before.Statement].flat(),
        {
          Sid: ownedSid('KmsRole', OUR_ROLE, KEY_ARN),
          Effect: 'Allow',
          Principal: {
            AWS: 'arn:aws:iam::012345678901:role/personalize/personalize-shop',
          },
          Action: ACTIONS,
          Resource: '*',
        },
        {
          Sid: ownedSid('KmsService', OUR_ROLE, KEY_ARN),
          Effect: 'Allow',
          Principal: { Service: 'personalize.amazonaws.com' },
          Action: ACTIONS,
          Resource: '*',
          Condition: {
            StringEqualsIfExists: { 'aws:SourceAccount': '012345678901' },
          },
        },
      ],
    });
  });

  it.each(['none', 'if-present', 'required'] as const)(
    'conditions the service alone: %s',
    asked => {
      const [role, service] = keyStatements(
        OUR_ROLE,
        KEY_ARN,
        ['import'],
        asked,
      );

      expect(role.Condition).toBeUndefined();
      expect(service.Condition !== undefined).toBe(asked !== 'none');
    },
  );
});

describe("the role's own statement on a key", () => {
  it('has the exact key and no CreateGrant', () => {
    expect(
      roleKeyStatement(OUR_ROLE, KEY_ARN, ['import', 'export']),
    ).toStrictEqual({
      Sid: ownedSid('KmsRole', OUR_ROLE, KEY_ARN),
      Effect: 'Allow',
      Action: ACTIONS.filter(action => action !== 'kms:CreateGrant'),
      Resource: KEY_ARN,
    });
  });

  it('is not needed for an import', () => {
    expect(roleKeyStatement(OUR_ROLE, KEY_ARN, ['import'])).toBeUndefined();
  });
});

describe('the Sids of statements about keys', () => {
  const [role, service] = keyStatements(OUR_ROLE, KEY_ARN, ['batch'], 'none');

  it('are certified by the key that the policy belongs to', () => {
    const certify = certifyKeyStatement(OUR_ROLE, KEY_ARN);

    expect(certify(role)).toContain(role.Sid);
    expect(certify(service)).toContain(service.Sid);
    expect(certifyKeyStatement(OTHER_ROLE, KEY_ARN)(role)).not.toContain(
      role.Sid,
    );
    expect(certifyKeyStatement(OUR_ROLE, `${KEY_ARN}0`)(role)).not.toContain(
      role.Sid,
    );
  });

  it("are certified by the statement's resource in the role's own policy", () => {
    const statement = roleKeyStatement(OUR_ROLE, KEY_ARN, ['batch']);

    expect(
      certifyRoleKeyStatement(OUR_ROLE)({ Effect: 'Allow', ...statement }),
    ).toStrictEqual([statement?.Sid]);
    expect(
      certifyRoleKeyStatement(OUR_ROLE)({ Effect: 'Allow', Resource: '*' }),
    ).not.toContain(statement?.Sid);
    expect(
      certifyRoleKeyStatement(OUR_ROLE)({ Effect: 'Allow' }),
    ).toStrictEqual([]);
  });
});

describe('the keys that are granted', () => {
  const [onKey, forService] = keyStatements(
    OUR_ROLE,
    KEY_ARN,
    ['batch'],
    'none',
  );
  const onRole = roleKeyStatement(OUR_ROLE, KEY_ARN, ['batch']);
  const otherKey = `${KEY_ARN.slice(0, -1)}0`;

  it('by its own policy are the key itself, once', () => {
    expect(
      grantedKeys(OUR_ROLE, KEY_ARN, { Statement: [onKey, forService] }),
    ).toStrictEqual([KEY_ARN]);
  });

  it('by the policy of the role are those that the statements name', () => {
    expect(
      grantedKeys(OUR_ROLE, 'arn:aws:iam::012345678901:role/x', {
        Statement: [
          { ...onRole, Resource: [otherKey, KEY_ARN] },
          { ...onRole, Sid: undefined },
          { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
        ],
      }),
    ).toStrictEqual([KEY_ARN]);
  });

  it.each<[string, string, unknown]>([
    [
      'another set-up',
      KEY_ARN,
      keyStatements(OTHER_ROLE, KEY_ARN, ['batch'], 'none'),
    ],
    ['another key', otherKey, onKey],
    ['nobody', KEY_ARN, []],
    ['a resource that is no ARN', 'role x#inline', forService],
  ])('are none by the statements of %s', (_, resource, Statement) => {
    expect(grantedKeys(OUR_ROLE, resource, { Statement })).toStrictEqual([]);
  });

  it('by the policy of a role that has no ARN yet are found, too', () => {
    expect(
      grantedKeys(OUR_ROLE, 'role x#inline', { Statement: onRole }),
    ).toStrictEqual([KEY_ARN]);
  });
});
