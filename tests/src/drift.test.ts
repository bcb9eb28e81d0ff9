import { setTimeout } from 'node:timers/promises';
import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import { SetupResponse } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  Bench,
  breaking,
  PortalProcess,
  Postgres,
  REGION,
  runTask,
  SHOP_ROLE,
  startBench,
  startPortalProcess,
  startPostgres,
  untilTemplatesAreThere,
} from './support';

const BUCKET = 'reco-training-data';

const REQUEST: JsonObject = {
  name: 'shop',
  owner: 'group:default/guests',
  accountId: ACCOUNT,
  region: REGION,
  roleName: SHOP_ROLE,
  s3: [{ bucket: BUCKET, prefix: 'input/', workflows: ['import'] }],
};

// The rounds come every few seconds.
jest.setTimeout(300_000);

let bench: Bench;
let postgres: Postgres;
let portal: PortalProcess;

beforeAll(async () => {
  [bench, postgres] = await Promise.all([startBench(), startPostgres()]);
  portal = await startPortalProcess({
    postgres,
    account: bench.endpoint.endpoint,
    config: { personalize: { drift: { frequency: { seconds: 2 } } } },
  });
  await untilTemplatesAreThere(portal);
}, 300_000);

afterAll(async () => {
  await portal?.stop();
  await postgres?.stop();
  await bench?.stop();
});

/** Waits until the entity of the set-up says that it stands like this. */
async function entityWith(status: string): Promise<Entity> {
  for (;;) {
    const { body } = await portal.request<Entity>(
      'GET',
      '/api/catalog/entities/by-name/resource/default/shop',
    );
    if (body.metadata?.annotations?.['personalize.aws/status'] === status) {
      return body;
    }
    await setTimeout(200);
  }
}

interface Notifications {
  notifications: { payload: { title: string; description: string } }[];
}

/** Waits until the guest, who belongs to the owner, is told by a title. */
async function notificationOf(title: RegExp) {
  for (;;) {
    const { body } = await portal.request<Notifications>(
      'GET',
      '/api/notifications/notifications',
    );
    const told = body.notifications.filter(({ payload }) =>
      payload.title.match(/^Set-up /),
    );
    if (told.some(({ payload }) => title.test(payload.title))) {
      return told;
    }
    await setTimeout(200);
  }
}

const theSetup = async () =>
  (await portal.request<SetupResponse>('GET', '/api/personalize/setups/shop'))
    .body;

async function setUp(): Promise<void> {
  const { status, log } = await runTask(portal, REQUEST);
  expect({ status, log: status === 'completed' ? [] : log }).toEqual({
    status: 'completed',
    log: [],
  });
}

it('shows a drift on the entity and tells the owner once, until a run mends it', async () => {
  await setUp();
  const entity = await entityWith('ok');
  expect(entity).toMatchObject({
    spec: {
      type: 'personalize-permissions',
      owner: 'group:default/guests',
      dependsOn: [`resource:default/aws-s3-${BUCKET}`],
    },
  });

  const made = await bench.state();
  await breaking(bench.aws, made).bucket(BUCKET, statements =>
    statements.filter(({ Sid }) => !Sid?.startsWith('PersonalizeS3')),
  );
  await entityWith('drifted');
  const [notification, ...others] = await notificationOf(/has drifted/);
  expect(others).toEqual([]);
  expect(notification.payload).toMatchObject({
    title: 'Set-up shop has drifted: AWS no longer has what was set up',
    link: '/catalog/default/resource/shop',
    severity: 'high',
  });
  expect((await theSetup()).failing.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      `s3:service:${BUCKET}/input/`,
      `stands:arn:aws:s3:::${BUCKET}`,
    ]),
  );

  await setUp();
  await entityWith('ok');
  expect(await notificationOf(/is in order again/)).toHaveLength(1);
  expect((await theSetup()).failing).toEqual([]);
});

it('knows nothing of a set-up that AWS doesn’t tell of, and says so', async () => {
  await setUp();
  await entityWith('ok');
  const answerAgain = bench.endpoint.intercept(async call =>
    call.fault({
      status: 403,
      code: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
    }),
  );
  await entityWith('unknown');
  await notificationOf(/can't be checked/);
  const { failing } = await theSetup();
  expect(failing.map(({ id }) => id)).toContain('role:exists');
  expect(new Set(failing.map(({ outcome }) => outcome))).toEqual(
    new Set(['unknown']),
  );

  answerAgain();
  await entityWith('ok');
  await notificationOf(/can be checked again, and is in order/);
});

it('checks on demand, at once', async () => {
  await setUp();
  const made = await bench.state();
  const mend = await breaking(bench.aws, made).inline(
    SHOP_ROLE,
    'PersonalizeS3',
    () => [
      {
        Sid: 'Nothing',
        Effect: 'Deny',
        Action: 's3:DeleteBucket',
        Resource: '*',
      },
    ],
  );
  const check = async () =>
    (await portal.request('POST', '/api/personalize/setups/shop/check')).body;
  expect(await check()).toMatchObject({ status: 'drifted' });

  await mend();
  expect(await check()).toMatchObject({ status: 'ok' });
});
