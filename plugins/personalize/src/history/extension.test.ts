import { createExtensionTester } from '@backstage/frontend-test-utils';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { SETUP_ENTITY } from '../__testUtils__/entityPage';
import { historyContent } from './extension';

describe('the tab', () => {
  const tester = createExtensionTester(historyContent);

  it('is on the entities of set-ups, and on no others', () => {
    const isOn = tester.get(EntityContentBlueprint.dataRefs.filterFunction);

    expect(isOn?.(SETUP_ENTITY)).toBe(true);
    expect(isOn?.({ ...SETUP_ENTITY, spec: { type: 's3-bucket' } })).toBe(
      false,
    );
  });

  it('is called History', () => {
    expect(tester.get(EntityContentBlueprint.dataRefs.title)).toBe('History');
  });
});
