import fc from 'fast-check';
import { exactly, requestContext } from '../../evaluate/context';
import { AccessRequest } from '../../evaluate/request';
import { matchStatements } from '../../evaluate/statement';
import {
  ConditionBlock,
  PolicyStatement,
  PrincipalMap,
} from '../../policy/document';
import { excessOf } from './excess';

/*
 * The evaluator is the judge: where nothing is said to be beyond other
 * statements, no request may be found that only the statement covers.
 */

const PARTNER = 'arn:aws:iam::999999999999:role/partner';
const ARN = 'arn:aws:personalize:us-east-1:012345678901:dataset/shop';

const principals = fc.constantFrom<'*' | PrincipalMap>(
  '*',
  { AWS: '*' },
  { AWS: PARTNER },
  { AWS: [PARTNER, '999999999999'] },
  { AWS: 'arn:aws:iam::999999999999:root' },
  { Service: 'personalize.amazonaws.com' },
  { Service: ['Personalize.amazonaws.com'], AWS: PARTNER },
);

const actions = fc.constantFrom(
  's3:GetObject',
  'S3:getobject',
  's3:Get*',
  's3:*',
  's3:PutObject',
  '*',
);

const resources = fc.constantFrom(
  'arn:aws:s3:::reco/in/*',
  'arn:aws:s3:::reco/*',
  'arn:aws:s3:::reco/in/a?',
  'arn:aws:s3:::reco/in/ab',
  'arn:aws:s3:::reco',
  '*',
);

const values = fc.constantFrom(
  ARN,
  'arn:aws:personalize:us-east-1:012345678901:*',
  'arn:aws:personalize:*:012345678901:dataset/*',
  'arn:aws:personalize:*:dataset/shop',
  'arn:aws:personalize:us-east-?:*:*',
  '*',
);

const operators = fc.constantFrom(
  'ArnLike',
  'arnequals',
  'StringLike',
  'StringEquals',
  'StringEqualsIfExists',
  'ArnLikeIfExists',
  'StringNotLike',
  'StringNotEquals',
  'ArnNotLike',
  'StringNotEqualsIfExists',
  'ForAllValues:StringLike',
  'ForAnyValue:StringLike',
  'Null',
);

const conditions: fc.Arbitrary<ConditionBlock> = fc.dictionary(
  operators,
  fc.dictionary(
    fc.constantFrom('aws:SourceArn', 'AWS:sourcearn', 'aws:Other'),
    fc.array(values, { minLength: 1, maxLength: 2 }),
    { minKeys: 1, maxKeys: 1 },
  ),
  { maxKeys: 2 },
);

const some = <T>(one: fc.Arbitrary<T>) =>
  fc.array(one, { minLength: 1, maxLength: 2 });

const statements: fc.Arbitrary<PolicyStatement> = fc
  .tuple(
    fc.oneof(
      principals.map(Principal => ({ Principal })),
      fc.constant({ NotPrincipal: { AWS: PARTNER } }),
    ),
    fc.oneof(
      { weight: 3, arbitrary: some(actions).map(Action => ({ Action })) },
      some(actions).map(NotAction => ({ NotAction })),
    ),
    fc.oneof(
      { weight: 3, arbitrary: some(resources).map(Resource => ({ Resource })) },
      some(resources).map(NotResource => ({ NotResource })),
    ),
    fc.oneof(
      fc.constant({}),
      conditions.map(Condition => ({ Condition })),
    ),
  )
  .map(([principal, action, resource, condition]) => ({
    Effect: 'Allow',
    ...principal,
    ...action,
    ...resource,
    ...condition,
  }));

/** A statement that is like another, but for one thing. */
type Variant = (statement: PolicyStatement) => PolicyStatement;

const variants: fc.Arbitrary<Variant> = fc.oneof(
  {
    weight: 4,
    arbitrary: operators.map((operator): Variant => {
      const withOperator = (block: ConditionBlock = {}) =>
        Object.fromEntries(Object.values(block).map(keys => [operator, keys]));
      return statement => ({
        ...statement,
        Condition: withOperator(statement.Condition),
      });
    }),
  },
  changesTo(conditions.map(Condition => ({ Condition }))),
  changesTo(some(actions).map(Action => ({ Action, NotAction: undefined }))),
  changesTo(some(actions).map(NotAction => ({ NotAction, Action: undefined }))),
  changesTo(
    some(resources).map(Resource => ({ Resource, NotResource: undefined })),
  ),
  changesTo(
    some(resources).map(NotResource => ({ NotResource, Resource: undefined })),
  ),
);

function changesTo(
  changes: fc.Arbitrary<Partial<PolicyStatement>>,
): fc.Arbitrary<Variant> {
  return changes.map(change => statement => ({ ...statement, ...change }));
}

const requests: fc.Arbitrary<AccessRequest> = fc.record({
  principal: fc.constantFrom<AccessRequest['principal']>(
    { kind: 'service', service: 'personalize.amazonaws.com' },
    { kind: 'role', arn: PARTNER, hasBoundary: false },
    { kind: 'user', arn: 'arn:aws:iam::111111111111:user/x' },
  ),
  action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'kms:Decrypt'),
  resource: fc.constantFrom(
    'arn:aws:s3:::reco/in/ab',
    'arn:aws:s3:::reco/in/abc',
    'arn:aws:s3:::reco/out/a',
    'arn:aws:s3:::reco',
  ),
  context: fc
    .constantFrom<(string | undefined)[]>(
      [undefined],
      [ARN],
      ['arn:aws:personalize:eu-west-1:012345678901:dataset/shop'],
      ['arn:aws:personalize:us-east-1:999999999999:dataset/shop'],
      // Only a wildcard that reaches over colons stands for it.
      ['arn:aws:personalize:eu-west-1:9:012345678901:dataset/shop'],
      ['something else'],
    )
    .map(([value]) =>
      requestContext(
        value === undefined ? {} : { 'aws:SourceArn': exactly(value) },
        { state: 'absent' },
      ),
    ),
});

const covers = (statement: PolicyStatement, request: AccessRequest) =>
  matchStatements(
    { Version: '2012-10-17', Statement: statement },
    'resource',
    request,
  )[0].answer;

describe('what a statement covers beyond others', () => {
  it('is told wherever there is a request that shows it', () => {
    fc.assert(
      fc.property(
        statements,
        // Others like it, so that it is within them often enough.
        fc.array(variants, { minLength: 1, maxLength: 3 }),
        fc.array(requests, { minLength: 20, maxLength: 20 }),
        (statement, changes, asked) => {
          const others = changes.map(change => change(statement));
          fc.pre(excessOf(statement, others).length === 0);
          for (const request of asked) {
            const isBeyond =
              covers(statement, request) === 'yes' &&
              others.every(other => covers(other, request) === 'no');
            expect(isBeyond).toBe(false);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is nothing of the statement itself, nor of one that it was narrowed from', () => {
    fc.assert(
      fc.property(statements, statement => {
        expect(excessOf(statement, [statement])).toEqual([]);
        expect(
          excessOf(
            {
              ...statement,
              Condition: {
                ...statement.Condition,
                Bool: { 'aws:SecureTransport': 'true' },
              },
            },
            [statement],
          ),
        ).toEqual([]);
      }),
    );
  });

  it('is named by its dimension', () => {
    const asked: PolicyStatement = {
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::reco', 'arn:aws:s3:::reco/in/*'],
      Condition: {
        StringEqualsIfExists: { 'aws:SourceAccount': '012345678901' },
      },
    };

    expect(
      excessOf(
        {
          ...asked,
          Principal: {
            Service: ['personalize.amazonaws.com', 'ec2.amazonaws.com'],
            AWS: '999999999999',
          },
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: ['arn:aws:s3:::reco/in/*', 'arn:aws:s3:::reco/*'],
          Condition: undefined,
        },
        [asked],
      ),
    ).toEqual([
      { dimension: 'condition', values: ['s3:GetObject'] },
      { dimension: 'resource', values: ['arn:aws:s3:::reco/*'] },
      { dimension: 'action', values: ['s3:PutObject'] },
      {
        dimension: 'principal',
        values: ['the service ec2.amazonaws.com', 'account 999999999999'],
      },
    ]);
    expect(
      excessOf(
        {
          ...asked,
          Condition: {
            StringEquals: { 'aws:sourceaccount': ['012345678901'] },
            ArnLike: { 'aws:SourceArn': ARN },
          },
        },
        [asked],
      ),
    ).toEqual([]);
  });
});
