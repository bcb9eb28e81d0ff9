import { PolicyStatement } from '../policy/document';
import { takeServiceOut } from './admittance';
import { judgeStatements } from './judge';

const PERSONALIZE: PolicyStatement = {
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 'sts:AssumeRole',
};

describe('judgeStatements', () => {
  it.each<[string, PolicyStatement]>([
    ['unrelated', { ...PERSONALIZE, Effect: 'Deny' }],
    ['unrelated', { ...PERSONALIZE, Action: 'sts:TagSession' }],
    [
      'unrelated',
      {
        ...PERSONALIZE,
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      },
    ],
    ['owned', { ...PERSONALIZE, Sid: 'Ours' }],
    ['any-principal', { ...PERSONALIZE, Principal: { Service: '*' } }],
    ['any-action', { ...PERSONALIZE, Action: 'sts:Assume*' }],
    [
      'within',
      {
        ...PERSONALIZE,
        Condition: {
          ArnLike: {
            'aws:SourceArn': 'arn:aws:personalize:us-east-1:012345678901:*',
          },
        },
      },
    ],
    ['too-wide', PERSONALIZE],
    [
      'shared',
      {
        ...PERSONALIZE,
        Principal: {
          Service: ['lambda.amazonaws.com', 'personalize.amazonaws.com'],
        },
      },
    ],
  ])('%s: %j', (verdict, statement) => {
    expect(
      judgeStatements(
        { Version: '2012-10-17', Statement: statement },
        {
          partition: 'aws',
          accountId: '012345678901',
          regions: ['us-east-1'],
          sourceArns: [],
        },
        ({ Sid }) => Sid === 'Ours',
      ),
    ).toStrictEqual([verdict]);
  });
});

describe('takePersonalizeOut', () => {
  it.each<PolicyStatement>([
    { ...PERSONALIZE, Principal: '*' },
    { Effect: 'Allow', NotPrincipal: { AWS: '111111111111' } },
  ])('leaves %j, which doesn’t name it', statement => {
    expect(takeServiceOut(statement)).toStrictEqual(statement);
  });
});
