import { ConflictError } from '@backstage/errors';
import {
  charactersOf,
  ownedSid,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { applyPlan } from '../../engine/apply';
import { FakeAws } from '../../__testUtils__/fakeAws';
import { sessionOn } from '../../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  planOf,
  revoke,
  ROLE_ARN,
  run,
  TARGET,
} from '../../__testUtils__/setups';
import { trustAtBirth } from './hardening';
import { trustPart } from './part';
import { TrustWanted } from './wanted';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const WANTED: TrustWanted = {
  role: TARGET,
  trust: { regions: ['us-east-1'], sourceArns: [] },
};
const TWO_REGIONS: TrustWanted = {
  role: TARGET,
  trust: { regions: ['us-east-1', 'eu-west-1'], sourceArns: [] },
};

const SID = ownedSid('Trust', TARGET, ROLE_ARN);

describe('the trust policy', () => {
  it('lets in Personalize for this account and Region alone, from birth', () => {
    expect(trustAtBirth(TARGET)).toEqual({
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

  it('needs nothing after birth, and is planned on it for a role to be created', async () => {
    const plan = await planOf(trustPart, aws, WANTED);
    expect(plan.changes).toEqual([]);
    expect(plan.waitsFor).toContain(`role ${ROLE_ARN} doesn't exist`);

    const wider = await planOf(trustPart, aws, TWO_REGIONS);
    expect(wider.changes.map(({ change }) => change)).toMatchObject([
      {
        resource: `${ROLE_ARN}#trust-policy`,
        operation: 'update',
        before: trustAtBirth(TARGET),
      },
    ]);
    await expect(applyPlan(sessionOn(aws), wider)).rejects.toThrow(
      ConflictError,
    );
    expect(aws.writes()).toEqual([]);
  });

  it('is narrowed where it is too wide, others are let in as before, and the second run writes nothing', async () => {
    const glue = {
      Sid: 'Glue',
      Effect: 'Allow' as const,
      Principal: { Service: 'glue.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    const role = addOurRole(aws);
    role.trustPolicy = documentOf(glue, {
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });

    await run(trustPart, aws, WANTED);

    expect(role.trustPolicy).toEqual(
      documentOf(glue, {
        Effect: 'Allow',
        Principal: { Service: 'personalize.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: [trustAtBirth(TARGET).Statement].flat()[0].Condition,
      }),
    );
    aws.calls = [];
    expect(await run(trustPart, aws, WANTED)).toEqual([]);
    expect(aws.writes()).toEqual([]);
  });

  it('keeps a statement that somebody added between plan and write', async () => {
    const role = addOurRole(aws);
    const session = sessionOn(aws);
    const plan = trustPart.plan(
      TWO_REGIONS,
      await trustPart.read(session, TWO_REGIONS),
    );
    const added = {
      Effect: 'Deny' as const,
      Principal: '*' as const,
      Action: 'sts:TagSession',
    };
    role.trustPolicy = documentOf(
      ...[role.trustPolicy.Statement].flat(),
      added,
    );

    await applyPlan(session, plan);

    expect(role.trustPolicy.Statement).toContainEqual(added);
    expect(JSON.stringify(role.trustPolicy)).toContain('eu-west-1');
  });

  it('stops at a wildcard and at a Deny under its own Sid, before any write', async () => {
    const role = addOurRole(aws);
    role.trustPolicy = documentOf({
      Sid: 'Open',
      Effect: 'Allow',
      Principal: '*',
      Action: 'sts:AssumeRole',
    });
    await expect(run(trustPart, aws, WANTED)).rejects.toThrow(
      /Trust policy of role personalize-shop: .*"Open"/,
    );

    role.trustPolicy = documentOf({
      Sid: SID,
      Effect: 'Deny',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    await expect(run(trustPart, aws, WANTED)).rejects.toThrow('it is a Deny');
    expect(aws.writes()).toEqual([]);
  });

  it('names what is narrowed, and a Deny that shuts Personalize out', async () => {
    const role = addOurRole(aws);
    role.trustPolicy = documentOf(
      {
        Sid: 'Wide',
        Effect: 'Allow',
        Principal: { Service: 'personalize.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
      {
        Sid: 'Shared',
        Effect: 'Allow',
        Principal: {
          Service: ['personalize.amazonaws.com', 'glue.amazonaws.com'],
        },
        Action: 'sts:AssumeRole',
      },
      {
        Sid: 'NoServices',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:AssumeRole',
        Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' } },
      },
    );

    const document = `${ROLE_ARN}#trust-policy`;
    const { warnings } = await planOf(trustPart, aws, WANTED);
    expect(warnings).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(
          /^Statement "Wide" let Personalize in for more than requested;/,
        ),
        statement: { document, sid: 'Wide', index: 0 },
      }),
      expect.objectContaining({
        message: expect.stringMatching(
          /^Statement "Shared" .* Personalize gets its own statement/,
        ),
        statement: { document, sid: 'Shared', index: 1 },
      }),
      expect.objectContaining({
        message: expect.stringMatching(
          /^Statement "NoServices" .* denies sts:AssumeRole to Personalize itself\./,
        ),
        statement: { document, sid: 'NoServices', index: 2 },
      }),
    ]);

    await run(trustPart, aws, WANTED);
    expect((await planOf(trustPart, aws, WANTED)).warnings).toHaveLength(1);
  });

  it('is not changed where a statement names somebody who is gone, for IAM would refuse it', async () => {
    const role = addOurRole(aws);
    const gone = {
      Sid: 'Gone',
      Effect: 'Allow' as const,
      Principal: { AWS: 'AROAXXXXXXXXXXXXXXXXX' },
      Action: 'sts:AssumeRole',
    };
    role.trustPolicy = documentOf(gone, ...[role.trustPolicy.Statement].flat());

    expect((await planOf(trustPart, aws, WANTED)).changes).toEqual([]);
    const refused = planOf(trustPart, aws, TWO_REGIONS);
    await expect(refused).rejects.toThrow(ConflictError);
    await expect(refused).rejects.toThrow(
      'Statement "Gone" in the trust policy of role personalize-shop names AROAXXXXXXXXXXXXXXXXX, which no longer exists',
    );
  });

  it("is held against the account's own quota", async () => {
    addOurRole(aws);
    aws.iam.quotas = { AssumeRolePolicySizeQuota: 300 };

    await expect(planOf(trustPart, aws, TWO_REGIONS)).rejects.toThrow(
      /would take \d+ characters, but AWS allows 300\. Request fewer Regions or source ARNs/,
    );
    expect(await planOf(trustPart, aws, WANTED)).toMatchObject({
      changes: [],
      room: [
        {
          resource: `${ROLE_ARN}#trust-policy`,
          unit: 'characters',
          used: charactersOf(trustAtBirth(TARGET)),
          limit: 300,
        },
      ],
    });
  });

  it('stays hardened when the set-up is taken back', async () => {
    addOurRole(aws);

    expect(await revoke(trustPart, aws)).toEqual([]);
  });
});
