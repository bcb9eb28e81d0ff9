import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readAccessAnalyzer } from './accessAnalyzerConfig';

const read = (accessAnalyzer: JsonObject) =>
  readAccessAnalyzer(new ConfigReader({ personalize: { accessAnalyzer } }));

describe('personalize.accessAnalyzer', () => {
  it('spends nothing where it is not configured', () => {
    expect(readAccessAnalyzer(new ConfigReader({}))).toEqual({
      checkNoNewAccess: false,
    });
    expect(read({})).toEqual({ checkNoNewAccess: false });
  });

  it('allows the checks that cost money', () => {
    expect(read({ checkNoNewAccess: true })).toEqual({
      checkNoNewAccess: true,
    });
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'a key that means nothing',
      { checkNewAccess: true },
      /personalize\.accessAnalyzer\.checkNewAccess is an unknown key.*: checkNoNewAccess/,
    ],
    [
      'what is neither true nor false',
      { checkNoNewAccess: 'sometimes' },
      /personalize\.accessAnalyzer\.checkNoNewAccess/,
    ],
  ])('refuses %s', (_what, section, message) => {
    expect(() => read(section)).toThrow(message);
  });
});
