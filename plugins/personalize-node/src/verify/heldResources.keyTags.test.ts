import {
  HeldAccess,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeAws } from '../__testUtils__/fakeAws';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { sessionOn } from '../__testUtils__/sessions';
import {
  documentOf,
  keyArn,
  ROLE_ARN,
  ROOT_STATEMENT,
} from '../__testUtils__/setups';
import { withKeyTags } from './heldResources';

const KEY = keyArn(1);
const TAGS = { 'personalize:grantable': 'true' };

const BY_TAG: PolicyStatement = {
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: {
    StringEquals: { 'aws:ResourceTag/personalize:grantable': 'true' },
  },
};

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT), { tags: TAGS });
});

function held(
  boundary: PolicyStatement,
  onKey: PolicyStatement | undefined = ROOT_STATEMENT,
): HeldAccess {
  return {
    role: {
      arn: ROLE_ARN,
      trust: { place: `${ROLE_ARN}#trust-policy`, document: undefined },
      policies: [],
      boundary: { place: 'boundary', document: documentOf(boundary) },
    },
    buckets: [],
    keys: [
      {
        keyId: KEY,
        keyArn: KEY,
        policy: { place: KEY, document: onKey && documentOf(onKey) },
      },
    ],
    people: [],
  };
}

const tagsIn = ({ keys }: HeldAccess) => keys.map(({ tags }) => tags);

describe('withKeyTags', () => {
  it('reads the tags where the boundary decides by them', async () => {
    expect(tagsIn(await withKeyTags(sessionOn(aws), held(BY_TAG)))).toEqual([
      TAGS,
    ]);
  });

  it('reads the tags where the policy of the key decides by them', async () => {
    const access = held(ROOT_STATEMENT, { ...BY_TAG, Principal: '*' });

    expect(tagsIn(await withKeyTags(sessionOn(aws), access))).toEqual([TAGS]);
  });

  it('asks nobody where no policy decides by them', async () => {
    const access = held(ROOT_STATEMENT);

    expect(await withKeyTags(sessionOn(aws), access)).toEqual(access);
    expect(aws.operations()).toEqual([]);
  });

  it('leaves them unknown where AWS tells nothing', async () => {
    aws.fail(
      'kms:ListResourceTags',
      new FakeError('AccessDeniedException', 400),
    );

    expect(tagsIn(await withKeyTags(sessionOn(aws), held(BY_TAG)))).toEqual([
      undefined,
    ]);
  });
});
