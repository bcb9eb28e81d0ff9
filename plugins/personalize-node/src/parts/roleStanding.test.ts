import { ConflictError } from '@backstage/errors';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  MANAGED,
  TARGET,
} from '../__testUtils__/setups';
import {
  readRoleStanding,
  refuseUnfitRole,
  servicePolicyArn,
} from './roleStanding';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;

/** A role of the name, without the product's tag. */
function addForeignRole(): void {
  addOurRole(aws);
  const role = aws.iam.roles.get('personalize-shop');
  if (role) {
    role.tags = {};
    role.attached = [];
  }
}

describe('the standing of a role', () => {
  it('is ours when the product created it', async () => {
    addOurRole(aws);

    const standing = await readRoleStanding(sessionOn(aws), TARGET);

    expect(standing.isForeign).toBe(false);
    expect(aws.operations()).toEqual(['iam:GetRole']);
  });

  it('is ours when the product adopted it: its service policy is attached', async () => {
    addForeignRole();
    aws.iam.roles
      .get('personalize-shop')
      ?.attached.push(servicePolicyArn(TARGET));

    const policy = aws.iam.addPolicy(
      servicePolicyArn(TARGET),
      documentOf(),
      MANAGED,
    );

    const adopted = await readRoleStanding(sessionOn(aws), TARGET);
    expect(adopted.isForeign).toBe(false);

    // Somebody's own policy, which only has the name.
    policy.tags = {};
    const byHand = await readRoleStanding(sessionOn(aws), TARGET);
    expect(byHand.isForeign).toBe(true);
  });

  it('is foreign when somebody made it by hand; it may be used where it holds no surprise', async () => {
    addForeignRole();

    const standing = await readRoleStanding(sessionOn(aws), TARGET);

    expect(standing).toMatchObject({ isForeign: true, surprises: [] });
    expect(() => refuseUnfitRole(standing, undefined)).not.toThrow();
  });

  it('makes a powerful role unfit for access, and names why', async () => {
    addForeignRole();
    aws.iam.roles.get('personalize-shop')?.inline.set('Admin', {
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });

    const standing = await readRoleStanding(sessionOn(aws), TARGET);

    expect(() => refuseUnfitRole(standing, undefined)).toThrow(ConflictError);
    expect(() => refuseUnfitRole(standing, undefined)).toThrow(
      /isn't fit to be given access: .*Admin/,
    );
  });

  it('makes a role unfit that lacks the boundary it has to have', async () => {
    addOurRole(aws);
    const standing = await readRoleStanding(sessionOn(aws), TARGET);

    expect(() => refuseUnfitRole(standing, BOUNDARY)).toThrow(
      /permissionsBoundary: .*boundary was asked for, but role .* has none/,
    );
  });
});
