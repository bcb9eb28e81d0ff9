import { mockServices } from '@backstage/backend-test-utils';
import { NotificationService } from '@backstage/plugin-notifications-node';
import {
  Finding,
  SetupItem,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { failedFinding, setupOf } from './__testUtils__/setups';
import { OwnerNotices } from './ownerNotices';

type Sent = Parameters<NotificationService['send']>[0];

/** Notices of a portal that has told the owners that all is ok. */
function portal({ isDown = false } = {}) {
  const sent: Sent[] = [];
  let told: SetupStatus = 'ok';
  const logger = mockServices.logger.mock();
  const state = { isDown };
  const notices = new OwnerNotices({
    logger,
    notifications: {
      async send(notification) {
        if (state.isDown) {
          throw new Error('notifications are down');
        }
        sent.push(notification);
      },
    },
    setups: {
      async claimNotification(_name, status) {
        const before = told;
        told = status;
        return before === status ? undefined : before;
      },
      async releaseNotification(_name, _status, before) {
        told = before;
      },
    },
  });
  return { notices, sent, state, logger };
}

const item = (status: SetupStatus, more: Partial<SetupItem<Finding>> = {}) =>
  setupOf('shop', { status, ...more }).item;

const drifted = item('drifted', { failing: [failedFinding] });

describe('what the owner is told', () => {
  it('is a change: what fails, what to do, and where it is seen', async () => {
    const { notices, sent } = portal();
    await notices.tell(drifted);

    expect(sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: 'group:default/reco' },
        payload: {
          title: 'Set-up shop has drifted: AWS no longer holds what was set up',
          description:
            "Role personalize-shop in account 012345678901, us-east-1.\n- The role arn:aws:iam::012345678901:role/personalize-shop doesn't exist. Run the template of the set-up again. It restores what was asked for.",
          link: '/catalog/default/resource/shop',
          severity: 'high',
          topic: 'Amazon Personalize',
          scope: 'personalize-setup:shop',
        },
      },
    ]);
  });

  it('is told once', async () => {
    const { notices, sent } = portal();
    await notices.tell(drifted);
    await notices.tell(drifted);

    expect(sent).toHaveLength(1);
  });

  it('is nothing where all is as they know', async () => {
    const { notices, sent } = portal();
    await notices.tell(item('ok'));

    expect(sent).toEqual([]);
  });

  it.each<[SetupStatus[], string, string]>([
    [['failed'], "Set-up Shop doesn't hold all that was asked for", 'high'],
    [['unknown'], "Set-up Shop can't be checked", 'normal'],
    [['attention'], 'Set-up Shop works, and needs your attention', 'normal'],
    [['drifted', 'ok'], 'Set-up Shop holds again', 'low'],
    [['unknown', 'ok'], 'Set-up Shop can be checked again, and holds', 'low'],
  ])('after %j is: %s', async (statuses, title, severity) => {
    const { notices, sent } = portal();
    for (const status of statuses) {
      await notices.tell(item(status, { title: 'Shop' }));
    }

    expect(sent.at(-1)?.payload).toMatchObject({ title, severity });
  });

  it('names five failing checks, and how many more there are', async () => {
    const { notices, sent } = portal();
    const failing = Array.from({ length: 7 }, (_, index) => ({
      ...failedFinding,
      id: `check-${index}`,
    }));
    await notices.tell({ ...drifted, failing });

    const lines = sent[0].payload.description?.split('\n');
    expect(lines).toHaveLength(7);
    expect(lines?.at(-1)).toBe('And 2 more, on the page of the set-up.');
  });

  it('doesn’t quote what others wrote in policies', async () => {
    const { notices, sent } = portal();
    await notices.tell({
      ...drifted,
      failing: [
        {
          id: 'opened:arn:aws:s3:::reco-data:Theirs',
          kind: 'opened',
          outcome: 'failed',
          subjects: {
            isOwn: false,
            excess: [
              { dimension: 'principal', values: ['account 999999999999'] },
            ],
            passesRoles: false,
          },
          statement: {
            document: 'arn:aws:s3:::reco-data',
            sid: 'Theirs',
            index: 0,
          },
        },
      ],
    });

    expect(sent[0].payload.description).not.toContain('999999999999');
    expect(sent[0].payload.description).toContain('Theirs');
  });

  it('is told by the next check where it couldn’t be told', async () => {
    const { notices, sent, state, logger } = portal({ isDown: true });
    await notices.tell(drifted);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /group:default\/reco of set-up shop wasn't told that it is drifted.*notifications are down/,
      ),
    );

    state.isDown = false;
    await notices.tell(drifted);
    expect(sent).toHaveLength(1);
  });
});
