import { PolicyStatement } from '../policy/document';
import { serviceContext } from '../service/requestContext';
import { identityAllows } from './findings';

const KEY = 'arn:aws:kms:us-east-1:012345678901:key/1';
const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';

function decide(...Statement: PolicyStatement[]) {
  return identityAllows(
    [{ name: 'boundary', document: { Version: '2012-10-17', Statement } }],
    {
      principal: { kind: 'role', arn: ROLE_ARN },
      action: 'kms:Decrypt',
      resource: KEY,
      context: serviceContext({
        kind: 'role',
        accountId: '012345678901',
        region: 'us-east-1',
        roleArn: ROLE_ARN,
      }),
    },
  );
}

const allow: PolicyStatement = {
  Sid: 'Kms',
  Effect: 'Allow',
  Action: 'kms:*',
  Resource: '*',
};
const allowS3: PolicyStatement = { ...allow, Sid: 'S3', Action: 's3:*' };
const deny: PolicyStatement = { ...allow, Sid: 'NoKms', Effect: 'Deny' };
const inUnknownCase = {
  StringEquals: { 'kms:EncryptionContext:stage': 'prod' },
};

describe('identityAllows', () => {
  it('says no where nothing speaks of the action', () => {
    expect(decide(allowS3)).toStrictEqual({ answer: 'no' });
  });

  it('names the statement that allows', () => {
    expect(decide(allowS3, allow)).toStrictEqual({
      answer: 'yes',
      deciding: {
        document: 'boundary',
        sid: 'Kms',
        index: 1,
        statement: allow,
      },
    });
  });

  it('lets a Deny win, and names it', () => {
    expect(decide(allow, deny)).toMatchObject({
      answer: 'no',
      deciding: { sid: 'NoKms', index: 1 },
    });
  });

  it('says unknown where the allow hangs on what isn’t known', () => {
    expect(decide({ ...allow, Condition: inUnknownCase })).toMatchObject({
      answer: 'unknown',
      deciding: { sid: 'Kms' },
    });
  });

  it('says unknown where a Deny hangs on what isn’t known, and names the Deny', () => {
    expect(decide(allow, { ...deny, Condition: inUnknownCase })).toMatchObject({
      answer: 'unknown',
      deciding: { sid: 'NoKms' },
    });
  });

  it('says no where nothing allows, whatever may deny', () => {
    expect(decide({ ...deny, Condition: inUnknownCase })).toStrictEqual({
      answer: 'no',
    });
  });

  it('knows the Region and the role’s own ARN', () => {
    expect(
      decide({
        ...allow,
        Condition: {
          StringEquals: { 'aws:RequestedRegion': 'us-east-1' },
          ArnEquals: { 'aws:PrincipalArn': ROLE_ARN },
        },
      }).answer,
    ).toBe('yes');
  });

  it('takes several policies together', () => {
    expect(
      identityAllows(
        [
          { name: 'one', document: { Statement: allow } },
          { name: 'two', document: { Statement: deny } },
        ],
        {
          principal: { kind: 'role', arn: ROLE_ARN },
          action: 'kms:Decrypt',
          resource: KEY,
          context: serviceContext({
            kind: 'role',
            accountId: '012345678901',
            region: 'us-east-1',
            roleArn: ROLE_ARN,
          }),
        },
      ),
    ).toMatchObject({ answer: 'no', deciding: { document: 'two', index: 0 } });
  });
});
