import { createExtensionTester } from '@backstage/frontend-test-utils';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { SETUP_ENTITY } from '../__testUtils__/entityPage';
import { setupCard } from './extension';

describe('the card', () => {
  it('is on the entities of set-ups, and on no others', () => {
    const isOn = createExtensionTester(setupCard).get(
      EntityCardBlueprint.dataRefs.filterFunction,
    );

    expect(isOn?.(SETUP_ENTITY)).toBe(true);
    expect(isOn?.({ ...SETUP_ENTITY, spec: { type: 's3-bucket' } })).toBe(
      false,
    );
    expect(isOn?.({ ...SETUP_ENTITY, kind: 'Component' })).toBe(false);
  });
});
