import { createExtensionTester } from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { SETUP_ENTITY } from './__testUtils__/entityPage';
import { personalizePlugin } from './plugin';

const BUCKET_ENTITY = { ...SETUP_ENTITY, spec: { type: 's3-bucket' } };

describe('the plugin', () => {
  it.each([
    'page:personalize',
    'entity-card:personalize/setup',
    'entity-content:personalize/history',
  ] as const)('brings %s', id => {
    expect(personalizePlugin.getExtension(id)).toBeDefined();
  });
});

describe('the card', () => {
  it('is on the entities of set-ups, and on no others', () => {
    const isOn = createExtensionTester(
      personalizePlugin.getExtension('entity-card:personalize/setup'),
    ).get(EntityCardBlueprint.dataRefs.filterFunction);

    expect(isOn?.(SETUP_ENTITY)).toBe(true);
    expect(isOn?.(BUCKET_ENTITY)).toBe(false);
    expect(isOn?.({ ...SETUP_ENTITY, kind: 'Component' })).toBe(false);
  });
});

describe('the tab', () => {
  const tester = createExtensionTester(
    personalizePlugin.getExtension('entity-content:personalize/history'),
  );

  it('is on the entities of set-ups, and on no others', () => {
    const isOn = tester.get(EntityContentBlueprint.dataRefs.filterFunction);

    expect(isOn?.(SETUP_ENTITY)).toBe(true);
    expect(isOn?.(BUCKET_ENTITY)).toBe(false);
  });

  it('is called History', () => {
    expect(tester.get(EntityContentBlueprint.dataRefs.title)).toBe('History');
  });
});
