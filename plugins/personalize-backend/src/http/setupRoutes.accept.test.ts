import { setTimeout } from 'node:timers/promises';
import {
  Finding,
  personalizeSetupAdministerPermission,
  personalizeSetupApplyPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ALLOW,
  ANA,
  as,
  BEN,
  DENY,
  EVE,
  Portal,
  startPortal,
} from '../__testUtils__/portal';
import { openChange, prove, register } from '../__testUtils__/requests';

const OWNER = as.person(ANA);
/** Not in the group that owns the set-up, but in one that runs the portal. */
const PLATFORM = as.person(EVE);
const STRANGER = as.person('user:default/zoe');

const BUCKET = 'arn:aws:s3:::reco-data';

/** A condition that nobody can decide. */
const UNDECIDED: Finding = {
  id: 's3:role:reco-data/',
  kind: 'access',
  outcome: 'unknown',
  subjects: {
    who: { kind: 'role', roleName: 'personalize-reco' },
    deed: { kind: 'bucket', bucket: 'reco-data', prefix: '', bySelf: false },
    actions: ['s3:GetObject'],
    reasons: [
      {
        kind: 'condition',
        statement: { document: BUCKET, sid: 'Office', index: 0 },
        keys: ['aws:SourceIp'],
      },
    ],
  },
  fingerprint: 'sha256:undecided',
};

/** Another principal in the trust policy of the role. */
const ADDED: Finding = {
  id: 'added:trust:Partner',
  kind: 'added',
  outcome: 'warning',
  subjects: {
    to: 'trust',
    who: ['account 999999999999'],
    excess: [],
    passesRoles: false,
  },
  opens: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::999999999999:root' },
      Action: 'sts:AssumeRole',
    },
  ],
  fingerprint: 'sha256:added',
};

const BROKEN: Finding = {
  id: 'role:exists',
  kind: 'role',
  outcome: 'failed',
  subjects: { roleArn: 'arn:aws:iam::111111111111:role/personalize-reco' },
  fingerprint: 'sha256:broken',
};

const UNREAD: Finding = {
  id: 'aws:readable',
  kind: 'obstacle',
  outcome: 'unknown',
  subjects: {
    outcome: 'unknown',
    cause: 'throttled',
    message: 'AWS could not be read.',
    remedy: 'Run again.',
  },
  fingerprint: 'sha256:unread',
};

const PASSED: Finding = {
  ...BROKEN,
  id: 'role:passed',
  outcome: 'passed',
  fingerprint: undefined,
};

let portal: Portal;

beforeEach(async () => {
  portal = await startPortal({
    personalize: { platformTeams: ['group:default/visitors'] },
  });
  await register(portal, 'reco');
});
afterEach(() => portal.stop());

async function report(...findings: Finding[]) {
  const { body } = await prove(portal, 'reco', findings);
  return body.status;
}

async function lastEntry(): Promise<number> {
  const { body } = await portal.get('/ledger/verify', OWNER);
  expect(body.problems).toEqual([]);
  return body.head.seq;
}

const accept = (
  { id: check }: Finding,
  who: string = OWNER,
  more: object = {},
) =>
  portal.call('POST', '/setups/reco/accept', who, {
    check,
    reason: 'The office network is meant.',
    ...more,
  });

describe('POST /setups/:name/accept', () => {
  it('leaves one finding out of the status, and counts it', async () => {
    expect(await report(UNDECIDED)).toBe('attention');
    const { status, body } = await accept(UNDECIDED);

    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', accepted: 1, failing: [] });
    expect(body.checks).toMatchObject([{ id: UNDECIDED.id }]);
    const { body: later } = await portal.get('/setups/reco', OWNER);
    expect(later).toMatchObject({ status: 'ok', accepted: 1 });
    expect(await report(UNDECIDED)).toBe('ok');
  });

  it('is on record, with who, why and until when, and told to the auditor', async () => {
    await report(UNDECIDED);
    const before = await lastEntry();
    await accept(UNDECIDED, OWNER, { until: '2027-01-31' });
    await accept(UNDECIDED);

    // Accepting an accepted finding records nothing.
    expect(await lastEntry()).toBe(before + 1);
    expect(portal.audited).toContainEqual({
      eventId: 'setup-accept',
      outcome: 'succeeded',
      meta: expect.objectContaining({
        person: ANA,
        setup: 'reco',
        check: UNDECIDED.id,
        reason: 'The office network is meant.',
        until: '2027-01-31T00:00:00.000Z',
      }),
    });
  });

  it('lapses when the finding changes', async () => {
    await report(UNDECIDED);
    await accept(UNDECIDED);

    expect(await report({ ...UNDECIDED, fingerprint: 'sha256:other' })).toBe(
      'attention',
    );
  });

  it('lapses on its date', async () => {
    await report(UNDECIDED);
    const until = new Date(Date.now() + 2_000).toISOString();
    expect((await accept(UNDECIDED, OWNER, { until })).body.status).toBe('ok');
    await setTimeout(2_100);

    expect(await report(UNDECIDED)).toBe('attention');
  });

  it('of what opens more is for a platform person alone', async () => {
    expect(await report(ADDED)).toBe('drifted');
    const { status, body } = await accept(ADDED, OWNER);
    expect(status).toBe(403);
    expect(body.error.message).toMatch(/only the team that runs the portal/);

    expect((await accept(ADDED, PLATFORM)).body).toMatchObject({
      status: 'ok',
      accepted: 1,
    });
  });

  it('of what opens more doesn’t cover it where the row of the last look hid that', async () => {
    await report({ ...ADDED, opens: [] });
    expect((await accept(ADDED, OWNER)).status).toBe(200);

    expect(await report(ADDED)).toBe('drifted');
    const { body } = await accept(ADDED, PLATFORM);
    expect(body).toMatchObject({ status: 'ok', changed: true });
  });

  it('of what opens more isn’t for a platform team without the permission', async () => {
    await report(ADDED);
    portal.rules.decide = ({ name }) =>
      name === personalizeSetupAdministerPermission.name ? DENY : ALLOW;

    expect((await accept(ADDED, PLATFORM)).status).toBe(403);
  });

  it('is refused for whoever doesn’t act for the owner, or may not apply', async () => {
    await report(UNDECIDED);
    expect((await accept(UNDECIDED, STRANGER)).status).toBe(403);

    portal.rules.decide = ({ name }) =>
      name === personalizeSetupApplyPermission.name ? DENY : ALLOW;
    expect((await accept(UNDECIDED, as.person(BEN))).status).toBe(403);
    expect(portal.audited).toContainEqual(
      expect.objectContaining({ eventId: 'setup-accept', outcome: 'failed' }),
    );
  });

  it.each([
    ['failed', [BROKEN, UNDECIDED]],
    ['unknown', [UNREAD, UNDECIDED]],
  ])('is refused while the set-up is %s', async (status, findings) => {
    expect(await report(...findings)).toBe(status);

    for (const found of findings) {
      expect((await accept(found)).status).toBe(409);
    }
  });

  it('is refused while the set-up is pending', async () => {
    await report(UNDECIDED);
    await openChange(portal, 'reco');

    const { status, body } = await accept(UNDECIDED);
    expect(status).toBe(409);
    expect(body.error.message).toMatch(/hasn't verified it yet/);
  });

  it('is refused for what passed and for what was not found', async () => {
    await report(PASSED, UNDECIDED);

    expect((await accept(PASSED)).status).toBe(409);
    expect((await accept({ ...PASSED, id: 'role:none' })).status).toBe(404);
  });

  it.each([
    ['a date that is over', { until: '2020-01-01' }],
    ['a date that is too far', { until: '2099-01-01' }],
    ['a blank reason', { reason: '  ' }],
    ['no reason', { reason: undefined }],
  ])('is refused with %s', async (_what, more) => {
    await report(UNDECIDED);

    expect((await accept(UNDECIDED, OWNER, more)).status).toBe(400);
  });

  it('changes nothing in a dry run', async () => {
    await report(UNDECIDED);

    expect(
      (await accept(UNDECIDED, OWNER, { dryRun: true })).body,
    ).toMatchObject({ status: 'attention', accepted: 0 });
    expect((await accept(UNDECIDED, STRANGER, { dryRun: true })).status).toBe(
      403,
    );
  });
});
