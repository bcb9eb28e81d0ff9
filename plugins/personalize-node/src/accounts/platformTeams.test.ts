import { ConfigReader } from '@backstage/config';
import { readPlatformTeams } from './platformTeams';

const read = (personalize: object) =>
  readPlatformTeams(new ConfigReader({ personalize: { ...personalize } }));

describe('personalize.platformTeams', () => {
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
      'personalize.platformTeams[1] is "user:default/ana", but it must be a group, not a user',
    );
  });

  it('is refused where it is no list', () => {
    expect(() => read({ platformTeams: 'ops' })).toThrow(
      /personalize\.platformTeams/,
    );
  });
});
