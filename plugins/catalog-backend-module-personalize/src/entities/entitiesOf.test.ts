import { entityEnvelopeSchemaValidator } from '@backstage/catalog-model';
import { setupItem } from '../__testUtils__/setups';
import { entitiesOf } from './entitiesOf';

const OPTIONS = {
  appBaseUrl: 'https://portal.example.com/',
  keepRevokedMs: 30 * 86_400_000,
};
const NOW = Date.parse('2026-11-25T00:00:00Z');
const KEY =
  'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const entities = (...items: ReturnType<typeof setupItem>[]) =>
  entitiesOf(items, OPTIONS, NOW);

const named = (name: string, all: ReturnType<typeof entities>) =>
  all.find(({ metadata }) => metadata.name === name);

describe('the entity of a set-up', () => {
  it('says whose it is, what it depends on and how it stands', () => {
    const item = setupItem('shop', {
      title: 'Shop',
      description: 'Recommendations of the shop',
      system: 'system:default/shop',
      buckets: ['arn:aws:s3:::reco-data'],
      keys: [KEY],
    });

    expect(entities(item)[0]).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        namespace: 'default',
        name: 'shop',
        title: 'Shop',
        description: 'Recommendations of the shop',
        annotations: {
          'backstage.io/managed-by-location': 'personalize:shop',
          'backstage.io/managed-by-origin-location': 'personalize:shop',
          'personalize.aws/account-id': '123456789012',
          'personalize.aws/region': 'us-east-1',
          'personalize.aws/role-arn':
            'arn:aws:iam::123456789012:role/personalize/personalize-shop',
          'personalize.aws/task-id': 'task-1',
          'personalize.aws/requested-by': 'user:default/ana',
          'personalize.aws/applied-at': '2026-11-01T00:00:00.000Z',
          'personalize.aws/status': 'ok',
        },
        links: [
          {
            url: 'https://portal.example.com/create/tasks/task-1',
            title: 'The last task that set it up',
          },
          {
            url: 'https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/personalize-shop',
            title: 'Role personalize-shop in the AWS console',
          },
          {
            url: 'https://us-east-1.console.aws.amazon.com/personalize/home?region=us-east-1',
            title: 'Amazon Personalize in us-east-1 in the AWS console',
          },
        ],
      },
      spec: {
        type: 'personalize-permissions',
        owner: 'group:default/reco',
        system: 'system:default/shop',
        dependsOn: [
          'resource:default/aws-s3-reco-data',
          'resource:default/aws-kms-7ac1cf39f120f66e23c247deed622375',
        ],
      },
    });
  });

  it.each([
    ['[click](https://evil.example)', '\\[click\\](`https://evil.example)`'],
    [
      '![x](https://evil.example/p.png)',
      '\\!\\[x\\](`https://evil.example/p.png)`',
    ],
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
    ['two\n# lines', 'two # lines'],
    ['\u202Egnp', '\\\\u202egnp'],
  ])(
    'shows the description as it was written, though the catalog takes it for Markdown: %j',
    (description, markdown) => {
      const [set] = entities(setupItem('shop', { description }));
      const [revoked] = entities(
        setupItem('shop', {
          description,
          status: 'revoked',
          revokedAt: '2026-11-20T00:00:00.000Z',
        }),
      );

      expect(set.metadata.description).toBe(markdown);
      expect(revoked.metadata.description).toBe(
        `Removed on 2026-11-20. Nothing is left in AWS. ${markdown}`,
      );
    },
  );

  it('has a title that turns no text around', () => {
    const [entity] = entities(setupItem('shop', { title: 'Shop \u202Egnp' }));

    expect(entity.metadata.title).toBe('Shop \\u202egnp');
  });

  it('links to the console of its partition', () => {
    const item = setupItem('shop', {
      partition: 'aws-cn',
      region: 'cn-north-1',
    });

    expect(entities(item)[0].metadata.links?.map(({ url }) => url)).toEqual([
      'https://portal.example.com/create/tasks/task-1',
      'https://cn-north-1.console.amazonaws.cn/iam/home?region=cn-north-1#/roles/details/personalize-shop',
      'https://cn-north-1.console.amazonaws.cn/personalize/home?region=cn-north-1',
    ]);
  });

  it('stays the same where a check finds nothing new', () => {
    const item = setupItem('shop');

    expect(
      entities({ ...item, checkedAt: '2026-11-24T00:00:00.000Z' }),
    ).toEqual(entities(item));
  });

  it('is taken by the catalog', () => {
    const validate = entityEnvelopeSchemaValidator();
    for (const entity of entities(
      setupItem('shop', { buckets: ['arn:aws:s3:::reco'], keys: [KEY] }),
    )) {
      expect(validate(entity)).toEqual(entity);
    }
  });
});

describe('a set-up that was taken back', () => {
  const revoked = setupItem('shop', {
    description: 'Recommendations of the shop',
    status: 'revoked',
    revokedAt: '2026-11-20T12:00:00.000Z',
    buckets: ['arn:aws:s3:::reco-data'],
  });

  it('is marked, and depends on nothing any more', () => {
    const all = entities(revoked);

    expect(all).toHaveLength(1);
    expect(all[0].metadata).toMatchObject({
      description:
        'Removed on 2026-11-20. Nothing is left in AWS. Recommendations of the shop',
      tags: ['revoked'],
      annotations: { 'personalize.aws/status': 'revoked' },
    });
    expect(all[0].spec.dependsOn).toBeUndefined();
  });

  it('goes after the configured time', () => {
    const keptFor = (days: number) =>
      entitiesOf(
        [revoked],
        { ...OPTIONS, keepRevokedMs: days * 86_400_000 },
        NOW,
      );

    expect(keptFor(5)).toHaveLength(1);
    expect(keptFor(4)).toEqual([]);
  });
});

describe('the entity of a bucket or key', () => {
  const bucket = 'arn:aws:s3:::reco-data';

  it('is one, and belongs to the owner of the set-up that was there first', () => {
    const all = entities(
      setupItem('news', {
        buckets: [bucket],
        keys: [KEY],
        owner: 'group:default/news',
        registeredAt: '2026-11-02T00:00:00.000Z',
        appliedAt: '2026-11-02T00:00:00.000Z',
      }),
      // Its last run was later.
      setupItem('shop', {
        buckets: [bucket],
        keys: [KEY],
        appliedAt: '2026-11-03T00:00:00.000Z',
      }),
    );

    expect(all).toHaveLength(4);
    expect(named('aws-s3-reco-data', all)).toMatchObject({
      kind: 'Resource',
      metadata: {
        title: 'reco-data',
        annotations: {
          'backstage.io/managed-by-location': 'personalize:aws-s3-reco-data',
        },
      },
      spec: { type: 's3-bucket', owner: 'group:default/reco' },
    });
    expect(
      named('aws-kms-7ac1cf39f120f66e23c247deed622375', all),
    ).toMatchObject({
      metadata: { title: '1234abcd-12ab-34cd-56ef-1234567890ab' },
      spec: { type: 'kms-key', owner: 'group:default/reco' },
    });
  });

  it('lists each team once whose set-ups use it, the first one first', () => {
    const [reco, news] = ['group:default/reco', 'group:default/news'];
    const all = entities(
      setupItem('news', {
        buckets: [bucket],
        owner: news,
        registeredAt: '2026-11-02T00:00:00.000Z',
      }),
      setupItem('shop', { buckets: [bucket], keys: [KEY], owner: reco }),
      setupItem('shop-2', { buckets: [bucket], owner: reco }),
      setupItem('gone', {
        buckets: [bucket],
        owner: 'group:default/gone',
        status: 'revoked',
        revokedAt: '2026-11-20T12:00:00.000Z',
      }),
    );

    const teamsOf = (name: string) =>
      named(name, all)?.metadata.personalizeTeams;
    expect(teamsOf('aws-s3-reco-data')).toEqual([reco, news]);
    expect(teamsOf('aws-kms-7ac1cf39f120f66e23c247deed622375')).toEqual([reco]);
    expect(teamsOf('shop')).toBeUndefined();
  });
});
