import { roleArn } from '../aws/arn';
import { OUR_ROLE } from '../policy/__testUtils__/setups';
import { PRESETS } from '../service/presets';
import { sharedAccountWarnings } from './sharedAccount';
import { ISOLATIONS } from './team';

const ENGINEERS = [{ preset: 'data-engineer' as const, principals: [] }];

describe('a warning of teams in one account', () => {
  it('names the team, what people can do with what it has, and what to do', () => {
    expect(
      sharedAccountWarnings(OUR_ROLE, ENGINEERS, 'account', [
        'group:default/search',
      ]),
    ).toStrictEqual([
      {
        part: 'users',
        resource: roleArn(OUR_ROLE),
        message:
          'Team group:default/search also uses account 012345678901 in us-east-1, or may. People with the access data-engineer can export, change and delete its datasets. Use one account or Region per team, or set personalize.isolation to tags.',
      },
    ]);
  });

  it('says with tags only what AWS has no means to limit', () => {
    const [{ message }] = sharedAccountWarnings(
      OUR_ROLE,
      [...ENGINEERS, { preset: 'runtime', principals: [] }],
      'tags',
      ['group:default/ads', 'group:default/search'],
    );

    expect(message).toBe(
      "Teams group:default/ads, group:default/search each also use account 012345678901 in us-east-1, or may. People with the access data-engineer can list the names and ARNs of its resources. People with the access runtime can send events to its event trackers if they know a tracking ID. AWS can't limit this by tags: if it matters, use one account or Region per team.",
    );
  });

  it('names twenty teams and counts the others', () => {
    const teams = Array.from({ length: 22 }, (_, i) => `group:default/t${i}`);
    const [{ message }] = sharedAccountWarnings(
      OUR_ROLE,
      ENGINEERS,
      'account',
      teams,
    );

    expect(message).toContain('group:default/t19 and 2 more each also use');
    expect(message).not.toContain('group:default/t20');
  });

  it.each(ISOLATIONS)(
    'is there for every preset, and only where somebody gets access and another team is there: %s',
    isolation => {
      for (const preset of PRESETS) {
        const users = [{ preset, principals: [] }];
        expect(
          sharedAccountWarnings(OUR_ROLE, users, isolation, ['group:a/b']),
        ).toHaveLength(1);
        expect(sharedAccountWarnings(OUR_ROLE, users, isolation, [])).toEqual(
          [],
        );
      }
      expect(
        sharedAccountWarnings(OUR_ROLE, [], isolation, ['group:a/b']),
      ).toEqual([]);
    },
  );
});
