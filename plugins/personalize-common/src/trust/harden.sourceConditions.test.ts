import { ConditionBlock, PolicyDocument } from '../policy/document';
import {
  admittanceOf,
  FOREIGN_ACCOUNT,
  OWN_ACCOUNT,
} from './__testUtils__/admission';
import { hardenTrust } from './harden';
import { trustStatement, TrustTarget } from './trustStatement';

const OWN_ARNS = `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:*`;

const target: TrustTarget = {
  partition: 'aws',
  accountId: OWN_ACCOUNT,
  regions: ['us-east-1'],
  sourceArns: [],
};

function personalize(
  Condition: ConditionBlock,
  Principal: '*' | { Service: string } = {
    Service: 'personalize.amazonaws.com',
  },
): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition },
    ],
  };
}

function harden(document: PolicyDocument) {
  return hardenTrust({
    document,
    target,
    ownedStatement: trustStatement(target, 'Ours'),
    isOwned: ({ Sid }) => Sid === 'Ours',
  });
}

// Own account, foreign account, no keys, another Region.
const SOURCE_ACCOUNT = personalize({
  StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
});
const SOURCE_ARN = personalize({ ArnLike: { 'aws:SourceArn': OWN_ARNS } });
const IF_EXISTS = personalize({
  StringEqualsIfExists: { 'aws:SourceAccount': OWN_ACCOUNT },
  ArnLikeIfExists: { 'aws:SourceArn': OWN_ARNS },
});
const FOR_ALL_VALUES = personalize({
  'ForAllValues:StringEquals': { 'aws:SourceAccount': OWN_ACCOUNT },
});
const FOREIGN_IN_LIST = personalize({
  StringEquals: { 'aws:SourceAccount': [OWN_ACCOUNT, FOREIGN_ACCOUNT] },
});
const EVERYBODY = personalize({}, '*');

describe('what trust policies admit, and what hardening makes of it', () => {
  it.each([
    ['SourceAccount alone', SOURCE_ACCOUNT, ['yes', 'no', 'no', 'yes']],
    ['SourceArn alone', SOURCE_ARN, ['yes', 'no', 'no', 'no']],
    ['IfExists on both', IF_EXISTS, ['yes', 'no', 'yes', 'no']],
    ['ForAllValues', FOR_ALL_VALUES, ['yes', 'no', 'yes', 'yes']],
    [
      'a foreign account in a list',
      FOREIGN_IN_LIST,
      ['yes', 'yes', 'no', 'yes'],
    ],
    ['Principal "*"', EVERYBODY, ['yes', 'yes', 'yes', 'yes']],
  ])(
    '%s admits own, foreign, no keys, another Region: %j',
    (_, document, expected) => {
      expect(admittanceOf(document)).toStrictEqual(expected);
    },
  );

  it.each([
    ['SourceAccount alone', SOURCE_ACCOUNT],
    ['SourceArn alone', SOURCE_ARN],
    ['IfExists on both', IF_EXISTS],
    ['ForAllValues', FOR_ALL_VALUES],
    ['a foreign account in a list', FOREIGN_IN_LIST],
    ['no condition', personalize({})],
  ])('%s admits only the own account and Region afterwards', (_, document) => {
    expect(admittanceOf(harden(document).document)).toStrictEqual([
      'yes',
      'no',
      'no',
      'no',
    ]);
  });

  it('leaves SourceArn alone as it is', () => {
    expect(harden(SOURCE_ARN).document).toStrictEqual(SOURCE_ARN);
  });

  it('stops at Principal "*"', () => {
    expect(harden(EVERYBODY).stops).toHaveLength(1);
  });

  it('finds that a hardened statement beside the unhardened one lets a foreign account in', () => {
    const both = {
      Version: '2012-10-17',
      Statement: [SOURCE_ARN, personalize({})].flatMap(
        document => document.Statement,
      ),
    };
    expect(admittanceOf(both)[1]).toBe('yes');
    expect(admittanceOf(harden(both).document)[1]).toBe('no');
  });
});
