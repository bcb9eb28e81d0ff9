import fc from 'fast-check';
import { teamNamePrefix } from './isolation';

/** As Personalize takes a name. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9\-_]*$/;

describe('what the names of a team begin with', () => {
  it.each([
    ['group:default/recommendations', 'recommendations--'],
    ['group:default/reco-search', 'reco-search--'],
  ])('is its own name where that can be: %s', (team, prefix) => {
    expect(teamNamePrefix(team)).toBe(prefix);
  });

  it.each([
    'group:shop/recommendations',
    'group:default/reco--search',
    'group:default/reco.search',
    'group:default/reco_search',
    `group:default/${'r'.repeat(41)}`,
  ])('is made of a hash otherwise: %s', team => {
    expect(teamNamePrefix(team)).toMatch(/^t_[a-z2-7]{12}--$/);
  });

  it('begins with that of no other team, and leaves room for a name', () => {
    const part = fc.stringMatching(/^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$/);
    const team = fc
      .tuple(fc.constantFrom('default', 'shop'), part)
      .map(([namespace, name]) => `group:${namespace}/${name}`);
    const longer = fc
      .tuple(part, fc.constantFrom('-', '--', '_', '.', ''), part)
      .map(([one, join, other]): [string, string] => [
        `group:default/${one}`,
        `group:default/${one}${join}${other}`.slice(0, 77).replace(/\W$/, 'x'),
      ]);

    fc.assert(
      fc.property(fc.oneof(fc.tuple(team, team), longer), ([one, other]) => {
        fc.pre(one !== other);
        expect(teamNamePrefix(other).startsWith(teamNamePrefix(one))).toBe(
          false,
        );
        expect(teamNamePrefix(one)).toMatch(NAME);
        expect(teamNamePrefix(one).length).toBeLessThan(63 - 20);
      }),
      { seed: 11 },
    );
  });
});
