import { PolicyStatement } from '../policy/document';
import { trustDenies } from './assumeRole';

const DENY: PolicyStatement = {
  Sid: 'NoServices',
  Effect: 'Deny',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 'sts:AssumeRole',
};

function denies(...Statement: PolicyStatement[]) {
  return trustDenies({ Version: '2012-10-17', Statement }, 'role reco', {
    partition: 'aws',
    accountId: '012345678901',
    regions: ['us-east-1'],
    sourceArns: [],
  });
}

describe('trustDenies', () => {
  it('finds a Deny that stops Personalize, though a trust policy has no resources', () => {
    expect(denies({ ...DENY, Effect: 'Allow' }, DENY)).toStrictEqual([
      {
        document: 'role reco',
        statement: DENY,
        index: 1,
        sid: 'NoServices',
        principal: 'service',
        actions: ['sts:AssumeRole'],
        certainty: 'yes',
      },
    ]);
  });

  it.each<[string, PolicyStatement, string[]]>([
    [
      'on behalf of the target’s account',
      {
        ...DENY,
        Condition: { StringEquals: { 'aws:SourceAccount': '012345678901' } },
      },
      ['yes'],
    ],
    [
      'on behalf of other accounts',
      {
        ...DENY,
        Condition: { StringNotEquals: { 'aws:SourceAccount': '012345678901' } },
      },
      [],
    ],
    [
      'through the endpoint of a Region',
      {
        ...DENY,
        Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
      },
      ['unknown'],
    ],
    [
      'of another service',
      { ...DENY, Principal: { Service: 'lambda.amazonaws.com' } },
      [],
    ],
    ['of tagging', { ...DENY, Action: 'sts:TagSession' }, []],
  ])('a Deny %s stops Personalize: %j', (_, statement, certainties) => {
    expect(denies(statement).map(({ certainty }) => certainty)).toStrictEqual(
      certainties,
    );
  });
});
