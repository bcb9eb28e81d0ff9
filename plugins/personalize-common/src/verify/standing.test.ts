import { JsonObject } from '@backstage/types';
import { roleArn } from '../aws/arn';
import { bucketSid } from '../documents/bucketPolicy';
import { OUR_ROLE } from '../policy/__testUtils__/setups';
import { ownedSid } from '../service/sids';
import { userPolicyArn, userPolicyStatements } from '../service/userPolicy';
import { Change, Holding } from '../setup/change';
import {
  Edit,
  editAt,
  editStatement,
  removeStatement,
} from './__testUtils__/edits';
import {
  BUCKET,
  BUCKET_POLICY,
  documentOf,
  EXPECTED,
  heldAfter,
  ROLE_ARN,
  S3_POLICY,
  SERVICE_POLICY,
  TRUST,
} from './__testUtils__/world';
import { HeldAccess } from './access';
import { judgeSetup } from './judgeSetup';
import { proveSetup } from './proveSetup';

const SID = bucketSid(OUR_ROLE, BUCKET, 'in/');
const TRUST_SID = ownedSid('Trust', OUR_ROLE, ROLE_ARN);
const ATTACHED = `${ROLE_ARN}#attached-policy/${SERVICE_POLICY}`;

/** What a run of {@link EXPECTED} left on record. */
const HOLDINGS: Holding[] = [
  {
    part: 'role',
    resource: ROLE_ARN,
    after: {
      maxSessionDuration: 3600,
      tags: { team: 'shop', 'cost-centre': '7' },
      trustPolicy: heldAfter(EXPECTED).role?.trust.document ?? {},
    },
  },
  { part: 'role', resource: ATTACHED, after: {} },
  {
    part: 's3',
    resource: BUCKET_POLICY,
    after: heldAfter(EXPECTED).buckets[0].policy.document ?? {},
  },
];

const TEAM = 'group:default/recommendations';
const policyFor = (team?: string) =>
  documentOf(...userPolicyStatements(OUR_ROLE, 'data-engineer', team));

const unedited: Edit = held => held;
const update = (resource: string, more: Partial<Change> = {}): Change => ({
  part: 's3',
  resource,
  operation: 'update',
  ...more,
});

function standing(
  edit: Edit,
  changes: Change[] = [],
  holdings: Holding[] = HOLDINGS,
) {
  const held: HeldAccess = edit(heldAfter(EXPECTED));
  return proveSetup({
    expected: EXPECTED,
    held,
    standing: { holdings, changes },
  })
    .findings.filter(({ id }) => /^(stands|update):/.test(id))
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ id, kind, subjects }) => ({ id, kind, subjects }));
}

const changedOutside = (holder: string, sids: string[], more = {}) => ({
  id: `stands:${holder}`,
  kind: 'changed-outside',
  subjects: { holder, sids, ...more },
});
const updateOf = (resource: string) => ({
  id: `update:${resource}`,
  kind: 'update-available',
  subjects: { resource },
});

describe('whether a set-up stands', () => {
  it('is so where all is found as it was written', () => {
    expect(standing(unedited)).toEqual([]);
  });

  it.each<[string, Edit, object]>([
    [
      'a statement was removed',
      removeStatement(BUCKET_POLICY, SID),
      changedOutside(BUCKET_POLICY, [SID]),
    ],
    [
      'a statement was narrowed',
      editStatement(BUCKET_POLICY, SID, () => ({ Action: 's3:GetObject' })),
      changedOutside(BUCKET_POLICY, [SID]),
    ],
    [
      'somebody else’s statement gives the same',
      editAt(BUCKET_POLICY, statements =>
        statements.map(statement =>
          statement.Sid === SID ? { ...statement, Sid: 'ByHand' } : statement,
        ),
      ),
      changedOutside(BUCKET_POLICY, [SID], {
        byOthers: {
          document: BUCKET_POLICY,
          sid: 'ByHand',
          index: expect.any(Number),
        },
      }),
    ],
    [
      'the trust statement is somebody else’s now',
      editAt(TRUST, statements =>
        statements.map(statement => ({ ...statement, Sid: 'ByHand' })),
      ),
      changedOutside(TRUST, [TRUST_SID], {
        byOthers: { document: TRUST, sid: 'ByHand', index: 0 },
      }),
    ],
  ])(
    'isn’t where %s, whatever a run would do about it',
    (_what, edit, found) => {
      expect(standing(edit)).toEqual([found]);
      const { holder } = Object(found).subjects;
      expect(standing(edit, [update(holder)])).toEqual([found]);
    },
  );

  it('is so where a later run let a trust statement of somebody else be', () => {
    const byHand = editStatement(TRUST, TRUST_SID, () => ({ Sid: 'ByHand' }));
    const edited: Holding = {
      part: 'trust',
      resource: TRUST,
      after: byHand(heldAfter(EXPECTED)).role?.trust.document ?? {},
    };

    expect(standing(byHand)).toMatchObject([{ kind: 'changed-outside' }]);
    expect(standing(byHand, [], [...HOLDINGS, edited])).toEqual([]);
  });

  it('is so, with an update, where a run would write something else', () => {
    expect(
      standing(unedited, [update(BUCKET_POLICY), update(`${ROLE_ARN}#new`)]),
    ).toEqual([updateOf(BUCKET_POLICY), updateOf(`${ROLE_ARN}#new`)]);
  });

  it.each([
    ['account', 'tags', undefined, TEAM],
    ['tags', 'account', TEAM, undefined],
  ])(
    'is so, with an update, where personalize.isolation was %s and is %s',
    (_was, _is, written, wanted) => {
      const resource = userPolicyArn(OUR_ROLE, 'data-engineer');
      const limited = { ...EXPECTED, team: written };
      const { findings } = proveSetup({
        expected: limited,
        held: heldAfter(limited),
        standing: {
          holdings: [
            {
              part: 'users',
              resource,
              after: policyFor(written),
            },
          ],
          changes: [
            {
              part: 'users',
              resource,
              operation: 'update',
              before: policyFor(written),
              after: policyFor(wanted),
            },
          ],
        },
      });

      expect(
        findings
          .filter(({ outcome }) => outcome === 'failed')
          .map(({ id }) => id),
      ).toEqual([]);
      expect(findings).toContainEqual(
        expect.objectContaining(updateOf(resource)),
      );
    },
  );

  it.each<[string, Change, object]>([
    [
      'gone',
      { part: 'role', resource: ATTACHED, operation: 'create' },
      changedOutside(ATTACHED, []),
    ],
    [
      'another than was written',
      update(ROLE_ARN, { part: 'role', before: { maxSessionDuration: 7200 } }),
      changedOutside(ROLE_ARN, []),
    ],
    [
      'as it was written',
      update(ROLE_ARN, { part: 'role', before: { maxSessionDuration: 3600 } }),
      updateOf(ROLE_ARN),
    ],
  ])('of what is no policy is told where it is %s', (_what, change, found) => {
    expect(standing(unedited, [change])).toEqual([found]);
  });

  const tags = (before: JsonObject, after: JsonObject) =>
    update(`${ROLE_ARN}#tags`, { part: 'role', before, after });

  it.each<[string, Change, object]>([
    [
      'gone',
      tags({ team: 'shop' }, { team: 'shop', 'cost-centre': '7' }),
      changedOutside(`${ROLE_ARN}#tags`, []),
    ],
    [
      'another',
      tags({ team: 'eve' }, { team: 'shop' }),
      changedOutside(`${ROLE_ARN}#tags`, []),
    ],
    [
      'as it was written, and another is asked for now',
      tags({ team: 'shop', theirs: '1' }, { team: 'new', theirs: '1' }),
      updateOf(`${ROLE_ARN}#tags`),
    ],
    [
      'asked for only now',
      tags({ team: 'shop' }, { team: 'shop', stage: 'prod' }),
      updateOf(`${ROLE_ARN}#tags`),
    ],
  ])(
    'of a tag that the role was created with is told where it is %s',
    (_what, change, found) => {
      expect(standing(unedited, [change])).toEqual([found]);
    },
  );

  it('leaves who else has a preset to a finding of its own', () => {
    expect(
      standing(unedited, [
        {
          part: 'users',
          resource: 'arn:aws:iam::012345678901:user/eve#attached-policy/x',
          operation: 'delete',
        },
      ]),
    ).toEqual([]);
  });
});

describe('whom a role for people lets in', () => {
  const PEOPLE = roleArn({ ...OUR_ROLE, roleName: 'personalize-readers' });
  /** Let in with one condition less than is asked for now. */
  const former = (held: HeldAccess): HeldAccess =>
    editAt(`${PEOPLE}#trust-policy`, statements =>
      statements.map(({ Condition, ...statement }) => statement),
    )(held);
  const trustIn = (held: HeldAccess) =>
    held.people
      .flatMap(({ principals }) => principals)
      .find(({ role }) => role?.arn === PEOPLE)?.role?.trust.document ?? {};
  const found = (edit: Edit, written: Edit, at = '') => {
    const held = edit(heldAfter(EXPECTED));
    const document = trustIn(written(heldAfter(EXPECTED)));
    return proveSetup({
      expected: EXPECTED,
      held,
      standing: {
        holdings: [
          ...HOLDINGS,
          {
            part: 'users',
            resource: `${PEOPLE}${at}`,
            after: at ? { ...document } : { trustPolicy: { ...document } },
          },
        ],
        changes: [
          update(`${PEOPLE}#trust-policy`, {
            part: 'users',
            before: { ...trustIn(held) },
          }),
        ],
      },
    })
      .findings.filter(({ outcome }) => outcome !== 'passed')
      .map(({ id, kind }) => [id, kind]);
  };
  const ID = 'users:trust:read-only:saml-role/personalize-readers';

  it.each(['', '#trust-policy'])(
    'is an update where it is as it was written, at %p',
    at => {
      expect(found(former, former, at)).toEqual([
        [ID, 'update-available'],
        [`update:${PEOPLE}#trust-policy`, 'update-available'],
      ]);
    },
  );

  it('is drift where it was written otherwise', () => {
    expect(found(former, unedited)).toEqual([
      [ID, 'people-audience'],
      [`stands:${PEOPLE}#trust-policy`, 'changed-outside'],
    ]);
  });
});

describe('what a newer version asks for', () => {
  /** Written without the action that is asked for now. */
  const older: Edit = editStatement(BUCKET_POLICY, SID, () => ({
    Action: 's3:ListBucket',
  }));
  const written = older(heldAfter(EXPECTED)).buckets[0].policy.document ?? {};

  it('is an update, and no failure', () => {
    const { findings } = proveSetup({
      expected: EXPECTED,
      held: older(heldAfter(EXPECTED)),
      standing: {
        holdings: HOLDINGS.map(holding =>
          holding.resource === BUCKET_POLICY
            ? { ...holding, after: written }
            : holding,
        ),
        changes: [update(BUCKET_POLICY)],
      },
    });

    expect(
      findings
        .filter(({ outcome }) => outcome !== 'passed')
        .map(({ id, kind }) => [id, kind]),
    ).toEqual([
      [`s3:service:${BUCKET}/in/`, 'update-available'],
      [`update:${BUCKET_POLICY}`, 'update-available'],
    ]);
  });

  it('is a failure where it was written', () => {
    const { findings } = proveSetup({
      expected: EXPECTED,
      held: older(heldAfter(EXPECTED)),
      standing: { holdings: HOLDINGS, changes: [] },
    });

    expect(
      findings
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ id }) => id),
    ).toEqual([`s3:service:${BUCKET}/in/`, `stands:${BUCKET_POLICY}`]);
  });

  it('is an update where the role’s statements named no account of the bucket', () => {
    const former = editAt(S3_POLICY, statements =>
      statements.map(({ Condition, ...statement }) => statement),
    );
    const held = former(heldAfter(EXPECTED));
    const policy = held.role?.policies.find(({ place }) => place === S3_POLICY);
    const { findings } = proveSetup({
      expected: EXPECTED,
      held,
      standing: {
        holdings: [
          ...HOLDINGS,
          { part: 's3', resource: S3_POLICY, after: policy?.document ?? {} },
        ],
        changes: [update(S3_POLICY)],
      },
    });

    expect(policy?.document).toBeDefined();
    expect(
      findings
        .filter(({ outcome }) => outcome !== 'passed')
        .map(({ id, kind }) => [id, kind]),
    ).toEqual([[`update:${S3_POLICY}`, 'update-available']]);
    expect(
      judgeSetup(findings, { baseline: undefined, now: new Date() }),
    ).toMatchObject({ status: 'ok', updateAvailable: true });
  });
});
