import { UserAccess } from '@personalize-portal/backstage-plugin-personalize-common';
import { mergeUsers } from './wanted';

const GROUP = '94482488-3041-7055-91c4-2a1d3e0f6b1a';
const OTHER_GROUP = '14482488-3041-7055-91c4-2a1d3e0f6b1a';

const set = (...ids: string[]) => ({
  type: 'permission-set' as const,
  name: 'PersonalizeModels',
  assignTo: ids.map(id => ({ kind: 'group' as const, id })),
});
const group = (name: string) => ({ type: 'group' as const, name });
const role = (...users: string[]) => ({
  type: 'account-role' as const,
  roleName: 'personalize-people',
  users,
  requireMfa: true,
});

const readers = (...principals: UserAccess['principals']): UserAccess => ({
  preset: 'read-only',
  principals,
});

describe('the people of a set-up, when some are added', () => {
  it('are those before and those added, each preset and principal once', () => {
    expect(
      mergeUsers(
        [readers(group('analysts'), group('interns'))],
        [
          readers(group('interns'), { type: 'user', name: 'interns' }),
          { preset: 'admin', principals: [group('analysts')] },
        ],
      ),
    ).toEqual([
      readers(group('analysts'), group('interns'), {
        type: 'user',
        name: 'interns',
      }),
      { preset: 'admin', principals: [group('analysts')] },
    ]);
  });

  it('are as asked for last', () => {
    expect(
      mergeUsers([readers(role('ana'))], [readers(role('ana', 'ben'))]),
    ).toEqual([readers(role('ana', 'ben'))]);
  });

  it('all have the permission set that is assigned to some', () => {
    expect(
      mergeUsers(
        [readers(set(GROUP))],
        [readers(set(OTHER_GROUP, GROUP), group('analysts'))],
      ),
    ).toEqual([readers(set(GROUP, OTHER_GROUP), group('analysts'))]);
  });
});
