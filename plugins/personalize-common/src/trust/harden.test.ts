import {
  ConditionBlock,
  PolicyDocument,
  PolicyStatement,
} from '../policy/document';
import {
  admittanceOf,
  FOREIGN_ACCOUNT,
  OWN_ACCOUNT,
} from './__testUtils__/admission';
import { ACTS, HOSTILE_TEXTS } from '../text/__testUtils__/hostileTexts';
import { hardenTrust } from './harden';
import { trustStatement, TrustTarget } from './trustStatement';

const SID = 'PersonalizeTrustabcdefghijkl';
const OWN_ARNS = `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:*`;
const OWN_GROUP = `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:dataset-group/shop`;
const FOREIGN_ARNS = `arn:aws:personalize:us-east-1:${FOREIGN_ACCOUNT}:*`;

const target: TrustTarget = {
  partition: 'aws',
  accountId: OWN_ACCOUNT,
  regions: ['us-east-1'],
  sourceArns: [],
};
const owned = trustStatement(target, SID);

const PERSONALIZE: PolicyStatement = {
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 'sts:AssumeRole',
};
const LAMBDA: PolicyStatement = {
  Sid: 'Lambda',
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
};
/** What a hardened statement asks for. */
const STRICT: ConditionBlock = {
  StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
  ArnLike: { 'aws:SourceArn': OWN_ARNS },
};

function trust(...statements: PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

function harden(document: PolicyDocument | undefined, wanted = target) {
  return hardenTrust({
    document,
    target: wanted,
    ownedStatement: trustStatement(wanted, SID),
    isOwned: ({ Sid }) => Sid === SID,
  });
}

/** The only statement after hardening one with these conditions. */
function statementAfter(
  Condition: ConditionBlock,
  wanted = target,
): PolicyStatement {
  const { document, stops } = harden(
    trust({ ...PERSONALIZE, Condition }),
    wanted,
  );
  expect(stops).toStrictEqual([]);
  const [statement, ...others] = [document.Statement].flat();
  expect(others).toStrictEqual([]);
  return statement;
}

/** Its conditions. */
function conditionsAfter(
  Condition: ConditionBlock,
  wanted = target,
): ConditionBlock | undefined {
  return statementAfter(Condition, wanted).Condition;
}

function hardened(document: PolicyDocument): PolicyDocument {
  const result = harden(document);
  expect(result.stops).toStrictEqual([]);
  return result.document;
}

describe('hardenTrust: what is written', () => {
  it('makes a policy for a role that has none', () => {
    expect(harden(undefined).document).toStrictEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: SID,
          Effect: 'Allow',
          Principal: { Service: 'personalize.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '012345678901' },
            ArnLike: {
              'aws:SourceArn': 'arn:aws:personalize:us-east-1:012345678901:*',
            },
          },
        },
      ],
    });
  });

  it('names every Region, in the partition', () => {
    const wanted: TrustTarget = {
      ...target,
      partition: 'aws-cn',
      regions: ['cn-north-1', 'cn-northwest-1'],
    };
    expect(trustStatement(wanted, SID).Condition?.ArnLike).toStrictEqual({
      'aws:SourceArn': [
        `arn:aws-cn:personalize:cn-north-1:${OWN_ACCOUNT}:*`,
        `arn:aws-cn:personalize:cn-northwest-1:${OWN_ACCOUNT}:*`,
      ],
    });
  });

  it('names exact source ARNs instead of the Regions', () => {
    const wanted = { ...target, sourceArns: [OWN_GROUP] };
    expect(trustStatement(wanted, SID).Condition?.ArnLike).toStrictEqual({
      'aws:SourceArn': OWN_GROUP,
    });
  });

  it('adds the owned statement where nothing lets Personalize in', () => {
    const { document, decisions } = harden(trust(LAMBDA));
    expect(document).toStrictEqual(trust(LAMBDA, owned));
    expect(decisions).toStrictEqual([
      expect.objectContaining({ outcome: 'added', sid: SID }),
    ]);
  });

  it('leaves a statement that lets Personalize do something else', () => {
    const tagging = { ...PERSONALIZE, Action: 'sts:TagSession' };
    expect(hardened(trust(tagging))).toStrictEqual(trust(tagging, owned));
  });

  it('keeps Id and an old Version', () => {
    expect(
      harden({ Version: '2008-10-17', Id: 'mine', Statement: LAMBDA }).document,
    ).toStrictEqual({
      Version: '2008-10-17',
      Id: 'mine',
      Statement: [LAMBDA, owned],
    });
  });

  it('keeps the form of a single statement without a list', () => {
    expect(harden({ Statement: PERSONALIZE }).document).toStrictEqual({
      Statement: { ...PERSONALIZE, Condition: STRICT },
    });
  });
});

describe('hardenTrust: what it says', () => {
  it.each<[string, PolicyDocument, string[]]>([
    [
      'kept',
      trust({ ...PERSONALIZE, Condition: STRICT }),
      [
        'Statement number 1 (no Sid) lets Personalize in for no more than requested; it stays unchanged.',
      ],
    ],
    [
      'tightened',
      trust(PERSONALIZE),
      [
        'Statement number 1 (no Sid) let Personalize in for more than requested; we tighten the conditions on its source and keep its own conditions.',
      ],
    ],
    [
      'taken-out',
      trust({
        ...PERSONALIZE,
        Principal: { Service: 'personalize.amazonaws.com', AWS: OWN_ACCOUNT },
      }),
      [
        'Statement number 1 (no Sid) let Personalize in for more than requested, along with other principals; Personalize gets its own statement, and the others keep theirs.',
        `Statement "${SID}" is added to let Personalize in as requested.`,
      ],
    ],
    [
      'removed',
      trust(owned, owned),
      [
        `Statement "${SID}" lets Personalize in for no more than requested; it stays unchanged.`,
        `Statement "${SID}" is a second one of this set-up; we remove it.`,
      ],
    ],
  ])('of a statement that is %s', (outcome, document, reasons) => {
    const { decisions } = harden(document);
    expect(decisions.map(({ reason }) => reason)).toStrictEqual(reasons);
    expect(decisions.map(one => one.outcome)).toContain(outcome);
  });

  it('names no Sid where there is none', () => {
    expect(harden(trust(PERSONALIZE)).decisions).toStrictEqual([
      { index: 0, outcome: 'tightened', reason: expect.any(String) },
    ]);
  });
});

describe('hardenTrust: owned statements', () => {
  it('leaves a right one as it is written', () => {
    const document = trust({ ...owned, Action: ['sts:assumerole'] }, LAMBDA);
    expect(hardened(document)).toStrictEqual(document);
  });

  it('brings one to what is asked, in place, and says so', () => {
    const { document, decisions } = harden(
      trust({ ...owned, Condition: undefined }, LAMBDA),
    );
    expect(document).toStrictEqual(trust(owned, LAMBDA));
    expect(decisions).toStrictEqual([
      {
        index: 0,
        sid: SID,
        outcome: 'updated',
        reason: `Statement "${SID}" belongs to this set-up; we update it to the request.`,
      },
    ]);
  });

  it('widens one when more is asked than before', () => {
    const before = trust({
      ...owned,
      Condition: { ArnLike: { 'aws:SourceArn': OWN_GROUP } },
    });
    expect(harden(before).document).toStrictEqual(trust(owned));
  });

  it('removes a second one', () => {
    const { document, decisions } = harden(trust(owned, LAMBDA, owned));
    expect(document).toStrictEqual(trust(owned, LAMBDA));
    expect(decisions.map(({ outcome }) => outcome)).toStrictEqual([
      'kept',
      'removed',
    ]);
  });

  it('never takes a Deny for its own', () => {
    const deny: PolicyStatement = { ...owned, Effect: 'Deny' };
    expect(harden(trust(deny)).document).toStrictEqual(trust(deny, owned));
  });
});

describe('hardenTrust: admits what the target admits, or less', () => {
  it.each<[string, ConditionBlock]>([
    ['both keys', STRICT],
    ['the source ARN alone', { ArnLike: { 'aws:SourceArn': OWN_ARNS } }],
    ['a StringLike', { StringLike: { 'aws:SourceArn': OWN_ARNS } }],
    ['an ArnEquals', { ArnEquals: { 'aws:SourceArn': OWN_ARNS } }],
    ['one dataset group', { StringEquals: { 'aws:SourceArn': [OWN_GROUP] } }],
    [
      'one dataset group beside a wildcard that its operator doesn’t know',
      { StringEquals: { 'aws:SourceArn': [OWN_GROUP, OWN_ARNS] } },
    ],
    ['ForAnyValue', { 'ForAnyValue:ArnLike': { 'aws:SourceArn': OWN_ARNS } }],
    ['keys in another case', { arnlike: { 'AWS:SOURCEARN': OWN_ARNS } }],
    [
      'a loose form beside a strict one',
      {
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
        StringEqualsIfExists: {
          'aws:SourceAccount': [FOREIGN_ACCOUNT, OWN_ACCOUNT],
        },
      },
    ],
    [
      'more conditions',
      { ...STRICT, StringNotEquals: { 'aws:SourceOrgID': 'o-other' } },
    ],
  ])('is left as it is: %s', (_, Condition) => {
    const document = trust({ ...PERSONALIZE, Condition });
    expect(hardened(document)).toStrictEqual(document);
  });

  it('is left as it is among others, too', () => {
    const document = trust({
      ...PERSONALIZE,
      Principal: {
        Service: ['lambda.amazonaws.com', 'personalize.amazonaws.com'],
      },
      Condition: STRICT,
    });
    expect(hardened(document)).toStrictEqual(document);
  });

  it('is left beside an owned statement that is wider', () => {
    const document = trust(
      {
        ...PERSONALIZE,
        Condition: { ArnLike: { 'aws:SourceArn': OWN_GROUP } },
      },
      owned,
    );
    expect(hardened(document)).toStrictEqual(document);
  });

  it.each<[string, ConditionBlock]>([
    [
      'another account',
      {
        StringEquals: { 'aws:SourceAccount': FOREIGN_ACCOUNT },
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'a wildcard in an operator that knows none',
      { StringEquals: { 'aws:SourceArn': OWN_ARNS } },
    ],
  ])(
    'doesn’t count as letting in when it shuts all out: %s',
    (_, Condition) => {
      const statement = { ...PERSONALIZE, Condition };
      expect(harden(trust(statement)).document).toStrictEqual(
        trust(statement, owned),
      );
    },
  );
});

describe('hardenTrust: Personalize alone, too wide', () => {
  it('gets both conditions when it has none', () => {
    const { document, decisions } = harden(
      trust(LAMBDA, { Sid: 'Old', ...PERSONALIZE }),
    );
    expect(document).toStrictEqual(
      trust(LAMBDA, { Sid: 'Old', ...PERSONALIZE, Condition: STRICT }),
    );
    expect(decisions).toStrictEqual([
      {
        index: 1,
        sid: 'Old',
        outcome: 'tightened',
        reason: expect.stringContaining('"Old"'),
      },
    ]);
  });

  it.each([
    { Service: ['personalize.amazonaws.com'] },
    { Service: 'Personalize.AmazonAWS.com' },
    { Service: ['personalize.amazonaws.com', 'personalize.amazonaws.com'] },
  ])('is found as %j', Principal => {
    expect(harden(trust({ ...PERSONALIZE, Principal })).document).toStrictEqual(
      trust({ ...PERSONALIZE, Principal, Condition: STRICT }),
    );
  });

  it.each([
    'STS:ASSUMEROLE',
    ['sts:assumeRole', 'sts:TagSession'],
    ['sts:AssumeRole', 'sts:Set*'],
  ])('is found by the action %j', Action => {
    expect(harden(trust({ ...PERSONALIZE, Action })).document).toStrictEqual(
      trust({ ...PERSONALIZE, Action, Condition: STRICT }),
    );
  });

  it.each<[string, ConditionBlock, ConditionBlock]>([
    [
      'the account alone lets other Regions in: the ARN is added',
      { StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT } },
      STRICT,
    ],
    [
      'keys in another case are reused',
      { StringEquals: { 'AWS:SOURCEACCOUNT': [OWN_ACCOUNT] } },
      {
        StringEquals: { 'AWS:SOURCEACCOUNT': [OWN_ACCOUNT] },
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'an operator in another case is reused',
      { stringequals: { 'aws:SourceOrgID': 'o-1' } },
      {
        stringequals: {
          'aws:SourceOrgID': 'o-1',
          'aws:SourceAccount': OWN_ACCOUNT,
        },
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'IfExists becomes strict',
      {
        StringEqualsIfExists: { 'aws:SourceAccount': OWN_ACCOUNT },
        ArnLikeIfExists: { 'aws:SourceArn': OWN_ARNS },
      },
      STRICT,
    ],
    [
      'IfExists becomes strict beside another key under the strict operator',
      {
        StringEquals: { 'aws:SourceOrgID': 'o-1' },
        StringEqualsIfExists: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
      {
        StringEquals: {
          'aws:SourceOrgID': 'o-1',
          'aws:SourceAccount': OWN_ACCOUNT,
        },
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'ForAnyValue stays where IfExists goes',
      { 'ForAnyValue:StringLikeIfExists': { 'aws:SourceArn': OWN_GROUP } },
      {
        'ForAnyValue:StringLike': { 'aws:SourceArn': OWN_GROUP },
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
    ],
    [
      'ForAllValues becomes strict',
      {
        'ForAllValues:StringEquals': { 'aws:SourceAccount': [OWN_ACCOUNT] },
        'ForAllValues:ArnLike': { 'aws:SourceArn': [OWN_ARNS] },
      },
      {
        StringEquals: { 'aws:SourceAccount': [OWN_ACCOUNT] },
        ArnLike: { 'aws:SourceArn': [OWN_ARNS] },
      },
    ],
    [
      'a loose form stays with its one dataset group',
      { ArnLikeIfExists: { 'AWS:SourceArn': OWN_GROUP } },
      {
        ArnLike: { 'AWS:SourceArn': OWN_GROUP },
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
    ],
    [
      'a list loses the foreign account',
      { StringEquals: { 'aws:SourceAccount': [FOREIGN_ACCOUNT, OWN_ACCOUNT] } },
      {
        StringEquals: { 'aws:SourceAccount': [OWN_ACCOUNT] },
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'a list loses the foreign ARN',
      { ArnLike: { 'aws:SourceArn': [FOREIGN_ARNS, OWN_GROUP] } },
      {
        ArnLike: { 'aws:SourceArn': [OWN_GROUP] },
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
    ],
    [
      'only foreign values become the target’s',
      {
        StringEquals: {
          'aws:SourceAccount': FOREIGN_ACCOUNT,
          'aws:SourceArn': FOREIGN_ARNS,
        },
      },
      STRICT,
    ],
    [
      'a wider pattern is narrowed',
      {
        StringLike: { 'aws:SourceAccount': '*' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:personalize:*:*:*' },
      },
      {
        StringLike: { 'aws:SourceAccount': OWN_ACCOUNT },
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'a pattern that is wider in one part and narrower in another is narrowed',
      {
        StringLike: {
          'aws:SourceArn': `arn:aws:personalize:*:${OWN_ACCOUNT}:dataset-group/*`,
        },
      },
      {
        StringLike: {
          'aws:SourceArn': `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:dataset-group/*`,
        },
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
    ],
    [
      'a bare * is narrowed',
      { ArnLike: { 'aws:SourceArn': '*' } },
      {
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
    ],
    [
      'a text pattern whose wildcard reaches over the account is narrowed',
      {
        StringLike: {
          'aws:SourceArn': `arn:aws:personalize:*${OWN_ACCOUNT}:*`,
        },
      },
      {
        StringLike: { 'aws:SourceArn': OWN_ARNS },
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
    ],
    [
      'SourceOrgID and other conditions stay',
      {
        StringEquals: { 'aws:SourceOrgID': 'o-1234567890' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
      {
        StringEquals: {
          'aws:SourceOrgID': 'o-1234567890',
          'aws:SourceAccount': OWN_ACCOUNT,
        },
        Bool: { 'aws:SecureTransport': 'true' },
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'IfExists on SourceOrgID stays: it isn’t a key that we ask for',
      { StringEqualsIfExists: { 'aws:SourceOrgID': 'o-1234567890' } },
      {
        StringEqualsIfExists: { 'aws:SourceOrgID': 'o-1234567890' },
        ...STRICT,
      },
    ],
    [
      'Null true goes, Null false stays',
      { Null: { 'aws:SourceArn': 'true', 'aws:SourceAccount': false } },
      { Null: { 'aws:SourceAccount': false }, ...STRICT },
    ],
    [
      'what a condition excludes stays excluded',
      {
        StringNotLikeIfExists: { 'aws:SourceArn': '*:campaign/*' },
      },
      {
        StringNotLike: { 'aws:SourceArn': '*:campaign/*' },
        ...STRICT,
      },
    ],
    [
      'a variable stays, and the target is asked for beside it',
      {
        StringEquals: { 'aws:SourceAccount': '${aws:ResourceAccount}' },
        ArnLike: {
          'aws:SourceArn': 'arn:aws:personalize:*:${aws:ResourceAccount}:*',
        },
      },
      {
        StringEquals: { 'aws:SourceAccount': '${aws:ResourceAccount}' },
        ArnLike: {
          'aws:SourceArn': 'arn:aws:personalize:*:${aws:ResourceAccount}:*',
        },
        ArnEquals: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'a loose double of a strict condition goes',
      {
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
        StringEqualsIfExists: { 'aws:SourceAccount': [OWN_ACCOUNT] },
      },
      STRICT,
    ],
    [
      'a loose condition beside a strict one on the same key is kept under another name',
      {
        ArnLikeIfExists: { 'aws:SourceArn': OWN_GROUP },
        ArnLike: { 'aws:SourceArn': [OWN_ARNS, '${aws:PrincipalArn}'] },
      },
      {
        ArnEquals: { 'aws:SourceArn': OWN_GROUP },
        ArnLike: { 'aws:SourceArn': [OWN_ARNS, '${aws:PrincipalArn}'] },
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
    ],
    [
      'only foreign values in a list become the target’s',
      {
        StringEquals: { 'aws:SourceAccount': [FOREIGN_ACCOUNT] },
        ArnLike: { 'aws:SourceArn': [FOREIGN_ARNS] },
      },
      STRICT,
    ],
    [
      'a missing key is written as the statement writes it',
      { StringNotEquals: { 'AWS:SourceAccount': FOREIGN_ACCOUNT } },
      {
        StringNotEquals: { 'AWS:SourceAccount': FOREIGN_ACCOUNT },
        StringEquals: { 'AWS:SourceAccount': OWN_ACCOUNT },
        ArnLike: { 'aws:SourceArn': OWN_ARNS },
      },
    ],
    [
      'Null with true and false goes: it asks for nothing',
      { Null: { 'aws:SourceArn': ['false', 'true'] } },
      STRICT,
    ],
    [
      'a loose condition isn’t the double of one on another key',
      {
        ArnNotLike: { 'aws:PrincipalArn': OWN_GROUP },
        ArnNotLikeIfExists: { 'aws:SourceArn': OWN_GROUP },
      },
      {
        ArnNotLike: {
          'aws:PrincipalArn': OWN_GROUP,
          'aws:SourceArn': OWN_GROUP,
        },
        ...STRICT,
      },
    ],
    [
      'a variable in the resource stays, and the target is asked for beside it',
      {
        ArnLike: {
          'aws:SourceArn': `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:\${aws:PrincipalTag/kind}/shop`,
        },
      },
      {
        ArnLike: {
          'aws:SourceArn': `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:\${aws:PrincipalTag/kind}/shop`,
        },
        ArnEquals: { 'aws:SourceArn': OWN_ARNS },
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      },
    ],
    [
      'an operator that we don’t know stays',
      { FutureEquals: { 'aws:SourceArn': OWN_ARNS } },
      { FutureEquals: { 'aws:SourceArn': OWN_ARNS }, ...STRICT },
    ],
  ])('%s', (_, before, after) => {
    expect(conditionsAfter(before)).toStrictEqual(after);
  });

  it.each([
    ['ArnLikeIfExists', 'ArnLike', 'ArnEquals'],
    ['ArnEqualsIfExists', 'ArnEquals', 'ArnLike'],
    ['ArnNotLikeIfExists', 'ArnNotLike', 'ArnNotEquals'],
    ['ArnNotEqualsIfExists', 'ArnNotEquals', 'ArnNotLike'],
    ['StringLikeIfExists', 'StringLike', 'ForAnyValue:StringLike'],
    ['ForAnyValue:StringLikeIfExists', 'StringLike', 'ForAnyValue:StringLike'],
    ['ForAnyValue:StringLikeIfExists', 'ForAnyValue:StringLike', 'StringLike'],
  ])('a loose %s beside %s goes on as %s', (loose, taken, strict) => {
    const group = (name: string) =>
      `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:dataset-group/${name}`;
    const { Condition } = statementAfter({
      [loose]: { 'aws:SourceArn': group('shop') },
      [taken]: { 'aws:SourceArn': ['${aws:PrincipalArn}', group('news')] },
    });
    expect(Condition?.[taken]).toStrictEqual({
      'aws:SourceArn': ['${aws:PrincipalArn}', group('news')],
    });
    expect(Condition?.[strict]).toStrictEqual({
      'aws:SourceArn': group('shop'),
    });
    expect(Condition).not.toHaveProperty([loose]);
  });

  it.each([
    [['ArnLike'], 'ArnEquals'],
    [['ArnLike', 'ArnEquals'], 'ForAnyValue:ArnLike'],
    [['ArnLike', 'ArnEquals', 'ForAnyValue:ArnLike'], 'ForAnyValue:ArnEquals'],
  ])('asks for the target under a free name where %j aren’t', (taken, free) => {
    const variable = { 'aws:SourceArn': '${aws:PrincipalArn}' };
    const Condition = Object.fromEntries(
      taken.map(operator => [operator, variable]),
    );
    expect(conditionsAfter(Condition)).toStrictEqual({
      ...Condition,
      StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      [free]: { 'aws:SourceArn': OWN_ARNS },
    });
  });

  describe('where the target has a wildcard before the resource', () => {
    const groups = `arn:aws:personalize:*:${OWN_ACCOUNT}:dataset-group/*`;
    const wanted = { ...target, sourceArns: [groups] };
    const inAnyRegion = `arn:aws:personalize:*:${OWN_ACCOUNT}:dataset-group/shop`;

    it('leaves an ARN operator, whose wildcards end at the colons', () => {
      const document = trust({
        ...PERSONALIZE,
        Condition: { ArnLike: { 'aws:SourceArn': inAnyRegion } },
      });
      expect(harden(document, wanted).document).toStrictEqual(document);
    });

    it('narrows an ARN operator to what both say', () => {
      expect(
        conditionsAfter(
          {
            ArnLike: {
              'aws:SourceArn': `arn:aws:personalize:us-*:${OWN_ACCOUNT}:*`,
            },
          },
          wanted,
        ),
      ).toStrictEqual({
        StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
        ArnLike: {
          'aws:SourceArn': `arn:aws:personalize:us-*:${OWN_ACCOUNT}:dataset-group/*`,
        },
      });
    });

    it.each([inAnyRegion, '*'])(
      'asks for the target beside the text %s, which reaches over the account',
      text => {
        const Condition = { StringLike: { 'aws:SourceArn': text } };
        expect(conditionsAfter(Condition, wanted)).toStrictEqual({
          ...Condition,
          StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
          ArnLike: { 'aws:SourceArn': groups },
        });
      },
    );
  });

  it('keeps what two patterns share though no one pattern says it', () => {
    const wanted = {
      ...target,
      sourceArns: [`arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:*/shop`],
    };
    expect(
      conditionsAfter(
        {
          ArnLike: {
            'aws:SourceArn': `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:dataset*`,
          },
        },
        wanted,
      ),
    ).toStrictEqual({
      ArnLike: {
        'aws:SourceArn': `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}:dataset*`,
      },
      StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      ArnEquals: { 'aws:SourceArn': wanted.sourceArns[0] },
    });
  });

  it.each<[string, ConditionBlock]>([
    [
      'a pattern for all Regions',
      {
        ArnLike: { 'aws:SourceArn': `arn:aws:personalize:*:${OWN_ACCOUNT}:*` },
      },
    ],
    ['no condition', {}],
  ])('lets in all the Regions that are asked for: %s', (_, before) => {
    expect(
      conditionsAfter(before, {
        ...target,
        regions: ['us-east-1', 'eu-west-1'],
      }),
    ).toStrictEqual({
      StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT },
      ArnLike: {
        'aws:SourceArn': [
          OWN_ARNS,
          `arn:aws:personalize:eu-west-1:${OWN_ACCOUNT}:*`,
        ],
      },
    });
  });

  it('is tightened even where another condition keeps it out today', () => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
    expect(hardened(trust({ ...PERSONALIZE, Condition }))).toStrictEqual(
      trust(
        {
          ...PERSONALIZE,
          Condition: {
            ...STRICT,
            StringEquals: { ...Condition.StringEquals, ...STRICT.StringEquals },
          },
        },
        owned,
      ),
    );
  });

  it('hardens the unhardened statement beside the owned one', () => {
    const { document } = harden(trust(owned, PERSONALIZE));
    expect(admittanceOf(document)).toStrictEqual(['yes', 'no', 'no', 'no']);
    expect(document).toStrictEqual(
      trust(owned, { ...PERSONALIZE, Condition: STRICT }),
    );
  });
});

describe('hardenTrust: Personalize among others', () => {
  it.each<[PolicyStatement['Principal'], PolicyStatement['Principal']]>([
    [
      { Service: ['personalize.amazonaws.com', 'lambda.amazonaws.com'] },
      { Service: ['lambda.amazonaws.com'] },
    ],
    [
      {
        Service: 'personalize.amazonaws.com',
        AWS: 'arn:aws:iam::012345678901:root',
      },
      { AWS: 'arn:aws:iam::012345678901:root' },
    ],
    [
      {
        Service: ['personalize.amazonaws.com', 'lambda.amazonaws.com'],
        Federated: 'personalize.amazonaws.com',
      },
      {
        Service: ['lambda.amazonaws.com'],
        Federated: 'personalize.amazonaws.com',
      },
    ],
    [
      {
        Service: ['personalize.amazonaws.com'],
        AWS: 'arn:aws:iam::012345678901:root',
        Federated: [],
      },
      { AWS: 'arn:aws:iam::012345678901:root', Federated: [] },
    ],
    [
      {
        Federated: 'arn:aws:iam::012345678901:saml-provider/idp',
        Service: [
          'lambda.amazonaws.com',
          'personalize.amazonaws.com',
          'glue.amazonaws.com',
        ],
      },
      {
        Federated: 'arn:aws:iam::012345678901:saml-provider/idp',
        Service: ['lambda.amazonaws.com', 'glue.amazonaws.com'],
      },
    ],
  ])('takes it out of %j', (Principal, left) => {
    const Condition = { StringEquals: { 'aws:SourceOrgID': 'o-1' } };
    const { document, decisions } = harden(
      trust({ ...PERSONALIZE, Principal, Condition }, LAMBDA),
    );
    expect(document).toStrictEqual(
      trust({ ...PERSONALIZE, Principal: left, Condition }, LAMBDA, owned),
    );
    expect(decisions.map(({ outcome }) => outcome)).toStrictEqual([
      'taken-out',
      'added',
    ]);
  });

  it('gets a statement of its own also beside one that lets it in for less', () => {
    const shared: PolicyStatement = {
      ...PERSONALIZE,
      Principal: {
        Service: 'personalize.amazonaws.com',
        AWS: 'arn:aws:iam::012345678901:root',
      },
    };
    const less: PolicyStatement = {
      ...PERSONALIZE,
      Condition: { ArnLike: { 'aws:SourceArn': OWN_GROUP } },
    };
    expect(hardened(trust(shared, less))).toStrictEqual(
      trust(
        {
          ...shared,
          Principal: { AWS: 'arn:aws:iam::012345678901:root' },
        },
        less,
        owned,
      ),
    );
  });

  it('adds no second owned statement', () => {
    const shared: PolicyStatement = {
      ...PERSONALIZE,
      Principal: {
        Service: ['personalize.amazonaws.com', 'lambda.amazonaws.com'],
      },
    };
    expect(harden(trust(owned, shared)).document).toStrictEqual(
      trust(owned, {
        ...shared,
        Principal: { Service: ['lambda.amazonaws.com'] },
      }),
    );
  });
});

describe('hardenTrust: wildcards', () => {
  it.each<[string, PolicyStatement]>([
    ['"*"', { ...PERSONALIZE, Principal: '*' }],
    ['AWS "*"', { ...PERSONALIZE, Principal: { AWS: ['*'] } }],
    [
      'Personalize and AWS "*"',
      {
        ...PERSONALIZE,
        Principal: { Service: 'personalize.amazonaws.com', AWS: '*' },
      },
    ],
    [
      'a service pattern',
      { ...PERSONALIZE, Principal: { Service: '*.amazonaws.com' } },
    ],
    [
      'NotPrincipal',
      {
        Effect: 'Allow',
        NotPrincipal: { AWS: '111111111111' },
        Action: 'sts:AssumeRole',
      },
    ],
    ['action "*"', { ...PERSONALIZE, Action: '*' }],
    ['action sts:*', { ...PERSONALIZE, Action: ['sts:AssumeRole', 'sts:*'] }],
    ['action sts:Assume*', { ...PERSONALIZE, Action: 'STS:assume*' }],
    [
      'NotAction',
      {
        Effect: 'Allow',
        Principal: PERSONALIZE.Principal,
        NotAction: 'sts:TagSession',
      },
    ],
    [
      'a condition on behalf of another account',
      {
        ...PERSONALIZE,
        Principal: '*',
        Condition: { StringEquals: { 'aws:SourceAccount': FOREIGN_ACCOUNT } },
      },
    ],
    [
      'a condition on the Region of the endpoint',
      {
        ...PERSONALIZE,
        Principal: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      },
    ],
    [
      'a condition that may hold',
      {
        ...PERSONALIZE,
        Principal: '*',
        Condition: { StringEquals: { 'aws:SourceAccount': OWN_ACCOUNT } },
      },
    ],
  ])('stops at %s and changes nothing', (_, statement) => {
    const document = trust(LAMBDA, statement, PERSONALIZE);
    expect(harden(document)).toStrictEqual({
      document,
      decisions: [],
      stops: [
        {
          index: 1,
          message: expect.stringContaining('number 2 (no Sid)'),
          unquoted: expect.stringContaining('number 2 (no Sid)'),
        },
      ],
      opens: false,
    });
  });

  it.each<[string, Partial<PolicyStatement>, string, string, string]>([
    [
      'a wildcard for principals',
      { Principal: '*' },
      'lets Personalize assume the role through a wildcard principal',
      ' ("*")',
      ', and anyone else. Name the intended principals, without Personalize, or delete the statement.',
    ],
    [
      'NotPrincipal',
      { Principal: undefined, NotPrincipal: { AWS: '111111111111' } },
      "lets Personalize assume the role, because NotPrincipal lets in everyone it doesn't name",
      '',
      '. Replace it with a Principal that names the intended principals, without Personalize, or delete the statement.',
    ],
    [
      'a wildcard for actions',
      { Action: ['sts:TagSession', 'sts:*'] },
      'lets Personalize assume the role through a wildcard action',
      ' (["sts:TagSession","sts:*"])',
      '. Name the intended actions, such as sts:AssumeRole, or delete the statement.',
    ],
    [
      'NotAction',
      { Action: undefined, NotAction: 'sts:TagSession' },
      "lets Personalize assume the role, because NotAction allows every action it doesn't name",
      '',
      '. Replace it with an Action that names the intended actions, such as sts:AssumeRole, or delete the statement.',
    ],
  ])(
    'names the statement and says what to do, with and without a quote: %s',
    (_, change, what, quote, remedy) => {
      const messageWith = (text: string) =>
        `Statement "Everybody" of the trust policy ${what}${text}${remedy} Then run again; nothing was changed.`;
      expect(
        harden(trust({ ...PERSONALIZE, Sid: 'Everybody', ...change })).stops,
      ).toStrictEqual([
        {
          index: 0,
          sid: 'Everybody',
          message: messageWith(quote),
          unquoted: messageWith(''),
        },
      ]);
    },
  );

  it.each<[string, PolicyStatement]>([
    [
      'SAML alone',
      { ...PERSONALIZE, Principal: '*', Action: 'sts:AssumeRoleWithSAML' },
    ],
    [
      'NotPrincipal that names Personalize',
      {
        Effect: 'Allow',
        NotPrincipal: { Service: 'personalize.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
    [
      'NotAction that names AssumeRole',
      {
        Effect: 'Allow',
        Principal: PERSONALIZE.Principal,
        NotAction: 'sts:AssumeRole',
      },
    ],
    [
      'members of an organisation, which a service isn’t',
      {
        ...PERSONALIZE,
        Principal: { AWS: '*' },
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      },
    ],
    ['another service with sts:*', { ...LAMBDA, Action: 'sts:*' }],
  ])('doesn’t stop at what Personalize can’t use: %s', (_, statement) => {
    expect(harden(trust(statement))).toMatchObject({
      document: trust(statement, owned),
      stops: [],
    });
  });
});

describe('hardenTrust: Deny', () => {
  it.each<PolicyStatement>([
    { ...PERSONALIZE, Effect: 'Deny' },
    {
      Effect: 'Deny',
      NotPrincipal: { AWS: '111111111111' },
      Action: '*',
    },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ])('is never touched: %j', deny => {
    expect(harden(trust(deny, owned)).document).toStrictEqual(
      trust(deny, owned),
    );
  });
});

describe('hardenTrust: what is opened', () => {
  const alone = (Condition: ConditionBlock): PolicyDocument =>
    trust({ ...PERSONALIZE, Condition });
  const among: PolicyStatement = {
    ...PERSONALIZE,
    Principal: {
      Service: ['personalize.amazonaws.com', 'lambda.amazonaws.com'],
    },
  };

  it.each<[string, PolicyDocument]>([
    ['everybody', trust(PERSONALIZE)],
    ['others, too', trust(among)],
    ['one dataset group', alone({ ArnLike: { 'aws:SourceArn': OWN_GROUP } })],
    [
      'the own account among others',
      alone({
        StringEquals: { 'aws:SourceAccount': [OWN_ACCOUNT, FOREIGN_ACCOUNT] },
      }),
    ],
    ['what is asked', trust(owned)],
  ])('narrows alone where Personalize was let in for %s', (_, document) => {
    expect(harden(document).opens).toBe(false);
  });

  it.each<[string, PolicyDocument | undefined]>([
    ['there is no policy', undefined],
    ['others alone are let in', trust(LAMBDA)],
    [
      'Personalize is let in for another account',
      alone({ StringEquals: { 'aws:SourceAccount': FOREIGN_ACCOUNT } }),
    ],
    [
      'Personalize is let in for resources of another account',
      alone({ ArnLike: { 'aws:SourceArn': FOREIGN_ARNS } }),
    ],
    [
      'Personalize is let in for another Region',
      alone({
        ArnLike: {
          'aws:SourceArn': `arn:aws:personalize:eu-west-1:${OWN_ACCOUNT}:*`,
        },
      }),
    ],
    [
      'Personalize is let in with others for another account',
      trust({
        ...among,
        Condition: { StringEquals: { 'aws:SourceAccount': FOREIGN_ACCOUNT } },
      }),
    ],
  ])('opens where %s', (_, document) => {
    expect(harden(document).opens).toBe(true);
  });
});

it.each(HOSTILE_TEXTS)('a stop shows %s only', (_what, text) => {
  const [{ sid, message, unquoted }] = harden(
    trust({
      ...PERSONALIZE,
      Sid: text,
      Principal: { AWS: ['*', text] },
      Action: ['sts:*', text],
    }),
  ).stops;

  expect(`${message} ${unquoted}`).not.toMatch(ACTS);
  expect(`${message} ${unquoted}`).not.toContain('\n');
  expect(sid).toBe(text);
});
