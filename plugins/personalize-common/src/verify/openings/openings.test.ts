import { bucketArn } from '../../aws/arn';
import { bucketStatement } from '../../documents/bucketPolicy';
import { OTHER_ROLE } from '../../policy/__testUtils__/setups';
import { statementFingerprint } from '../../policy/compare';
import { PolicyStatement } from '../../policy/document';
import { isOfOtherSetup } from './openings';

const BUCKET = bucketArn('aws', 'reco-data');
const WRITTEN = bucketStatement(
  OTHER_ROLE,
  { bucket: 'reco-data', prefix: 'out/', workflows: ['batch'] },
  'if-present',
);
const RECORDED = { [BUCKET]: [statementFingerprint(WRITTEN)] };

it('knows what the run of another set-up has on record, in any form', () => {
  const { Resource, ...rest } = WRITTEN;
  expect(
    isOfOtherSetup(RECORDED, BUCKET, {
      Resource: [Resource ?? []].flat().reverse(),
      ...rest,
    }),
  ).toBe(true);
});

it.each<[string, PolicyStatement]>([
  ['no condition', { ...WRITTEN, Condition: undefined }],
  ['another Sid', { ...WRITTEN, Sid: 'PersonalizeS3forgedforged' }],
  ['more actions', { ...WRITTEN, Action: 's3:*' }],
])('isn’t taken in by the like of it with %s', (_name, statement) => {
  expect(isOfOtherSetup(RECORDED, BUCKET, statement)).toBe(false);
});

it('isn’t taken in by the same in another policy, or without a record', () => {
  const other = bucketArn('aws', 'reco-results');
  expect(isOfOtherSetup(RECORDED, other, WRITTEN)).toBe(false);
  expect(isOfOtherSetup({}, BUCKET, WRITTEN)).toBe(false);
});
