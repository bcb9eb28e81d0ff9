import fc from 'fast-check';
import { normalisePrefix, prefixRule } from './prefix';
import { rolePathRule } from './role';
import { tagKeyRule, tagSetFlaw, tagValueRule } from './tags';

describe('rolePathRule', () => {
  it.each(['/', '/personalize/', '/a/b-c/d.e@f/', '/service-role/'])(
    'takes %s',
    path => {
      expect(rolePathRule({}).broken(path)).toBeUndefined();
    },
  );

  it('counts partition and name into the length of the ARN', () => {
    const path = `/${'a'.repeat(160)}/`;
    const roleName = 'r'.repeat(64);
    expect(rolePathRule({ roleName }).broken(path)).toBeUndefined();
    expect(
      rolePathRule({ roleName, partition: 'aws-cn' }).broken(path),
    ).toContain('one of 259');
  });
});

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

describe('normalisePrefix', () => {
  it('does nothing the second time', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const once = normalisePrefix(text);
        expect(normalisePrefix(once)).toBe(once);
      }),
    );
  });

  it('is empty or ends in one slash for every prefix that fits, and still fits', () => {
    fc.assert(
      fc.property(
        fc
          .string({
            unit: fc.constantFrom('a', 'é', '/', '.', '*', '$', '{', ' '),
          })
          .filter(text => prefixRule().broken(text) === undefined),
        text => {
          const normalised = normalisePrefix(text);
          expect(normalised).toMatch(/^$|[^/]\/$/);
          expect(prefixRule().broken(normalised)).toBeUndefined();
        },
      ),
    );
  });
});

describe('prefixRule', () => {
  it('lets no text through that means more in a policy than it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        // eslint-disable-next-line no-control-regex
        const isSpecial = /[*?\u0000-\u001F\u007F-\u009F]|\$\{/.test(text);
        expect(isSpecial && prefixRule().broken(text) === undefined).toBe(
          false,
        );
      }),
    );
  });

  it('counts the bucket into the length of the location', () => {
    const prefix = 'a'.repeat(240);
    expect(prefixRule('reco-data').broken(prefix)).toBeUndefined();
    expect(prefixRule('reco-data-2').broken(prefix)).toContain('258');
  });
});
