import fc from 'fast-check';
import { arnPatternContains } from '../evaluate/arnPattern';
import { exactly, UNKNOWN } from '../evaluate/context';
import { literalPattern, parsePattern } from '../evaluate/pattern';
import {
  ConditionBlock,
  PolicyDocument,
  PolicyStatement,
  statementsOf,
} from '../policy/document';
import {
  admits,
  Behalf,
  FOREIGN_ACCOUNT,
  OWN_ACCOUNT,
} from './__testUtils__/admission';
import { hardenTrust } from './harden';
import { targetArns, trustStatement, TrustTarget } from './trustStatement';

const SID = 'PersonalizeTrustabcdefghijkl';

const arn = (region: string, account: string, resource: string) =>
  `arn:aws:personalize:${region}:${account}:${resource}`;

const targets = fc.constantFrom<TrustTarget>(
  {
    partition: 'aws',
    accountId: OWN_ACCOUNT,
    regions: ['us-east-1'],
    sourceArns: [],
  },
  {
    partition: 'aws',
    accountId: OWN_ACCOUNT,
    regions: ['us-east-1', 'eu-west-1'],
    sourceArns: [],
  },
  {
    partition: 'aws',
    accountId: OWN_ACCOUNT,
    regions: ['us-east-1'],
    sourceArns: [
      arn('us-east-1', OWN_ACCOUNT, 'dataset-group/shop'),
      arn('us-east-1', OWN_ACCOUNT, '*/news'),
    ],
  },
);

const arnValues = fc.constantFrom(
  arn('us-east-1', OWN_ACCOUNT, '*'),
  arn('us-east-1', OWN_ACCOUNT, 'dataset-group/shop'),
  arn('us-east-1', OWN_ACCOUNT, 'dataset*'),
  arn('us-east-1', OWN_ACCOUNT, '*/shop'),
  arn('*', OWN_ACCOUNT, '*'),
  arn('us-*', '*', 'dataset-group/shop'),
  arn('eu-west-1', OWN_ACCOUNT, '*'),
  arn('us-east-1', FOREIGN_ACCOUNT, '*'),
  `arn:aws:personalize:*${OWN_ACCOUNT}:*`,
  `arn:aws:personalize:us-east-1:${OWN_ACCOUNT}*`,
  'arn:aws:personalize:*',
  '*',
  'arn:aws:personalize:us-east-1:${aws:PrincipalAccount}:*',
);
/** Wildcard patterns that have something in common with each target. */
const overlappingArns = fc.constantFrom(
  arn('us-east-1', OWN_ACCOUNT, '*'),
  arn('us-east-1', OWN_ACCOUNT, 'dataset-group/*'),
  arn('us-east-1', OWN_ACCOUNT, 'd*p'),
  arn('*', OWN_ACCOUNT, 'dataset-group/*'),
  arn('us-*', '*', '*/shop'),
  arn('??-*-1', '*', '*'),
);
const accountValues = fc.constantFrom(
  OWN_ACCOUNT,
  FOREIGN_ACCOUNT,
  '*',
  '0*',
  '${aws:ResourceAccount}',
);
const many = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof(values, fc.array(values, { minLength: 1, maxLength: 3 }));

const operators = fc
  .tuple(
    fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'),
    fc.constantFrom(
      'StringEquals',
      'StringLike',
      'StringEqualsIgnoreCase',
      'ArnLike',
      'ArnEquals',
      'StringNotEquals',
      'ArnNotLike',
    ),
    fc.constantFrom('', '', 'IfExists'),
  )
  .map(parts => parts.join(''));

/** Those that read wildcards. */
const patternOperators = fc
  .tuple(
    fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
    fc.constantFrom('StringLike', 'ArnLike', 'ArnEquals', 'ArnNotLike'),
    fc.constantFrom('', 'IfExists'),
  )
  .map(parts => parts.join(''));

const conditions = fc.oneof(
  fc.tuple(
    operators,
    fc.constantFrom('aws:SourceArn', 'AWS:sourcearn'),
    many(arnValues),
  ),
  fc.tuple(
    operators,
    fc.constantFrom('aws:SourceAccount', 'aws:SOURCEACCOUNT'),
    many(accountValues),
  ),
  fc.tuple(
    fc.constant('Null'),
    fc.constantFrom('aws:SourceArn', 'aws:SourceAccount'),
    fc.constantFrom('true', 'false'),
  ),
  fc.tuple(
    fc.constantFrom('StringEquals', 'StringEqualsIfExists'),
    fc.constantFrom('aws:SourceOrgID', 'aws:PrincipalOrgID'),
    fc.constant('o-1'),
  ),
);

const blocks = fc.array(conditions, { maxLength: 4 }).map(entries => {
  const block: ConditionBlock = {};
  for (const [operator, key, values] of entries) {
    block[operator] = { ...block[operator], [key]: values };
  }
  return block;
});

const principals = fc.constantFrom<NonNullable<PolicyStatement['Principal']>>(
  { Service: 'personalize.amazonaws.com' },
  { Service: ['personalize.amazonaws.com'] },
  { Service: ['lambda.amazonaws.com', 'personalize.amazonaws.com'] },
  { Service: 'personalize.amazonaws.com', AWS: '111111111111' },
  { Service: 'lambda.amazonaws.com' },
  { AWS: 'arn:aws:iam::111111111111:root' },
  { Federated: 'arn:aws:iam::111111111111:saml-provider/idp' },
);
const anyPrincipals = fc.oneof(
  { weight: 6, arbitrary: principals },
  {
    weight: 1,
    arbitrary: fc.constantFrom<NonNullable<PolicyStatement['Principal']>>('*', {
      AWS: '*',
    }),
  },
);
const actions = fc.constantFrom<string | string[]>(
  'sts:AssumeRole',
  ['sts:assumerole', 'sts:TagSession'],
  'sts:AssumeRoleWithSAML',
);

const statements: fc.Arbitrary<PolicyStatement> = fc.record(
  {
    Sid: fc.constantFrom('One', 'Two', SID),
    Effect: fc.constantFrom<PolicyStatement['Effect']>(
      'Allow',
      'Allow',
      'Allow',
      'Deny',
    ),
    Principal: anyPrincipals,
    Action: fc.oneof(
      { weight: 6, arbitrary: actions },
      { weight: 1, arbitrary: fc.constant('sts:*') },
    ),
    Condition: blocks,
  },
  { requiredKeys: ['Effect', 'Principal', 'Action'] },
);

const documents: fc.Arbitrary<PolicyDocument> = fc.record(
  {
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.array(statements, { maxLength: 4 }),
  },
  { requiredKeys: ['Statement'] },
);

const resources = [
  'dataset-group/shop',
  'dataset-group/other',
  'campaign/news',
  `x:${OWN_ACCOUNT}:y`,
];
const behalves: Behalf[] = [
  {},
  { account: OWN_ACCOUNT },
  ...[OWN_ACCOUNT, FOREIGN_ACCOUNT].flatMap(account =>
    ['us-east-1', 'us-west-2', 'eu-west-1'].flatMap(region =>
      resources.map(resource => ({
        account,
        arn: arn(region, account, resource),
      })),
    ),
  ),
];

function isWithin(target: TrustTarget, behalf: Behalf): boolean {
  return (
    behalf.account === target.accountId &&
    targetArns(target).some(pattern =>
      arnPatternContains(
        parsePattern(pattern),
        literalPattern(behalf.arn ?? ''),
      ),
    )
  );
}

function harden(document: PolicyDocument, target: TrustTarget) {
  return hardenTrust({
    document,
    target,
    ownedStatement: trustStatement(target, SID),
    isOwned: ({ Sid }) => Sid === SID,
  });
}

/**
 * Whether a statement alone lets Personalize assume the role when its conditions
 * hold. Asks the evaluator, so that the code under test doesn't judge itself.
 */
function letsPersonalizeIn({
  Condition,
  ...statement
}: PolicyStatement): boolean {
  return admits({ Statement: statement }, {}) !== 'no';
}

describe('hardenTrust, of any trust policy', () => {
  it('lets Personalize in for nothing outside of the target', () => {
    fc.assert(
      fc.property(documents, targets, (document, target) => {
        const result = harden(document, target);
        fc.pre(result.stops.length === 0);
        for (const behalf of behalves.filter(one => !isWithin(target, one))) {
          // Whatever the values of the other keys may be.
          expect(admits(result.document, behalf, UNKNOWN)).not.toBe('yes');
          expect(admits(result.document, behalf, exactly('o-1'))).toBe('no');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never loosens a condition whose values overlap with the target', () => {
    fc.assert(
      fc.property(
        fc.tuple(patternOperators, many(overlappingArns)),
        fc.tuple(patternOperators, many(overlappingArns)),
        targets,
        fc.constantFrom(...behalves),
        ([operator, values], [other, otherValues], target, behalf) => {
          const statement: PolicyStatement = {
            Effect: 'Allow',
            Principal: { Service: 'personalize.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              [operator]: { 'aws:SourceArn': values },
              [other]: { 'aws:SourceArn': otherValues },
            },
          };
          const before: PolicyDocument = {
            Version: '2012-10-17',
            Statement: [statement],
          };
          const [after] = statementsOf(harden(before, target).document);
          const isLoosened =
            admits({ ...before, Statement: after }, behalf) === 'yes' &&
            admits(before, behalf) !== 'yes';
          expect(isLoosened).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('twice is the same as once', () => {
    fc.assert(
      fc.property(documents, targets, (document, target) => {
        const once = harden(document, target);
        fc.pre(once.stops.length === 0);
        expect(harden(once.document, target).document).toStrictEqual(
          once.document,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('leaves statements that don’t let Personalize in untouched and in order', () => {
    fc.assert(
      fc.property(documents, targets, (document, target) => {
        const untouched = (statement: PolicyStatement) =>
          statement.Effect === 'Deny' ||
          (statement.Sid !== SID && !letsPersonalizeIn(statement));
        const before = statementsOf(document).filter(untouched);
        const after = statementsOf(harden(document, target).document);
        const places = before.map(statement => after.indexOf(statement));
        expect(places).not.toContain(-1);
        expect(places).toStrictEqual([...places].sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it('lets Personalize in for the target’s account, or may', () => {
    fc.assert(
      fc.property(documents, targets, (document, target) => {
        const result = harden(document, target);
        fc.pre(result.stops.length === 0);
        expect(statementsOf(result.document).some(letsPersonalizeIn)).toBe(
          true,
        );
      }),
    );
  });
});
