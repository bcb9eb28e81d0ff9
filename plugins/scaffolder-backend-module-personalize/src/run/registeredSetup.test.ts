import { InvalidRequestError } from '@personalize-portal/backstage-plugin-personalize-common';
import { ownerOf } from './registeredSetup';

const RECO = 'group:default/reco';
const SEARCH = 'group:default/search';
const claim = {
  seq: 1,
  owner: RECO,
  name: 'shop',
  state: 'active' as const,
};

describe('whose a set-up is', () => {
  it('is told by its claim in a run, and nothing else may be said', () => {
    expect(ownerOf({}, { claim }, false)).toBe(RECO);
    expect(ownerOf({ owner: RECO }, { claim }, false)).toBe(RECO);
    expect(() => ownerOf({ owner: SEARCH }, { claim }, false)).toThrow(
      InvalidRequestError,
    );
    expect(() => ownerOf({ owner: SEARCH }, { claim }, false)).toThrow(
      /the set-up belongs to group:default\/reco; leave it out/,
    );
  });

  it('isn’t what a run says of a role that nobody has claimed', () => {
    expect(ownerOf({ owner: RECO }, {}, false)).toBeUndefined();
  });

  it('is what a dry run says it will be, and by the claim else', () => {
    expect(ownerOf({ owner: SEARCH }, {}, true)).toBe(SEARCH);
    expect(ownerOf({ owner: SEARCH }, { claim }, true)).toBe(SEARCH);
    expect(ownerOf({}, { claim }, true)).toBe(RECO);
    expect(ownerOf({}, {}, true)).toBeUndefined();
  });
});
