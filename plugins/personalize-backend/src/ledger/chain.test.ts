import { KEY } from '../__testUtils__/ledgers';
import { entryHash, headMac, NOTHING_BEFORE, payloadHash } from './chain';
import { CURRENT_FORMAT } from './payload';

/*
 * Stored ledgers were signed like this. A change that fails one of these tests
 * makes every entry of every portal "altered".
 */
describe('a signature that is stored', () => {
  const PAYLOAD = '{"person":"user:default/ana","details":{"name":"reco"}}';
  const COLUMNS = {
    seq: 7,
    kind: 'registered',
    intent_id: null,
    account_id: '111122223333',
    role_name: 'personalize-reco',
    resource: null,
    task_id: 'task-1',
    at: '2026-11-25T12:00:00.000Z',
    payload_hash: payloadHash(KEY, PAYLOAD),
    previous_hash: NOTHING_BEFORE,
    key_id: '2026',
  } as const;
  const CHANGE = {
    ...COLUMNS,
    kind: 'intent',
    intent_id: '3c1e6f3e-0000-4000-8000-000000000001',
    resource: 'arn:aws:s3:::reco-data',
  } as const;

  it('of what an entry says', () => {
    expect(payloadHash(KEY, PAYLOAD)).toBe(
      '742b99fb0d115c7bacf36d9351ba21954cbd99ba2c3c2353ad9763c5ac047f89',
    );
  });

  it.each([
    [
      1,
      'd19d6cafa37980f242969319ac0295dbeb7df6f33740e64a9528b04f948f5828',
      '22ac1b9b479412a4f855ce9a43d926f5c90da38ecf77025c96bb613e5ef3ffec',
    ],
    [
      2,
      'e85e51c8f1bab2c3725cabd9e4d2419e17b4a58448cbc9f9f619c3acbb1d3f4e',
      '9c99e750d8360bc6e375b6eebb5fd1b9d98ec8f0331d4a55b2abb80099290c7b',
    ],
  ])('of an entry of format %i', (format, ofSetup, ofChange) => {
    expect(entryHash(KEY, { ...COLUMNS, format })).toBe(ofSetup);
    expect(entryHash(KEY, { ...CHANGE, format })).toBe(ofChange);
  });

  it('of a head', () => {
    expect(headMac(KEY, { seq: 7, hash: NOTHING_BEFORE })).toBe(
      '32b9942b4cfeb373b0e56f07812cf41b3c955b21be1f7f46d247b36916307ffc',
    );
    expect(headMac(KEY, { seq: 0, hash: NOTHING_BEFORE })).toBe(
      'd186669d56c0462f921f6ac8be14791784fce41bdff48f165d2c67284596b418',
    );
  });

  it('is pinned for each format', () => {
    expect(CURRENT_FORMAT).toBe(2);
  });
});
