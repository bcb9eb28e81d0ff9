import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import { addOurRole, documentOf, TARGET } from '../__testUtils__/setups';
import { deleteManagedPolicy, putTrustPolicy, tagRole } from './iamWrites';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const BUSY = new FakeError('ConcurrentModification', 409);

describe('while IAM is busy with another change', () => {
  it('a write that rests on nothing read is made again', async () => {
    const role = addOurRole(aws);
    aws.fail('iam:TagRole', BUSY, 2);

    await tagRole(sessionOn(aws), TARGET.roleName, { team: 'reco' });

    expect(role.tags.team).toBe('reco');
  });

  it('a policy is deleted with the versions that it has by then', async () => {
    const { arn, versions } = aws.iam.addPolicy('arn:policy', documentOf());
    aws.interrupt('iam:DeletePolicy', () => {
      versions.unshift({ id: 0, document: documentOf(), isDefault: false });
      throw BUSY;
    });

    await deleteManagedPolicy(sessionOn(aws), arn);

    expect(aws.iam.policies.size).toBe(0);
  });

  it('a policy document is not written again: it may have changed meanwhile', async () => {
    addOurRole(aws);
    aws.fail('iam:UpdateAssumeRolePolicy', BUSY);

    await expect(
      putTrustPolicy(sessionOn(aws), TARGET.roleName, documentOf()),
    ).rejects.toThrow('ConcurrentModificationException');
    expect(aws.writes()).toHaveLength(1);
  });
});
