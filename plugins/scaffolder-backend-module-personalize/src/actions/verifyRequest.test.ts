import {
  RequestedAccess,
  parseVerifyRequest,
  SetupRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SHOP, shopRecord } from '../__testUtils__/fakeLedger';
import { proofRequest } from './verifyRequest';

const INPUT = { bucket: 'reco-data', prefix: 'in/', workflows: ['import'] };
const OUTPUT = { bucket: 'reco-data', prefix: 'out/', workflows: ['export'] };
const KEY = { keyId: 'alias/reco-data', workflows: ['export'] };

const asked: RequestedAccess = {
  role: {
    settings: {
      tags: { team: 'shop' },
      servicePolicy: 'documented',
      cloudWatchMetrics: true,
      adopt: true,
    },
  },
  trust: { trust: { regions: ['us-east-1'], sourceArns: [] } },
  kms: {
    keys: [{ keyId: 'alias/reco-data', workflows: ['export'] }],
    sourceConditions: 'none',
  },
  s3: {
    buckets: [
      { bucket: 'reco-data', prefix: 'in/', workflows: ['import'] },
      { bucket: 'reco-data', prefix: 'out/', workflows: ['export'] },
    ],
    sourceConditions: 'required',
  },
};

const recorded: SetupRecord = shopRecord({ asked });

const read = (input: Record<string, unknown>, guardrails = {}) =>
  proofRequest(input, guardrails, recorded);

describe('the proof of a registered set-up', () => {
  it('is of what was asked for last', () => {
    expect(read({ name: 'shop' })).toEqual({
      name: 'shop',
      role: {
        partition: 'aws',
        accountId: SHOP.accountId,
        region: SHOP.region,
        roleName: SHOP.roleName,
        rolePath: SHOP.rolePath,
      },
      settings: { ...asked.role?.settings, adopt: false },
      trust: asked.trust?.trust,
      keys: asked.kms?.keys,
      buckets: asked.s3?.buckets,
      users: [],
      sourceConditions: 'required',
      keySourceConditions: 'none',
    });
  });

  it('takes what agrees beside the name, in any order', () => {
    expect(
      read({
        name: 'shop',
        roleName: SHOP.roleName,
        kms: [KEY],
        s3: [OUTPUT, INPUT],
        users: [],
        servicePolicy: 'documented',
        cloudWatchMetrics: true,
        permissionsBoundary: '',
        tags: { team: 'another' },
        sourceConditions: 'required',
      }),
    ).toMatchObject({ buckets: asked.s3?.buckets });
  });

  it('isn’t of the guardrails of today', () => {
    expect(
      read({ name: 'shop' }, { servicePolicy: 'scoped' }).settings,
    ).toMatchObject({ servicePolicy: 'documented' });
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'fewer buckets',
      { s3: [INPUT] },
      `s3: ${JSON.stringify([
        INPUT,
      ])} was given, but the last request for set-up shop had ${JSON.stringify(
        asked.s3?.buckets,
      )}; leave it out, or run the template of the set-up with it`,
    ],
    [
      'no key',
      { keys: [] },
      'keys: [] was given, but the last request for set-up shop',
    ],
    [
      'another service policy',
      { servicePolicy: 'scoped' },
      'servicePolicy: "scoped" was given, but the last request for set-up shop had "documented"',
    ],
    [
      'a boundary',
      { permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' },
      'had none',
    ],
    ['other conditions', { sourceConditions: 'none' }, 'sourceConditions: '],
    ['other Regions', { regions: ['us-west-2'] }, 'regions: '],
  ])('refuses %s', (_what, more, message) => {
    expect(() => read({ name: 'shop', ...more })).toThrow(message);
  });

  it('refuses what is no input at all', () => {
    expect(() => read({ name: 'shop', proof: 'all' })).toThrow(
      /proof: .*there is no such field/,
    );
  });
});

it('the proof of anything else is of what is given', () => {
  const input = {
    accountId: SHOP.accountId,
    region: SHOP.region,
    roleName: SHOP.roleName,
    s3: [INPUT],
  };
  expect(proofRequest(input, {}, undefined)).toEqual(parseVerifyRequest(input));
});
