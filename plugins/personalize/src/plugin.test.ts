import { personalizePlugin } from './plugin';

describe('the plugin', () => {
  it.each([
    'page:personalize',
    'entity-card:personalize/setup',
    'entity-content:personalize/history',
  ] as const)('brings %s', id => {
    expect(personalizePlugin.getExtension(id)).toBeDefined();
  });
});
