import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  keyArn,
  ROLE_ARN,
  ROOT_STATEMENT,
} from '../__testUtils__/setups';
import { heldNow } from './heldNow';

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
    ['arn:aws:s3:::reco-data', DOCUMENT],
    ['arn:aws:s3:::reco-bare', undefined],
    [KEY, DOCUMENT],
    [POLICY, DOCUMENT],
    [`${POLICY}-other`, undefined],
    [ROLE_ARN, { roleId: 'AROA1' }],
    [`${ROLE_ARN}-other`, undefined],
    [`${ROLE_ARN}#inline-policy/PersonalizeS3`, DOCUMENT],
    [`${ROLE_ARN}#inline-policy/PersonalizeKms`, undefined],
    [`${ROLE_ARN}#tags`, undefined],
    [`${ROLE_ARN}#attached-policy/${POLICY}`, undefined],
    ['arn:aws:sso:::instance/ssoins-1#permission-set/Shop', undefined],
  ])('%s', async (resource, held) => {
    expect(await heldNow(sessionOn(aws), resource)).toEqual(held);
  });

  it('is the trust policy of a role', async () => {
    expect(await heldNow(sessionOn(aws), `${ROLE_ARN}#trust-policy`)).toEqual(
      aws.iam.roles.get('personalize-shop')?.trustPolicy,
    );
  });
});
