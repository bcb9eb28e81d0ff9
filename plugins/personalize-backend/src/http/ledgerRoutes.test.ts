import { personalizeSetupReadPermission } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ANA, as, DATA, Portal, startPortal } from '../__testUtils__/portal';
import { register } from '../__testUtils__/requests';

const PERSON = as.person(ANA);

// Leaves time for busy machines.
jest.setTimeout(300_000);

let portal: Portal;

beforeEach(async () => {
  portal = await startPortal();
  await register(portal, 'shop');
});

afterEach(() => portal.stop());

describe('GET /ledger/verify', () => {
  it('tells whether the ledger is whole, up to the head that the auditor was told', async () => {
    const { body } = await portal.get('/ledger/verify', PERSON);
    expect(body).toMatchObject({
      valid: true,
      entries: 1,
      problems: [],
      key: 'database',
    });
    const { seq, hash } = body.head;
    expect(portal.audited).toContainEqual(
      expect.objectContaining({
        eventId: 'ledger-append',
        meta: expect.objectContaining({ seq, hash, person: ANA }),
      }),
    );

    const later = await portal.get(
      `/ledger/verify?head=${seq + 1}:${hash}`,
      PERSON,
    );
    expect(later.body).toMatchObject({
      valid: false,
      problems: [{ kind: 'cut-off' }],
    });
  });

  it.each(['7', 'x:y', `0:${'a'.repeat(64)}`, `1:${'A'.repeat(64)}`])(
    'refuses the head %s, which is none',
    async head => {
      const { status, body } = await portal.get(
        `/ledger/verify?head=${head}`,
        PERSON,
      );

      expect(status).toBe(400);
      expect(body.error.message).toContain(`head: "${head}" was given`);
    },
  );

  it('refuses whoever may see some set-ups only', async () => {
    portal.rules.decide = () =>
      createPersonalizeConditionalDecision(
        personalizeSetupReadPermission,
        personalizeConditions.isInAccount({ accountIds: [DATA] }),
      );
    const { status, body } = await portal.get('/ledger/verify', PERSON);

    expect(status).toBe(403);
    expect(body.error.message).toMatch(/^This is about all set-ups/);
  });
});
