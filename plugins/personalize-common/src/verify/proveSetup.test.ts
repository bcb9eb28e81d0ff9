import {
  bucketSid,
  bucketStatement,
  roleBucketStatement,
} from '../documents/bucketPolicy';
import { KEY_ARN, OTHER_ROLE, OUR_ROLE } from '../policy/__testUtils__/setups';
import { statementFingerprint } from '../policy/compare';
import {
  PolicyDocument,
  PolicyStatement,
  statementsOf,
} from '../policy/document';
import { RoleTarget } from '../service/role';
import { ownedSid } from '../service/sids';
import { userPolicyArn } from '../service/userPolicy';
import { BucketAccess } from '../setup/access';
import { Check } from '../setup/status';
import {
  addRolePolicy,
  addStatement,
  checksOf,
  Edit,
  editAt,
  editPrincipal,
  editStatement,
  removeStatement,
} from './__testUtils__/edits';
import {
  beforeRun,
  BUCKET,
  BUCKET_POLICY,
  documentOf,
  EXPECTED,
  heldAfter,
  ROLE_ARN,
  TRUST,
} from './__testUtils__/world';
import { ExpectedAccess, HeldAccess } from './access';
import { DocumentsBefore } from './openings/before';
import { SetupStatements } from './openings/openings';
import { proveSetup } from './proveSetup';

const S3_SID = bucketSid(OUR_ROLE, BUCKET, 'in/');
const ADMIN_POLICY = userPolicyArn(OUR_ROLE, 'admin');
const TRUST_SID = ownedSid('Trust', OUR_ROLE, ROLE_ARN);

/** All that isn't passed. */
function findings(
  held: HeldAccess,
  expected: ExpectedAccess = EXPECTED,
  before?: DocumentsBefore,
  recorded?: SetupStatements,
): Check[] {
  return checksOf(proveSetup({ expected, held, before, recorded })).filter(
    ({ outcome }) => outcome !== 'passed',
  );
}

const outcomes = (checks: readonly Check[]) =>
  checks.map(({ id, outcome }) => `${id}: ${outcome}`);

describe('people who are limited to their team', () => {
  const expected = { ...EXPECTED, team: 'group:default/recommendations' };
  const held = heldAfter(expected);
  const before = beforeRun(held);

  it('can do what their presets are for', () => {
    const checks = checksOf(proveSetup({ expected, held, before }));
    const ofPeople = checks.filter(({ id }) => id.startsWith('users:allows:'));

    expect(ofPeople).toHaveLength(6);
    expect(new Set(ofPeople.map(({ outcome }) => outcome))).toEqual(
      new Set(['passed']),
    );
    expect(findings(held, expected, before)).toEqual(
      findings(heldAfter(EXPECTED), EXPECTED, beforeRun(heldAfter(EXPECTED))),
    );
  });

  it.each<[string, Edit]>([
    [
      'another team',
      editStatement(ADMIN_POLICY, 'PersonalizeResources', () => ({
        Condition: {
          StringEquals: {
            'aws:ResourceTag/personalize:owner': 'group:default/search',
          },
        },
      })),
    ],
    ['nothing', removeStatement(ADMIN_POLICY, 'PersonalizeCreateIn')],
  ])('can’t where somebody limited them to %s', (_what, edit) => {
    expect(
      outcomes(findings(edit(held), expected, before)).filter(outcome =>
        outcome.startsWith('users:allows:admin'),
      ),
    ).toEqual([
      expect.stringMatching(/: failed$/),
      expect.stringMatching(/: failed$/),
    ]);
  });

  it('are seen where somebody let them reach everything', () => {
    const opened = editStatement(ADMIN_POLICY, 'PersonalizeResources', () => ({
      Condition: undefined,
    }));

    expect(
      findings(opened(held), expected, before).map(({ id }) => id),
    ).toContainEqual(expect.stringContaining(ADMIN_POLICY));
  });
});

describe('two set-ups on one bucket', () => {
  const access: BucketAccess = {
    bucket: BUCKET,
    prefix: 'shared/',
    workflows: ['import'],
  };
  const importing = bucketStatement(OUR_ROLE, access, 'if-present');
  const exporting = bucketStatement(
    OTHER_ROLE,
    { ...access, workflows: ['export'] },
    'if-present',
  );

  const recorded = {
    [BUCKET_POLICY]: [importing, exporting].map(statementFingerprint),
  };

  const provenFor = (role: RoleTarget, asked: BucketAccess) => {
    const expected: ExpectedAccess = {
      ...EXPECTED,
      role,
      keys: [],
      users: [],
      buckets: [asked],
    };
    const held = heldAfter({ ...expected, role: OUR_ROLE });
    return checksOf(
      proveSetup({
        expected,
        recorded,
        held: {
          ...held,
          role: undefined,
          buckets: held.buckets.map(bucket => ({
            ...bucket,
            policy: {
              ...bucket.policy,
              document: documentOf(importing, exporting),
            },
          })),
        },
      }),
    ).filter(({ id }) => !id.startsWith('role:'));
  };

  it('both work, and each is warned of the other', () => {
    const ofImport = provenFor(OUR_ROLE, access);
    const ofExport = provenFor(OTHER_ROLE, {
      ...access,
      workflows: ['export'],
    });

    for (const [checks, other] of [
      [ofImport, exporting],
      [ofExport, importing],
    ] as const) {
      expect(
        checks.find(({ id }) => id === 's3:service:reco-data/shared/'),
      ).toMatchObject({ outcome: 'passed' });
      expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([
        expect.objectContaining({
          id: `elsewhere:${BUCKET_POLICY}:${other.Sid}`,
          outcome: 'warning',
          statement: expect.objectContaining({ sid: other.Sid }),
          remedy: 'Another set-up wrote it. Nothing to do.',
        }),
      ]);
    }
  });

  it('at the same time: the other one is not this run’s doing', () => {
    const held = addStatement(BUCKET_POLICY, exporting)(heldAfter(EXPECTED));

    const proven = (known?: SetupStatements) =>
      outcomes(findings(held, EXPECTED, beforeRun(heldAfter(EXPECTED)), known));
    expect(proven(recorded)).toEqual([
      `elsewhere:${BUCKET_POLICY}:${exporting.Sid}: warning`,
    ]);
    expect(proven()).toEqual([
      `opened:${BUCKET_POLICY}:${exporting.Sid}: failed`,
    ]);
  });
});

describe('edits that change nothing', () => {
  it.each<[string, Edit]>([
    [
      'a Deny and a boundary for what belongs to other accounts',
      held =>
        addStatement(BUCKET_POLICY, {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: `${BUCKET_POLICY}/*`,
          Condition: {
            StringNotEquals: { 's3:ResourceAccount': OUR_ROLE.accountId },
          },
        })(
          addRolePolicy(`${ROLE_ARN}#inline-policy/Perimeter`, {
            Effect: 'Deny',
            Action: ['s3:*', 'kms:*'],
            Resource: '*',
            Condition: {
              StringNotEquals: { 'aws:ResourceAccount': OUR_ROLE.accountId },
            },
          })(held),
        ),
    ],
    [
      'a condition that is always met',
      editStatement(BUCKET_POLICY, S3_SID, ({ Condition }) => ({
        Condition: { ...Condition, Bool: { 'aws:SecureTransport': 'true' } },
      })),
    ],
    [
      'the same in the policy of people',
      editStatement(ADMIN_POLICY, 'PersonalizePassRole', ({ Condition }) => ({
        Condition: { ...Condition, Bool: { 'aws:SecureTransport': 'true' } },
      })),
    ],
    [
      'lists, order and case',
      editStatement(BUCKET_POLICY, S3_SID, () => ({
        Action: ['S3:LISTBUCKET', 's3:GetObject', 's3:GetObject'],
        Principal: { Service: ['personalize.amazonaws.com'] },
        Resource: [`${BUCKET_POLICY}/in/*`, BUCKET_POLICY],
      })),
    ],
    [
      'another Sid for the same content, with the old one there',
      addStatement(BUCKET_POLICY, {
        Effect: 'Allow',
        Principal: { AWS: 'AROA5FORMER5FORMER5FO' },
        Action: 's3:*',
        Resource: `${BUCKET_POLICY}/*`,
      }),
    ],
    [
      'a Deny that the request is not about',
      addStatement(BUCKET_POLICY, {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${BUCKET_POLICY}/other/*`,
      }),
    ],
    [
      'somebody else who is let into the bucket',
      addStatement(BUCKET_POLICY, {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::012345678901:role/etl' },
        Action: 's3:*',
        Resource: `${BUCKET_POLICY}/*`,
      }),
    ],
    [
      'everybody in the organisation, whom it takes a key to tell',
      addStatement(BUCKET_POLICY, {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `${BUCKET_POLICY}/*`,
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-acme' } },
      }),
    ],
  ])('%s', (_name, edit) => {
    expect(outcomes(findings(edit(heldAfter(EXPECTED))))).toEqual([]);
  });
});

describe('a statement of somebody else', () => {
  it('that gives what was taken away is named', () => {
    const held = editAt(BUCKET_POLICY, statements =>
      statements.map(statement =>
        statement.Sid === S3_SID
          ? { ...statement, Sid: 'ByHand', Action: 's3:*' }
          : statement,
      ),
    )(heldAfter(EXPECTED));
    const found = findings(held);

    expect(outcomes(found)).toEqual([
      `stands:${BUCKET_POLICY}: failed`,
      `elsewhere:${BUCKET_POLICY}:ByHand: warning`,
    ]);
    expect(found[0].remedy).toContain('"ByHand"');
  });

  it('that lets Personalize assume the role for less is enough, with a warning', () => {
    const held = editAt(TRUST, () => [
      {
        Sid: 'OneDatasetGroup',
        Effect: 'Allow',
        Principal: { Service: 'personalize.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          ArnLike: {
            'aws:SourceArn':
              'arn:aws:personalize:us-east-1:012345678901:dataset-group/shop',
          },
        },
      },
    ])(heldAfter(EXPECTED));
    const found = findings(held);

    expect(outcomes(found)).toEqual([
      'trust:personalize-assumes:us-east-1: warning',
    ]);
    expect(found[0].statement).toEqual({
      document: TRUST,
      sid: 'OneDatasetGroup',
      index: 0,
    });
  });

  it('that let Personalize assume the role for all that was asked for needs no other', () => {
    const held = editAt(TRUST, statements =>
      statements.map(statement => ({ ...statement, Sid: 'ByHand' })),
    )(heldAfter(EXPECTED));

    expect(outcomes(findings(held))).toEqual([]);
  });
});

describe('a key policy that leaves it to the account', () => {
  it('doesn’t give by that what this set-up’s own statement gave', () => {
    const sid = ownedSid('KmsRole', OUR_ROLE, KEY_ARN);
    const held = removeStatement(KEY_ARN, sid)(heldAfter(EXPECTED));

    expect(outcomes(findings(held))).toEqual([
      `kms:role:${KEY_ARN}: failed`,
      `stands:${KEY_ARN}: failed`,
    ]);
  });
});

describe('a policy of AWS that hangs on the role and on people', () => {
  it('is told of the role, which is ours, and of the people', () => {
    const place = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const everything: PolicyStatement = {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
    };
    const held = editPrincipal('group data', ({ policies = [] }) => ({
      policies: [...policies, { place, document: documentOf(everything) }],
    }))(addRolePolicy(place, everything)(heldAfter(EXPECTED)));
    const found = findings(held);

    expect(outcomes(found)).toEqual([
      `added:${place}:#1: warning`,
      `elsewhere:${place}:#1: warning`,
    ]);
    expect(found[0].title).toContain('lets the role do more');
    expect(found[1].title).toContain('also gives the group data access');
  });
});

describe('a role for users of whom one is gone', () => {
  it('fails', () => {
    const held = editPrincipal('role personalize-admins', () => ({
      userArns: [],
    }))(heldAfter(EXPECTED));

    expect(outcomes(findings(held))).toEqual([
      'users:trust:admin:account-role/personalize-admins: failed',
    ]);
  });
});

describe('what stood before the run', () => {
  const partner: PolicyStatement = {
    Sid: 'Shared',
    Effect: 'Allow',
    Principal: {
      Service: 'personalize.amazonaws.com',
      AWS: 'arn:aws:iam::999999999999:root',
    },
    Action: 'sts:AssumeRole',
  };
  const narrowed: PolicyStatement = {
    ...partner,
    Principal: { AWS: 'arn:aws:iam::999999999999:root' },
  };
  const held = addStatement(TRUST, narrowed)(heldAfter(EXPECTED));
  const beforeWith = (document: PolicyDocument): DocumentsBefore =>
    new Map([[TRUST, document]]);

  it('may be narrowed', () => {
    expect(
      outcomes(findings(held, EXPECTED, beforeWith(documentOf(partner)))),
    ).toEqual([]);
  });

  it('is told apart from what stands in place of a Deny, by an id of its own', () => {
    const before = heldAfter(EXPECTED).buckets[0].policy.document;
    const now = editStatement(BUCKET_POLICY, 'DenyInsecureTransport', () => ({
      Effect: 'Allow' as const,
      Condition: undefined,
    }))(heldAfter(EXPECTED));

    expect(
      outcomes(findings(now, EXPECTED, new Map([[BUCKET_POLICY, before]]))),
    ).toEqual([
      `opened:${BUCKET_POLICY}:DenyInsecureTransport: failed`,
      `deny-gone:${BUCKET_POLICY}:DenyInsecureTransport: failed`,
    ]);
  });

  it('is nothing where there was no policy', () => {
    const [results] = EXPECTED.buckets.slice(1);
    const place = `arn:aws:s3:::${results.bucket}`;
    const now = addStatement(place, {
      Sid: 'New',
      Effect: 'Allow',
      Principal: { AWS: '999999999999' },
      Action: 's3:GetObject',
      Resource: `${place}/*`,
    })(heldAfter(EXPECTED));

    expect(
      outcomes(findings(now, EXPECTED, new Map([[place, undefined]]))),
    ).toEqual([`opened:${place}:New: failed`]);
  });
});

describe('what is no longer asked for', () => {
  it('and still stands is opened', () => {
    const old: BucketAccess = {
      bucket: BUCKET,
      prefix: 'old/',
      workflows: ['import'],
    };
    const statement = bucketStatement(OUR_ROLE, old, 'if-present');
    const held = addStatement(
      BUCKET_POLICY,
      statement,
    )(
      addStatement(
        `${ROLE_ARN}#inline-policy/PersonalizeS3`,
        roleBucketStatement(OUR_ROLE, old),
      )(heldAfter(EXPECTED)),
    );

    expect(outcomes(findings(held))).toEqual([
      `opened:${ROLE_ARN}#inline-policy/PersonalizeS3:${statement.Sid}: failed`,
      `opened:${BUCKET_POLICY}:${statement.Sid}: failed`,
    ]);
  });
});

describe('what can’t be read from here', () => {
  it('is somebody else’s to tell for a bucket of another account', () => {
    const expected: ExpectedAccess = {
      ...EXPECTED,
      buckets: EXPECTED.buckets.map(access =>
        access.bucket === BUCKET
          ? { ...access, bucketOwner: '999999999999' }
          : access,
      ),
    };
    const held = heldAfter(expected);
    const found = findings(
      {
        ...held,
        buckets: held.buckets.map(bucket =>
          bucket.bucket === BUCKET
            ? {
                ...bucket,
                accountId: '999999999999',
                policy: { ...bucket.policy, document: undefined },
              }
            : bucket,
        ),
      },
      expected,
    );

    expect(outcomes(found)).toEqual(['s3:usable:reco-data: warning']);
    expect(found[0].remedy).toContain('owner');
  });

  it('is unknown for what wasn’t read', () => {
    expect(
      outcomes(
        findings({
          ...heldAfter(EXPECTED),
          buckets: [],
          keys: [],
          people: [],
        }),
      ),
    ).toEqual([
      's3:usable:reco-data: unknown',
      's3:usable:reco-results: unknown',
      'kms:usable:alias/reco-data: unknown',
      'users:usable:data-engineer:group/data: unknown',
      'users:usable:admin:account-role/personalize-admins: unknown',
      'users:usable:admin:oidc-role/personalize-ci: unknown',
      'users:usable:read-only:saml-role/personalize-readers: unknown',
      'users:usable:read-only:permission-set/Readers: unknown',
      'users:usable:runtime:user/shop: unknown',
    ]);
  });

  it('is said of organisation policies, beside the checks', () => {
    const { limits } = proveSetup({
      expected: EXPECTED,
      held: heldAfter(EXPECTED),
    });

    expect(limits.join()).toContain('organisation');
  });
});

describe('the key that a bucket encrypts with', () => {
  const OTHER_KEY = KEY_ARN.replace('1111', '9999');
  const encrypted = (keyArn: string, document?: PolicyDocument): HeldAccess => {
    const held = heldAfter(EXPECTED);
    return {
      ...held,
      buckets: held.buckets.map(bucket =>
        bucket.bucket === BUCKET
          ? { ...bucket, encryptionKeyArn: keyArn }
          : bucket,
      ),
      keys: [
        ...held.keys,
        {
          keyId: OTHER_KEY,
          keyArn: OTHER_KEY,
          policy: { place: OTHER_KEY, document },
        },
      ],
    };
  };

  it('may be asked for, too', () => {
    expect(outcomes(findings(encrypted(KEY_ARN)))).toEqual([]);
  });

  it('or let Personalize in anyhow', () => {
    const document = documentOf({
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com', AWS: ROLE_ARN },
      Action: 'kms:*',
      Resource: '*',
    });

    expect(outcomes(findings(encrypted(OTHER_KEY, document)))).toEqual([]);
  });

  it('or is a warning with what to do', () => {
    const found = findings(encrypted(OTHER_KEY, documentOf()));

    expect(outcomes(found)).toEqual(['s3:default-key:reco-data: warning']);
    expect(found[0].remedy).toContain('List the key under kms');
  });
});

describe('the report', () => {
  it('says of a set-up as it was asked for what is proven', () => {
    const expected = {
      ...EXPECTED,
      buckets: EXPECTED.buckets.slice(0, 1),
      users: EXPECTED.users.slice(0, 1),
    };
    const checks = checksOf(
      proveSetup({ expected, held: heldAfter(expected) }),
    );

    expect(checks.map(({ id, title }) => `${id}\n  ${title}`).join('\n'))
      .toMatchInlineSnapshot(`
      "role:exists
        The role arn:aws:iam::012345678901:role/personalize/personalize-shop exists
      role:boundary
        The permissions boundary arn:aws:iam::012345678901:policy/boundaries/personalize limits the role
      role:service-policy
        The role personalize-shop can use all 83 requested actions in account 012345678901 and us-east-1
      role:metrics
        The role personalize-shop can use cloudwatch:PutMetricData everywhere
      trust:personalize-assumes:us-east-1
        Personalize, acting for account 012345678901 in us-east-1, can assume the role personalize-shop
      trust:only-this-account
        By the trust policy of role personalize-shop, Personalize can assume the role only for account 012345678901 in us-east-1
      s3:service:reco-data/in/
        Personalize itself can use s3:GetObject and s3:ListBucket on reco-data/in/
      s3:role:reco-data/in/
        The role personalize-shop can use s3:GetObject and s3:ListBucket on reco-data/in/
      kms:usable:arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555
        Key arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555 can be used
      kms:service:arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555
        Personalize itself can use kms:CreateGrant, kms:Decrypt, kms:DescribeKey, kms:GenerateDataKey and kms:ListGrants with key arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555
      kms:role:arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555
        The role personalize-shop can use kms:CreateGrant, kms:Decrypt, kms:DescribeKey, kms:GenerateDataKey and kms:ListGrants with key arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555
      users:attached:data-engineer:group/data
        The managed policy personalize-shop-data-engineer is attached to the group data
      users:allows:data-engineer:group/data
        People with the preset data-engineer through the group data can use all 58 requested actions in account 012345678901 and us-east-1
      users:pass-role:data-engineer:group/data
        People with the preset data-engineer through the group data can pass the role arn:aws:iam::012345678901:role/personalize/personalize-shop to Personalize
      stands:arn:aws:iam::012345678901:role/personalize/personalize-shop
        The policies of role personalize-shop: our rules are in place
      stands:arn:aws:s3:::reco-data
        The policy of bucket reco-data: our rules are in place
      stands:arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555
        The policy of key arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555: our rules are in place
      stands:arn:aws:iam::012345678901:policy/personalize/personalize-shop-data-engineer
        The managed policy personalize-shop-data-engineer: our rules are in place
      opened:arn:aws:iam::012345678901:role/personalize/personalize-shop#trust-policy
        The trust policy of role personalize-shop: nothing else was opened
      opened:arn:aws:iam::012345678901:role/personalize/personalize-shop
        The policies of role personalize-shop: nothing else was opened
      opened:arn:aws:s3:::reco-data
        The policy of bucket reco-data: nothing else was opened
      opened:arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555
        The policy of key arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555: nothing else was opened
      opened:arn:aws:iam::012345678901:policy/personalize/personalize-shop-data-engineer
        The managed policy personalize-shop-data-engineer: nothing else was opened"
    `);
  });

  it('names where each deciding statement stands', () => {
    const held = heldAfter(EXPECTED);
    const checks = checksOf(proveSetup({ expected: EXPECTED, held }));
    const service = checks.find(
      ({ id }) => id === 's3:service:reco-data/in/',
    )?.statement;

    expect(service?.document).toBe(BUCKET_POLICY);
    expect(
      statementsOf(held.buckets[0].policy.document)[service?.index ?? -1]?.Sid,
    ).toBe(S3_SID);
    expect(
      checks.find(({ id }) => id.startsWith('trust:personalize'))?.statement,
    ).toEqual({ document: TRUST, sid: TRUST_SID, index: 0 });
  });
});

describe('access for every account', () => {
  const WARNINGS = ['s3:any-account: warning', 'kms:any-account: warning'];
  const asked = (
    sourceConditions: ExpectedAccess['sourceConditions'],
    keySourceConditions?: ExpectedAccess['sourceConditions'],
  ) => {
    const expected = { ...EXPECTED, sourceConditions, keySourceConditions };
    return outcomes(findings(heldAfter(expected), expected)).filter(line =>
      line.includes('any-account'),
    );
  };

  it('is warned of in every check of a set-up that asked for it', () => {
    expect(asked('none')).toEqual(WARNINGS);
    expect(asked('none', 'if-present')).toEqual(WARNINGS.slice(0, 1));
    expect(asked('if-present', 'none')).toEqual(WARNINGS.slice(1));
  });

  it('is no matter where it was not, or where there is nothing to open', () => {
    expect(asked('if-present')).toEqual([]);
    expect(asked('required')).toEqual([]);
    const nothing = { ...EXPECTED, buckets: [], keys: [] };
    expect(
      outcomes(
        findings(heldAfter(nothing), { ...nothing, sourceConditions: 'none' }),
      ),
    ).not.toContainEqual(expect.stringContaining('any-account'));
  });
});
