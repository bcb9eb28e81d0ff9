import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  keyArn,
  ROLE_ARN,
  ROOT_STATEMENT,
} from '../__testUtils__/setups';
import { heldNow } from './registry';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());

const KEY = keyArn(1);
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-shop-service`;
const DOCUMENT = documentOf(ROOT_STATEMENT);

describe('what AWS holds of a resource', () => {
  beforeEach(() => {
    aws.reset();
    const role = addOurRole(aws);
    role.roleId = 'AROA1';
    role.inline.set('PersonalizeS3', DOCUMENT);
    aws.kms.addKey(KEY, DOCUMENT);
    aws.s3.addBucket('reco-data', { policy: DOCUMENT });
    aws.s3.addBucket('reco-bare');
    aws.iam.addPolicy(POLICY, DOCUMENT);
  });

  it.each([
    ['s3', 'arn:aws:s3:::reco-data', DOCUMENT],
    ['s3', 'arn:aws:s3:::reco-bare', undefined],
    ['kms', KEY, DOCUMENT],
    ['role', POLICY, DOCUMENT],
    ['users', POLICY, DOCUMENT],
    ['role', `${POLICY}-other`, undefined],
    ['role', ROLE_ARN, { roleId: 'AROA1' }],
    ['users', ROLE_ARN, { roleId: 'AROA1' }],
    ['role', `${ROLE_ARN}-other`, undefined],
    ['s3', `${ROLE_ARN}#inline-policy/PersonalizeS3`, DOCUMENT],
    ['kms', `${ROLE_ARN}#inline-policy/PersonalizeKms`, undefined],
    ['role', `${ROLE_ARN}#tags`, undefined],
    ['role', `${ROLE_ARN}#attached-policy/${POLICY}`, undefined],
    ['users', 'arn:aws:sso:::instance/ssoins-1#permission-set/Shop', undefined],
  ] as const)('%s: %s', async (part, resource, held) => {
    expect(await heldNow(sessionOn(aws), { part, resource })).toEqual(held);
  });

  it('is the trust policy of a role', async () => {
    const resource = `${ROLE_ARN}#trust-policy`;

    expect(await heldNow(sessionOn(aws), { part: 'trust', resource })).toEqual(
      aws.iam.roles.get('personalize-shop')?.trustPolicy,
    );
  });
});
