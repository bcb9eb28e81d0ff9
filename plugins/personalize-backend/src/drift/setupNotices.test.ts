import { mockServices } from '@backstage/backend-test-utils';
import { NotificationService } from '@backstage/plugin-notifications-node';
import {
  Finding,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { failedFinding, setupOf } from './__testUtils__/setups';
import { SetupNotices } from './setupNotices';
import { StoredSetup } from '../setups/setups';

const OWNER = 'group:default/reco';
const ANA = 'user:default/ana';
const PLATFORM = 'group:default/platform';
const FREQUENCY_MS = 1_800_000;

type Sent = Parameters<NotificationService['send']>[0];

/** Notices of a portal that has notified the owners that everything is ok. */
function portal({ isDown = false } = {}) {
  const sent: Sent[] = [];
  const told = new Map<string, SetupStatus>();
  /** The present status of set-ups, if it differs from the notified one. */
  const stands = new Map<string, SetupStatus>();
  const logger = mockServices.logger.mock();
  const state = { isDown, unclaimable: '' };
  const notices = new SetupNotices({
    logger,
    platformTeams: [PLATFORM],
    appBaseUrl: 'https://portal.example',
    frequencyMs: FREQUENCY_MS,
    notifications: {
      async send(notification) {
        if (state.isDown) {
          throw new Error('notifications are down');
        }
        sent.push(notification);
      },
    },
    setups: {
      async claimNotification(name, status) {
        if (name === state.unclaimable) {
          throw new Error('the database is away');
        }
        const before = told.get(name) ?? 'ok';
        if ((stands.get(name) ?? status) !== status) {
          return undefined;
        }
        told.set(name, status);
        return before === status ? undefined : before;
      },
      async releaseNotification(name, _status, before) {
        told.set(name, before);
      },
    },
  });
  return {
    notices,
    sent,
    state,
    stands,
    logger,
    /** The number of set-ups whose owners know that they aren't ok. */
    claimed: () => [...told.values()].filter(status => status !== 'ok').length,
  };
}

const item = (status: SetupStatus, more: Partial<StoredSetup> = {}) =>
  setupOf('shop', { status, ...more }).item;

const drifted = item('drifted', { failing: [failedFinding] });

describe('what people are told', () => {
  it('is a change: what fails, what to do, and where it is seen', async () => {
    const { notices, sent } = portal();
    await notices.tell([drifted]);

    expect(sent).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: ['group:default/reco', PLATFORM],
        },
        payload: {
          title: 'Set-up shop has drifted: AWS no longer has what was set up',
          description:
            "Role personalize-shop in account 012345678901, us-east-1.\n- The role arn:aws:iam::012345678901:role/personalize-shop doesn't exist. Run the template of the set-up again. It restores what was requested.",
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
    await notices.tell([drifted]);
    await notices.tell([drifted]);

    expect(sent).toHaveLength(1);
  });

  it('is nothing where all is as they know', async () => {
    const { notices, sent } = portal();
    await notices.tell([item('ok')]);

    expect(sent).toEqual([]);
  });

  it.each<[SetupStatus[], string, string]>([
    [
      ['failed'],
      "Set-up Shop doesn't have everything that was requested",
      'high',
    ],
    [['unknown'], "Set-up Shop can't be checked", 'normal'],
    [['attention'], 'Set-up Shop works, and needs your attention', 'normal'],
    [
      ['pending'],
      "Set-up Shop isn't finished: a run changed it and didn't verify it",
      'normal',
    ],
    [['drifted', 'ok'], 'Set-up Shop is in order again', 'low'],
    [
      ['unknown', 'ok'],
      'Set-up Shop can be checked again, and is in order',
      'low',
    ],
  ])('after %j is: %s', async (statuses, title, severity) => {
    const { notices, sent } = portal();
    for (const status of statuses) {
      await notices.tell([item(status, { title: 'Shop' })]);
    }

    expect(sent.at(-1)?.payload).toMatchObject({ title, severity });
  });

  it.each<[string, string[], string]>([
    ['somebody added', ['added:boundary', 'users:others:p:user eve'], 'added'],
    [
      'is gone, beside what somebody added',
      ['added:boundary', 'role:exists'],
      'AWS no longer has what was set up',
    ],
  ])('says of a drift what %s', async (_what, ids, words) => {
    const { notices, sent } = portal();
    const failing = ids.map(id => ({ ...failedFinding, id }));
    await notices.tell([{ ...drifted, failing }]);

    expect(sent[0].payload.title).toContain(words);
  });

  it('names five failing checks, and how many more there are', async () => {
    const { notices, sent } = portal();
    const failing = Array.from({ length: 7 }, (_, index) => ({
      ...failedFinding,
      id: `check-${index}`,
    }));
    await notices.tell([{ ...drifted, failing }]);

    const lines = sent[0].payload.description?.split('\n');
    expect(lines).toHaveLength(7);
    expect(lines?.at(-1)).toBe('And 2 more, on the page of the set-up.');
  });

  it('doesn’t quote what others wrote in policies', async () => {
    const { notices, sent } = portal();
    await notices.tell([
      {
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
      },
    ]);

    expect(sent[0].payload.description).not.toContain('999999999999');
    expect(sent[0].payload.description).toContain('Theirs');
  });

  it('is told by the next check where it couldn’t be told', async () => {
    const { notices, sent, state, logger } = portal({ isDown: true });
    await notices.tell([drifted]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /group:default\/reco, group:default\/platform weren't notified of "Set-up shop has drifted.*notifications are down/,
      ),
    );

    state.isDown = false;
    await notices.tell([drifted]);
    expect(sent).toHaveLength(1);
  });

  it.each<[SetupStatus[], string[]]>([
    [['drifted'], [OWNER, PLATFORM]],
    [
      ['drifted', 'ok'],
      [OWNER, PLATFORM],
    ],
    [['failed'], [OWNER]],
    [['unknown'], [OWNER]],
    [['unknown', 'ok'], [OWNER]],
    [['revoked'], [OWNER]],
    [['attention'], [ANA]],
    [['attention', 'ok'], [ANA]],
    [['pending'], [OWNER, ANA]],
    [
      ['drifted', 'attention'],
      [ANA, OWNER, PLATFORM],
    ],
    [['drifted', 'attention', 'ok'], [ANA]],
    [
      ['drifted', 'revoked'],
      [OWNER, PLATFORM],
    ],
    [
      ['attention', 'drifted'],
      [OWNER, PLATFORM],
    ],
  ])('after %j goes to %j', async (statuses, recipients) => {
    const { notices, sent } = portal();
    for (const status of statuses) {
      await notices.tell([item(status)]);
    }

    expect(sent.at(-1)?.recipients).toEqual({
      type: 'entity',
      entityRef: recipients,
    });
  });

  const all = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => setupOf(`shop-${index}`, { status: 'drifted' }).item,
    );

  it('is lost of none where one can’t be claimed', async () => {
    const { notices, sent, state } = portal();
    state.unclaimable = 'shop-1';
    await notices.tell(all(3));
    expect(sent).toHaveLength(2);

    state.unclaimable = '';
    await notices.tell(all(3));
    expect(sent).toHaveLength(3);
  });

  it('is one notification of each set-up where five change at once', async () => {
    const { notices, sent } = portal();
    await notices.tell(all(5));

    expect(sent).toHaveLength(5);
  });

  it('is one that lists them for whom more change at once', async () => {
    const { notices, sent } = portal();
    const ofOthers = { status: 'drifted', owner: 'group:default/ads' } as const;
    await notices.tell([...all(5), setupOf('ads', ofOthers).item]);

    // The platform team has six of them; the owners have five and one.
    expect(sent.map(({ recipients }) => recipients)).toEqual(
      [...Array(5).fill(OWNER), ofOthers.owner, PLATFORM].map(ref => ({
        type: 'entity',
        entityRef: ref === PLATFORM ? ref : [ref],
      })),
    );
    const { payload } = sent[6];
    expect(payload).toMatchObject({
      title: '6 set-ups of Amazon Personalize changed',
      link: '/personalize',
      severity: 'high',
    });
    expect(payload.description?.split('\n')).toHaveLength(6);
    expect(payload.description).toContain(
      '- Set-up ads has drifted: AWS no longer has what was set up: https://portal.example/catalog/default/resource/ads',
    );

    await notices.tell(all(5));
    expect(sent).toHaveLength(7);
  });

  describe('of rounds, each of which finds a few', () => {
    let now = 0;
    beforeEach(() => {
      now = Date.parse('2026-11-01T00:00:00Z');
      jest.spyOn(Date, 'now').mockImplementation(() => now);
    });
    afterEach(() => {
      jest.restoreAllMocks();
    });

    it('is five single ones, and the rest in one when the frequency has passed', async () => {
      const { notices, sent, claimed } = portal();
      for (const one of all(12)) {
        await notices.tellOfRound([one]);
        now += 60_000;
      }
      expect(sent).toHaveLength(5);
      expect(claimed()).toBe(5);

      // The sixth was the first that was held back.
      now += FREQUENCY_MS - 8 * 60_000;
      await notices.tellOfRound([]);
      expect(sent).toHaveLength(5);

      now += 60_000;
      await notices.tellOfRound([]);
      expect(claimed()).toBe(12);
      expect(sent.slice(5).map(({ payload: { title } }) => title)).toEqual([
        '7 set-ups of Amazon Personalize changed',
        '7 set-ups of Amazon Personalize changed',
      ]);
    });

    it('is nothing of what passed while it was held back', async () => {
      const { notices, sent, stands } = portal();
      for (const one of all(7)) {
        await notices.tellOfRound([one]);
      }
      stands.set('shop-5', 'ok');
      now += FREQUENCY_MS;
      await notices.tellOfRound([]);

      expect(sent).toHaveLength(6);
      expect(sent[5].payload.title).toMatch(/^Set-up shop-6 has drifted/);
    });

    it('is told at once where a person asked', async () => {
      const { notices, sent } = portal();
      for (const one of all(6)) {
        await notices.tellOfRound([one]);
      }
      await notices.tell(all(6).slice(5));

      expect(sent).toHaveLength(6);
    });
  });

  it('is listed again by the next check where the list couldn’t be told', async () => {
    const { notices, sent, state } = portal({ isDown: true });
    await notices.tell(all(6));
    state.isDown = false;
    await notices.tell(all(6));

    expect(sent.map(({ payload }) => payload.title)).toEqual([
      '6 set-ups of Amazon Personalize changed',
      '6 set-ups of Amazon Personalize changed',
    ]);
  });
});

describe('what others call things', () => {
  const HOSTILE = [
    '[click](https://evil.example)',
    '![x](https://evil.example/p.png)',
    '<img src=x onerror=alert(1)>',
    '<!channel>',
    '\u001b[2J',
    'a\nERROR forged line',
    '\u202Egnp.exe',
    'https://evil.example',
  ];
  /** A tag or mention, a link, an address, control characters of a terminal. */
  const ACTS = /[<>]|\]\(|:\/\/|(?!\n)[\p{Cc}\p{Cf}]/u;

  it.each(HOSTILE)(
    'is no markup in a mail, a chat or a page: %j',
    async text => {
      const { notices, sent } = portal();
      const failing: Finding[] = [
        {
          id: `elsewhere:arn:aws:s3:::reco-data:${text}`,
          kind: 'elsewhere',
          outcome: 'warning',
          subjects: {
            who: [text],
            excess: [],
            passesRoles: false,
            isOfSetup: false,
          },
          statement: {
            document: 'arn:aws:s3:::reco-data',
            sid: text,
            index: 0,
          },
        },
      ];
      await notices.tell([item('drifted', { title: text, failing })]);

      const { title, description = '' } = sent[0].payload;
      expect(title).toMatch(/^Set-up .+ has drifted: [^\n]*$/);
      expect(title).not.toMatch(ACTS);
      expect(description).not.toMatch(ACTS);
      // One line for the role, one for the check.
      expect(description.split('\n')).toHaveLength(2);
    },
  );

  it.each(HOSTILE)(
    'forges no line where many set-ups are told at once: %j',
    async text => {
      const { notices, sent } = portal();
      await notices.tell(
        [1, 2, 3, 4, 5, 6].map(
          number =>
            setupOf(`shop-${number}`, { status: 'failed', title: text }).item,
        ),
      );

      const { description = '' } = sent[0].payload;
      expect(description.split('\n')).toHaveLength(6);
      expect(
        description.replaceAll('https://portal.example/catalog/', ''),
      ).not.toMatch(ACTS);
    },
  );
});
