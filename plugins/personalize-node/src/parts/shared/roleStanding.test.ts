import { ConflictError } from '@backstage/errors';
import { refuse } from '@personalize-portal/backstage-plugin-personalize-common';
import { ACCOUNT, FakeAws } from '../../__testUtils__/fakeAws';
import { sessionOn } from '../../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  MANAGED,
  ROLE_ARN,
  TARGET,
} from '../../__testUtils__/setups';
import { RoleOnRecord } from '../../aws/rolesOnRecord';
import {
  foreignRoleFaults,
  readRoleStanding,
  roleFitness,
  servicePolicyArn,
} from './roleStanding';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;

/** A role of the name, without the product's tag. */
function addForeignRole(): void {
  addOurRole(aws, {});
}

/** How a role stands, by what is on record of it. */
const standingBy = (onRecord: RoleOnRecord | undefined) =>
  readRoleStanding(
    sessionOn(aws, { rolesOnRecord: { get: () => onRecord } }),
    TARGET,
  );

describe('the standing of a role', () => {
  it('is ours when a run created it: its unique id is on record', async () => {
    const { roleId } = addOurRole(aws);

    const standing = await standingBy({ ids: [roleId], isCreated: true });

    expect(standing).toMatchObject({ isForeign: false, isAdopted: false });
    expect(aws.operations()).toEqual(['iam:GetRole']);
  });

  it('is ours when a run adopted it', async () => {
    const { roleId } = addOurRole(aws, {});

    expect(await standingBy({ ids: [roleId], isCreated: false })).toMatchObject(
      {
        isForeign: false,
        isAdopted: true,
      },
    );
  });

  it('is ours without adoption where a revoke left what a run had created', async () => {
    const { roleId } = addOurRole(aws);

    expect(await standingBy({ ids: [roleId], isCreated: false })).toMatchObject(
      {
        isForeign: false,
        isAdopted: false,
      },
    );
  });

  it('is foreign with our tag and not on record: anybody in the account can set it', async () => {
    addOurRole(aws);

    const standing = await standingBy(undefined);

    expect(standing).toMatchObject({ isForeign: true, isReplaced: false });
    expect(() => refuse(foreignRoleFaults(standing, { adopt: false }))).toThrow(
      `roleName: the account has a role ${ROLE_ARN} that the portal didn't create, according to the ledger. Choose another name, or set adopt: true`,
    );
    expect(() =>
      refuse(foreignRoleFaults(standing, { adopt: true })),
    ).not.toThrow();
  });

  it('is foreign where others created it again', async () => {
    const { roleId } = addOurRole(aws);

    const standing = await standingBy({ ids: ['AROAOURS'], isCreated: true });

    expect(standing).toMatchObject({ isForeign: true, isReplaced: true });
    expect(() => refuse(foreignRoleFaults(standing, { adopt: false }))).toThrow(
      `roleName: role ${ROLE_ARN} isn't the one that the portal created or adopted: somebody deleted that one and created another (unique id ${roleId}).`,
    );
  });

  it('is by the tag where AWS created it without an answer to the run', async () => {
    const role = addOurRole(aws);
    const unknown = { ids: [], isCreated: true };
    expect(await standingBy(unknown)).toMatchObject({ isForeign: false });

    role.tags = {};
    expect(await standingBy(unknown)).toMatchObject({
      isForeign: true,
      isReplaced: false,
    });
  });

  it('is ours when it was adopted before ids were recorded: its service policy is attached', async () => {
    const before = { ids: [], isCreated: false };
    addOurRole(aws, {}).attached.push(servicePolicyArn(TARGET));
    const policy = aws.iam.addPolicy(
      servicePolicyArn(TARGET),
      documentOf(),
      MANAGED,
    );
    expect(await standingBy(before)).toMatchObject({
      isForeign: false,
      isAdopted: true,
    });

    // Somebody's own policy, which only has the name.
    policy.tags = {};
    expect(await standingBy(before)).toMatchObject({ isForeign: true });
  });

  it('is foreign when somebody made it by hand; it may be used where it holds no surprise', async () => {
    addForeignRole();

    const standing = await readRoleStanding(sessionOn(aws), TARGET);

    expect(standing).toMatchObject({ isForeign: true, surprises: [] });
    expect(() =>
      refuse(roleFitness(standing, undefined, []).faults),
    ).not.toThrow();
  });

  it('makes a powerful role unfit for access, and names why', async () => {
    addForeignRole();
    aws.iam.roles.get('personalize-shop')?.inline.set('Admin', {
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });

    const standing = await readRoleStanding(sessionOn(aws), TARGET);

    expect(() => refuse(roleFitness(standing, undefined, []).faults)).toThrow(
      ConflictError,
    );
    expect(() => refuse(roleFitness(standing, undefined, []).faults)).toThrow(
      /can't be given access: .*Admin/,
    );
  });

  it('makes a role unfit that lacks the boundary it has to have', async () => {
    addOurRole(aws);
    const standing = await readRoleStanding(sessionOn(aws), TARGET);

    expect(() => refuse(roleFitness(standing, BOUNDARY, []).faults)).toThrow(
      /permissionsBoundary: .*boundary was requested, but role .* has none/,
    );
  });
});
