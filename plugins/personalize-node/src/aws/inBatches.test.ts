import { withFaults } from './inBatches';

describe('reads that fail where faults are known', () => {
  const failing = () => Promise.reject(new Error('AccessDenied'));

  it('report the faults', async () => {
    await expect(
      withFaults(
        [{ field: 's3[0].bucket', value: 'gone', rule: 'must exist' }],
        failing(),
      ),
    ).rejects.toThrow('s3[0].bucket: "gone" was given, but must exist');
  });

  it('report why they failed if there are none', async () => {
    await expect(withFaults([], failing())).rejects.toThrow('AccessDenied');
  });
});
