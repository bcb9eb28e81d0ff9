import { mockServices } from '@backstage/backend-test-utils';
import { readPlatformTeams } from './platformTeams';

const read = (portal: object) =>
  readPlatformTeams(
    mockServices.rootConfig({ data: { portal: { ...portal } } }),
  );

describe('portal.platformTeams', () => {
  it('names groups, in full or short', () => {
    expect(
      read({ platformTeams: ['group:default/platform', 'Operations'] }),
    ).toEqual(['group:default/platform', 'group:default/operations']);
  });

  it('may be left out', () => {
    expect(read({})).toEqual([]);
  });

  it('is refused with path and rule where it names somebody else', () => {
    expect(() => read({ platformTeams: ['ops', 'user:default/ana'] })).toThrow(
      'portal.platformTeams[1] is "user:default/ana", but it must be a group, not a user',
    );
  });
});
