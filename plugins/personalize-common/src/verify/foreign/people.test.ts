import { OUR_ROLE } from '../../policy/__testUtils__/setups';
import { userPolicyArn, userPolicyStatements } from '../../service/userPolicy';
import { editPrincipal } from '../__testUtils__/edits';
import { documentOf, EXPECTED, heldAfter } from '../__testUtils__/world';
import { openingsToPeople } from './people';

// A preset whose policies have names that end as those of `runtime` do.
jest.mock('../../service/presets', () => {
  const presets = jest.requireActual('../../service/presets');
  return {
    ...presets,
    PRESETS: [...presets.PRESETS, 'x-runtime'],
    presetActions: (preset: string) =>
      presets.presetActions(preset === 'x-runtime' ? 'read-only' : preset),
    passesRole: (preset: string) =>
      preset !== 'x-runtime' && presets.passesRole(preset),
  };
});

it('takes the policy of another set-up for that of each preset that its name ends in', () => {
  const other = { ...OUR_ROLE, roleName: 'personalize-other' };
  const policy = {
    place: userPolicyArn(other, 'runtime').replace('runtime', 'x-runtime'),
    document: documentOf(...userPolicyStatements(other, 'read-only')),
  };
  const edit = editPrincipal('role personalize-readers', ({ role }) =>
    role ? { role: { ...role, policies: [...role.policies, policy] } } : {},
  );

  expect(openingsToPeople(EXPECTED, edit(heldAfter(EXPECTED)))).toEqual([]);
});
