import {
  RequestedAccess,
  bucketStatement,
  Holding,
  KeyAccess,
  keyStatements,
  roleBucketStatement,
  RoleTarget,
  SetupRequest,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { applyPlan } from '../engine/apply';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { MemoryJournal } from '../__testUtils__/memoryJournal';
import { sessionOn } from '../__testUtils__/sessions';
import {
  documentOf,
  keyArn,
  MANAGED,
  messages,
  ROLE_ARN,
  ROOT_STATEMENT,
  SETTINGS,
  TARGET,
} from '../__testUtils__/setups';
import { planSetup } from './planSetup';
import { accessToRecord } from '../parts/s3/handOff';
import { kmsPart } from '../parts/kms/part';
import { GrantRecord } from '../parts/shared/part';
import { s3Part } from '../parts/s3/part';
import { usersPart } from '../parts/users/part';

const KEY = keyArn(1);
const BUCKET = 'arn:aws:s3:::reco-data';
const INPUT = {
  bucket: 'reco-data',
  prefix: 'input/',
  workflows: ['import' as const],
};
const OUTPUT = {
  bucket: 'reco-data',
  prefix: 'output/',
  workflows: ['export' as const],
};
const OTHER_SETUP: RoleTarget = { ...TARGET, roleName: 'personalize-other' };
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/company-idp`;
const PEOPLE = `arn:aws:iam::${ACCOUNT}:role/personalize/personalize-shop-people`;

const NOTHING = {
  recordedKeyArns: [],
  recordedBuckets: [],
  recordedRoles: [],
};

function recordedGrants(role: RoleTarget, record: GrantRecord) {
  const context = { guardrails: {}, record };
  const asked = { role, sourceConditions: 'none' as const };
  const { recordedKeyArns } = kmsPart.wanted({ ...asked, keys: [] }, context);
  const { recordedBuckets } = s3Part.wanted({ ...asked, buckets: [] }, context);
  const { recordedRoles } = usersPart.wanted({ role, users: [] }, context);
  return { recordedKeyArns, recordedBuckets, recordedRoles };
}

describe('what is on record to have been granted', () => {
  it('is what the policies of keys and buckets were left with', () => {
    expect(
      recordedGrants(TARGET, {
        asked: {},
        holdings: [
          {
            part: 'kms',
            resource: KEY,
            before: documentOf(ROOT_STATEMENT),
            after: documentOf(
              ROOT_STATEMENT,
              ...keyStatements(TARGET, KEY, ['import'], 'none'),
            ),
          },
          {
            part: 's3',
            resource: BUCKET,
            after: documentOf(
              bucketStatement(TARGET, INPUT, 'none'),
              bucketStatement(TARGET, OUTPUT, 'none'),
            ),
          },
        ],
      }),
    ).toEqual({
      ...NOTHING,
      recordedKeyArns: [KEY],
      recordedBuckets: [
        { bucket: 'reco-data', prefix: 'input/' },
        { bucket: 'reco-data', prefix: 'output/' },
      ],
    });
  });

  it('is each once, where the role’s own policy tells of it too', () => {
    const holdings: Holding[] = [
      {
        part: 's3',
        resource: BUCKET,
        after: documentOf(bucketStatement(TARGET, INPUT, 'none')),
      },
      {
        part: 's3',
        resource: `${ROLE_ARN}#inline-policy/PersonalizeS3`,
        after: documentOf(roleBucketStatement(TARGET, INPUT)),
      },
    ];

    expect(
      recordedGrants(TARGET, { holdings, asked: {} }).recordedBuckets,
    ).toEqual([{ bucket: 'reco-data', prefix: 'input/' }]);
  });

  it('is not what another set-up was granted, or what was taken away since', () => {
    expect(
      recordedGrants(TARGET, {
        asked: {},
        holdings: [
          {
            part: 'kms',
            resource: KEY,
            after: documentOf(
              ROOT_STATEMENT,
              ...keyStatements(OTHER_SETUP, KEY, ['import'], 'none'),
            ),
          },
          {
            part: 's3',
            resource: BUCKET,
            after: documentOf(bucketStatement(OTHER_SETUP, INPUT, 'none')),
          },
        ],
      }),
    ).toEqual(NOTHING);
  });

  it('has the buckets of other accounts that are asked for, or were once', () => {
    const theirs = { bucket: 'partner', prefix: 'now/', workflows: [] };
    const asked: RequestedAccess = {
      s3: {
        buckets: [INPUT, { ...theirs, bucketOwner: '999999999999' }],
        sourceConditions: 'none',
        left: [{ bucket: 'partner', prefix: 'once/' }],
      },
    };

    expect(recordedGrants(TARGET, { holdings: [], asked })).toEqual({
      ...NOTHING,
      recordedBuckets: [
        { bucket: 'partner', prefix: 'now/' },
        { bucket: 'partner', prefix: 'once/' },
      ],
    });
    expect(
      accessToRecord(
        TARGET,
        {
          buckets: [{ ...theirs, prefix: 'once/' }],
          sourceConditions: 'none',
        },
        asked,
      ).s3?.left,
    ).toEqual([{ bucket: 'partner', prefix: 'now/' }]);
  });

  it('has the roles that were created for people, and no others', () => {
    const created = { path: '/personalize/' };
    expect(
      recordedGrants(TARGET, {
        asked: {},
        holdings: [
          { part: 'role', resource: ROLE_ARN, after: created },
          {
            part: 'users',
            resource: PEOPLE,
            after: created,
            readBack: { roleId: 'AROA1' },
          },
          {
            part: 'users',
            resource: `${PEOPLE}#attached-policy/arn:aws:iam::${ACCOUNT}:policy/x`,
            after: { policyArn: 'x' },
          },
        ],
      }).recordedRoles,
    ).toEqual([{ roleName: 'personalize-shop-people', roleId: 'AROA1' }]);
  });
});

describe('a run that asks for less', () => {
  const aws = new FakeAws();
  beforeAll(() => aws.start());
  afterAll(() => aws.stop());
  beforeEach(() => {
    aws.reset();
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));
    aws.s3.addBucket('reco-data');
    aws.iam.people.samlProviders.add(SAML);
  });

  const request = (
    asked: Partial<Pick<SetupRequest, 'keys' | 'buckets' | 'users'>>,
  ): SetupRequest => ({
    identity: { name: 'shop', owner: 'group:default/reco' },
    role: TARGET,
    settings: SETTINGS,
    trust: { regions: ['us-east-1'], sourceArns: [] },
    keys: [],
    buckets: [],
    users: [],
    sourceConditions: 'if-present',
    ...asked,
  });

  /** Plans on a record and carries it out, part by part. */
  async function complete(
    asked: Parameters<typeof request>[0],
    holdings: Holding[] = [],
  ): Promise<Holding[]> {
    const journal = new MemoryJournal();
    const { plans } = await planSetup(
      sessionOn(aws),
      request(asked),
      {},
      { holdings, asked: {} },
    );
    for (const plan of plans) {
      await applyPlan(sessionOn(aws, { journal }), {
        ...plan,
        waitsFor: undefined,
      });
    }
    return journal.entries.flatMap(({ change, outcome }) =>
      change.after
        ? [
            {
              part: change.part,
              resource: change.resource,
              ...(change.before ? { before: change.before } : {}),
              after: change.after,
              ...(outcome && 'readBack' in outcome
                ? { readBack: outcome.readBack }
                : {}),
            },
          ]
        : [],
    );
  }

  const IMPORT_ONLY: KeyAccess = { keyId: KEY, workflows: ['import'] };
  const policyOfKey = () => aws.kms.keys.get(KEY)?.policy;

  it('takes away a key that was granted for imports alone', async () => {
    const holdings = await complete({ keys: [IMPORT_ONLY] });
    expect(policyOfKey()).not.toEqual(documentOf(ROOT_STATEMENT));

    await complete({}, holdings);

    expect(policyOfKey()).toEqual(documentOf(ROOT_STATEMENT));
  });

  it('has nothing to take from a key that somebody took the statements from, or deleted', async () => {
    const holdings = await complete({ keys: [IMPORT_ONLY] });
    const plan = async () => {
      const { report } = await planSetup(
        sessionOn(aws),
        request({}),
        {},
        { holdings, asked: {} },
      );
      return report;
    };

    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));
    expect(await plan()).toMatchObject({ changes: [], warnings: [] });

    aws.kms.keys.delete(KEY);
    expect(await plan()).toMatchObject({ changes: [], warnings: [] });
  });

  it('takes away a bucket of which the role’s own policy no longer tells', async () => {
    const holdings = await complete({ buckets: [INPUT] });
    aws.iam.roles.get(TARGET.roleName)?.inline.clear();

    await complete({}, holdings);

    expect(aws.s3.buckets.get('reco-data')?.policy).toBeUndefined();
  });

  it('has nothing to take from a bucket that somebody took the statements from', async () => {
    const holdings = await complete({ buckets: [INPUT] });
    await complete({}, holdings);

    const { report } = await planSetup(
      sessionOn(aws),
      request({}),
      {},
      { holdings, asked: {} },
    );
    expect(report).toMatchObject({ changes: [], warnings: [] });
  });

  describe('of people', () => {
    const BY_SAML: UserAccess = {
      preset: 'read-only',
      principals: [
        {
          type: 'saml-role',
          roleName: 'personalize-shop-people',
          provider: SAML,
        },
      ],
    };
    const peopleRole = () => aws.iam.roles.get('personalize-shop-people');

    /** A run that took the policy from the role, and got no further. */
    async function brokenOff(): Promise<Holding[]> {
      const holdings = await complete({ users: [BY_SAML] });
      peopleRole()?.attached.splice(0);
      aws.iam.policies.delete(
        `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-shop-read-only`,
      );
      return holdings;
    }

    it('deletes a role from which an earlier run only took the policy', async () => {
      const holdings = await brokenOff();

      await complete({}, holdings);

      expect(peopleRole()).toBeUndefined();
    });

    it('leaves a role alone that somebody else created under its name since', async () => {
      const holdings = await brokenOff();
      aws.iam.roles.delete('personalize-shop-people');
      aws.iam.addRole({
        roleName: 'personalize-shop-people',
        path: '/personalize/',
        trustPolicy: documentOf(),
        tags: MANAGED,
      });

      await complete({}, holdings);

      expect(peopleRole()).toBeDefined();
    });

    it('leaves a role alone on which something else hangs by now', async () => {
      const holdings = await brokenOff();
      peopleRole()?.attached.push('arn:aws:iam::aws:policy/Theirs');

      await complete({}, holdings);

      expect(peopleRole()?.attached).toEqual([
        'arn:aws:iam::aws:policy/Theirs',
      ]);
    });
  });

  it('names a recorded key of another Region, which it cannot take back', async () => {
    const elsewhere = keyArn(3, 'eu-west-1');
    const { plans } = await planSetup(
      sessionOn(aws),
      request({}),
      {},
      {
        asked: {},
        holdings: [
          {
            part: 'kms',
            resource: elsewhere,
            after: documentOf(
              ...keyStatements(TARGET, elsewhere, ['import'], 'none'),
            ),
          },
        ],
      },
    );

    expect(plans.flatMap(messages)).toEqual([
      expect.stringContaining(`Key ${elsewhere} was granted by an earlier run`),
    ]);
  });
});
