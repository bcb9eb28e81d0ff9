import { SETTINGS, TARGET } from '../__testUtils__/setups';
import { expectedAccess } from './expectedAccess';

describe('what was asked for of the parts of a set-up', () => {
  it('is one request', () => {
    const settings = { ...SETTINGS, servicePolicy: 'documented' as const };
    const trust = { regions: [TARGET.region], sourceArns: ['arn'] };
    const keys = [{ keyId: 'alias/reco', workflows: ['import' as const] }];
    const buckets = [
      { bucket: 'reco', prefix: '', workflows: ['import' as const] },
    ];
    const users = [{ preset: 'admin' as const, principals: [] }];

    expect(
      expectedAccess(TARGET, {
        role: { settings },
        trust: { trust },
        kms: { keys, sourceConditions: 'none' },
        s3: { buckets, sourceConditions: 'required' },
        users: { users },
      }),
    ).toEqual({
      role: TARGET,
      settings,
      trust,
      keys,
      buckets,
      users,
      sourceConditions: 'required',
      keySourceConditions: 'none',
    });
  });

  it('is nothing where nothing was asked for', () => {
    expect(expectedAccess(TARGET, {})).toEqual({
      role: TARGET,
      settings: SETTINGS,
      trust: { regions: ['us-east-1'], sourceArns: [] },
      keys: [],
      buckets: [],
      users: [],
      sourceConditions: 'if-present',
      keySourceConditions: undefined,
    });
  });
});
