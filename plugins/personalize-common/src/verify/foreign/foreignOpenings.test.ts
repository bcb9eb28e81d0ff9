import { JsonObject } from '@backstage/types';
import { roleArn } from '../../aws/arn';
import { OUR_ROLE } from '../../policy/__testUtils__/setups';
import { PolicyStatement } from '../../policy/document';
import { userPolicyArn, userPolicyStatements } from '../../service/userPolicy';
import {
  addRolePolicy,
  addStatement,
  checksOf,
  Edit,
  editPrincipal,
} from '../__testUtils__/edits';
import {
  BUCKET_POLICY,
  documentOf,
  EXPECTED,
  heldAfter,
  ROLE_ARN,
  S3_POLICY,
  SERVICE_POLICY,
} from '../__testUtils__/world';
import { HeldAccess, HeldRole, PolicyAtPlace } from '../access';
import { proveSetup } from '../proveSetup';
import { describeFinding } from '../sentences';

const OTHER_BUCKETS = {
  Sid: 'ByHand',
  Effect: 'Allow',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::payroll/*',
} as const;
const ADMIN_POLICY = userPolicyArn(OUR_ROLE, 'admin');

const findings = (edit: Edit) =>
  checksOf(
    proveSetup({ expected: EXPECTED, held: edit(heldAfter(EXPECTED)) }),
  ).filter(({ outcome }) => outcome !== 'passed');

it.each([
  ['the service policy', SERVICE_POLICY],
  ["the role's own policy on buckets", S3_POLICY],
  ["a preset's policy", ADMIN_POLICY],
])('names what somebody added to %s, whatever it opens', (_name, place) => {
  expect(findings(addStatement(place, OTHER_BUCKETS))).toEqual([
    expect.objectContaining({
      id: `added:${place}:ByHand`,
      outcome: 'warning',
      title: expect.stringContaining('for the actions s3:*'),
      statement: expect.objectContaining({ document: place, sid: 'ByHand' }),
    }),
  ]);
});

it('names what another policy of the role opens besides buckets and keys', () => {
  const place = `${ROLE_ARN}#inline-policy/Extra`;

  expect(
    findings(
      addRolePolicy(place, {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: '*',
      }),
    ),
  ).toEqual([
    expect.objectContaining({
      id: `added:${place}:#1`,
      outcome: 'warning',
      title: expect.stringContaining('roles can be passed'),
    }),
  ]);
});

it('has nothing to say of what was asked for anyhow', () => {
  expect(
    findings(
      addRolePolicy(`${ROLE_ARN}#inline-policy/Extra`, {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `${BUCKET_POLICY}/in/2026/*`,
      }),
    ).map(({ title }) => title),
  ).toEqual([]);
});

describe('a role for people', () => {
  const place = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const withPolicy = (policy: PolicyAtPlace): Edit =>
    editPrincipal('role personalize-readers', ({ role }) =>
      role ? { role: { ...role, policies: [...role.policies, policy] } } : {},
    );

  it('is ours: what somebody attached to it is named', () => {
    expect(
      findings(
        withPolicy({
          place,
          document: documentOf({ Effect: 'Allow', Action: '*', Resource: '*' }),
        }),
      ),
    ).toEqual([
      expect.objectContaining({
        id: `added:role personalize-readers:${place}:#1`,
        title: expect.stringContaining('lets people do more'),
      }),
    ]);
  });

  it.each([
    ['as another set-up of any Region writes it', 'eu-west-1', 0],
    ['that passes another role', 'elsewhere', 1],
  ] as const)(
    'may have a preset of another set-up: %s',
    (_name, what, count) => {
      const other = { ...OUR_ROLE, roleName: 'personalize-other' };
      const region = what === 'elsewhere' ? other.region : what;
      const statements = userPolicyStatements({ ...other, region }, 'admin');
      const found = findings(
        withPolicy({
          place: userPolicyArn(other, 'admin'),
          document: documentOf(
            ...statements.map(statement =>
              what === 'elsewhere' && statement.Action === 'iam:PassRole'
                ? { ...statement, Resource: '*' }
                : statement,
            ),
          ),
        }),
      );

      expect(found).toHaveLength(count);
    },
  );
});

describe('a role for people as such', () => {
  const READERS = 'role personalize-readers';
  const people = roleArn({ ...OUR_ROLE, roleName: 'personalize-readers' });
  const edited = (more: Partial<HeldRole>): Edit =>
    editPrincipal(READERS, ({ role }) =>
      role ? { role: { ...role, ...more } } : {},
    );
  const added = (edit: Edit, after?: JsonObject) =>
    proveSetup({
      expected: EXPECTED,
      held: edit(heldAfter(EXPECTED)),
      standing: {
        holdings: after ? [{ part: 'users', resource: people, after }] : [],
        changes: [],
      },
    }).findings.filter(({ id }) => id.startsWith('added:'));
  const bounded = edited({
    boundary: { place: ADMIN_POLICY, document: documentOf() },
  });

  it('is ours: a boundary that was added to it is named', () => {
    const [found] = added(bounded);

    expect(describeFinding(found, { quotes: true })).toMatchObject({
      id: `added:${READERS}:boundary`,
      outcome: 'warning',
      title: `The permissions boundary ${ADMIN_POLICY} was added to the ${READERS}`,
    });
    expect(added(bounded, { tags: {} })).toHaveLength(1);
    expect(added(bounded, { permissionsBoundary: ADMIN_POLICY })).toEqual([]);
  });

  it('is ours: a tag by which a policy decides is named', () => {
    const byTag: Edit = held =>
      addStatement(BUCKET_POLICY, {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:DeleteObject',
        Resource: `${BUCKET_POLICY}/*`,
        Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } },
      })(edited({ tags: { team: 'shop', note: 'y' } })(held));

    expect(added(byTag).map(({ id }) => id)).toEqual([
      `added:${READERS}:tag:team`,
    ]);
    expect(added(byTag, { tags: { team: 'shop' } })).toEqual([]);
    expect(added(byTag, { tags: { team: 'other' } })).toHaveLength(1);
  });
});

describe('the role itself', () => {
  const held = heldAfter(EXPECTED);
  const taggedWith = (tags: Record<string, string>): HeldAccess => ({
    ...held,
    ...(held.role ? { role: { ...held.role, tags } } : {}),
  });
  const readers = addStatement(BUCKET_POLICY, {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `${BUCKET_POLICY}/*`,
    Condition: { StringEquals: { 'aws:PrincipalTag/Team': 'payroll' } },
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'a tag by which a policy decides',
      { team: 'payroll' },
      ['added:tag:team'],
    ],
    ['not the product’s own, nor one that decides nothing', { note: 'x' }, []],
  ])('names %s', (_name, tags, ids) => {
    const found = proveSetup({
      expected: EXPECTED,
      held: readers(taggedWith({ 'personalize:managed': 'true', ...tags })),
    }).findings;

    expect(
      found.filter(({ id }) => id.startsWith('added:')).map(({ id }) => id),
    ).toEqual(ids);
  });

  it.each<[string, Partial<PolicyStatement>]>([
    [
      'a resource',
      { Resource: `${BUCKET_POLICY}/\${aws:PrincipalTag/Team}/*` },
    ],
    [
      'the value of a condition',
      {
        Condition: {
          StringLike: { 's3:prefix': "${aws:principaltag/team, 'none'}/*" },
        },
      },
    ],
  ])('names a tag that a policy has as a variable in %s', (_name, part) => {
    const found = proveSetup({
      expected: EXPECTED,
      held: addStatement(BUCKET_POLICY, {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:DeleteObject',
        Resource: `${BUCKET_POLICY}/*`,
        ...part,
      })(taggedWith({ team: 'payroll', teams: 'x' })),
    }).findings;

    expect(
      found.filter(({ id }) => id.startsWith('added:')).map(({ id }) => id),
    ).toEqual(['added:tag:team']);
  });

  it('names a boundary that nobody asked for', () => {
    const { permissionsBoundary, ...settings } = EXPECTED.settings;

    expect(
      proveSetup({ expected: { ...EXPECTED, settings }, held })
        .findings.filter(({ outcome }) => outcome !== 'passed')
        .map(({ id }) => id),
    ).toEqual(['added:boundary']);
  });
});
