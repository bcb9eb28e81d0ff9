import { tagKeyRule, tagSetFlaw, tagValueRule } from './tags';

describe('tags', () => {
  it.each(['a', 'cost center', 'équipe', 'a:b/c=d+e-f@g_h.i', 'awsome', '中'])(
    'take the key %s',
    key => {
      expect(tagKeyRule.broken(key)).toBeUndefined();
    },
  );

  it('take an empty value', () => {
    expect(tagValueRule.broken('')).toBeUndefined();
  });

  it('leave room for those of the portal', () => {
    const keys = Array.from({ length: 49 }, (_, index) => `tag${index}`);
    expect(tagSetFlaw(keys)).toBeUndefined();
    expect(tagSetFlaw([...keys, 'one-more'])).toContain('not 50');
  });
});
