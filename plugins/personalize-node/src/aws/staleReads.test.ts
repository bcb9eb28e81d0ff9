import {
  documentFingerprint,
  PolicyDocument,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { StaleReads } from './staleReads';

const RESOURCE = 'arn:aws:s3:::reco';

const named = (...sids: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: sids.map(Sid => ({
    Sid,
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: '*',
  })),
});

/** What the ledger tells of writes. */
const record = ({
  written,
  superseded = [],
  ageMs = 0,
}: {
  written: PolicyDocument;
  superseded?: PolicyDocument[];
  ageMs?: number;
}): WrittenDocument => ({
  written: documentFingerprint(written),
  superseded: superseded.map(documentFingerprint),
  ageMs,
});

describe('StaleReads', () => {
  it('knows the document that our write replaced, by meaning', () => {
    const reads = new StaleReads(() => 0);
    reads.remember(RESOURCE, named('a'), named('a', 'b'));

    const [statement] = [named('a').Statement].flat();
    expect(
      reads.looksStale(RESOURCE, {
        Version: '2012-10-17',
        Statement: { ...statement, Action: ['S3:getobject'] },
      }),
    ).toBe(true);
    expect(reads.looksStale(RESOURCE, named('a', 'b'))).toBe(false);
    expect(reads.looksStale(RESOURCE, named('c'))).toBe(false);
    expect(reads.looksStale('arn:aws:s3:::other', named('a'))).toBe(false);
  });

  it('knows that there was no document', () => {
    const reads = new StaleReads(() => 0);
    reads.remember(RESOURCE, undefined, named('a'));

    expect(reads.looksStale(RESOURCE, undefined)).toBe(true);
  });

  it('knows a deleted document', () => {
    const reads = new StaleReads(() => 0);
    reads.remember(RESOURCE, named('a'), undefined);

    expect(reads.looksStale(RESOURCE, named('a'))).toBe(true);
    expect(reads.looksStale(RESOURCE, undefined)).toBe(false);
  });

  it('knows an answer that is several of our writes old', () => {
    const reads = new StaleReads(() => 0);
    reads.remember(RESOURCE, named('a'), named('a', 'b'));
    reads.remember(RESOURCE, named('a', 'b'), named('a', 'b', 'c'));

    expect(reads.looksStale(RESOURCE, named('a'))).toBe(true);
    expect(reads.looksStale(RESOURCE, named('a', 'b'))).toBe(true);
    expect(reads.looksStale(RESOURCE, named('a', 'b', 'c'))).toBe(false);
  });

  it('knows our own write that somebody replaced before we wrote again', () => {
    const reads = new StaleReads(() => 0);
    reads.remember(RESOURCE, named('a'), named('a', 'ours'));
    reads.remember(RESOURCE, named('theirs'), named('theirs', 'ours'));

    expect(reads.looksStale(RESOURCE, named('a', 'ours'))).toBe(true);
  });

  it('does not call old what our last write brought back', () => {
    const reads = new StaleReads(() => 0);
    reads.remember(RESOURCE, named('a'), named('a', 'b'));
    reads.remember(RESOURCE, named('a', 'b'), named('a'));

    expect(reads.looksStale(RESOURCE, named('a'))).toBe(false);
    expect(reads.looksStale(RESOURCE, named('a', 'b'))).toBe(true);
  });

  it('takes an old document for put back by somebody after a minute', () => {
    let now = 0;
    const reads = new StaleReads(() => now);
    reads.remember(RESOURCE, named('a'), named('a', 'b'));

    now = 59_999;
    expect(reads.looksStale(RESOURCE, named('a'))).toBe(true);
    now = 60_000;
    expect(reads.looksStale(RESOURCE, named('a'))).toBe(false);
  });

  it('learns what another process wrote', () => {
    const reads = new StaleReads(() => 0);
    reads.learn(
      RESOURCE,
      record({ written: named('b'), superseded: [named('a')] }),
    );

    expect(reads.looksStale(RESOURCE, named('a'))).toBe(true);
    expect(reads.looksStale(RESOURCE, named('b'))).toBe(false);
  });

  it('expects what the later write left, whichever it learns of first', () => {
    const later = new StaleReads(() => 100);
    later.remember(RESOURCE, named('a'), named('ours'));
    later.learn(RESOURCE, record({ written: named('theirs'), ageMs: 10 }));
    expect(later.looksStale(RESOURCE, named('theirs'))).toBe(true);
    expect(later.looksStale(RESOURCE, named('ours'))).toBe(false);

    let now = 0;
    const earlier = new StaleReads(() => now);
    earlier.remember(RESOURCE, named('a'), named('ours'));
    now = 100;
    earlier.learn(RESOURCE, record({ written: named('theirs'), ageMs: 10 }));
    expect(earlier.looksStale(RESOURCE, named('ours'))).toBe(true);
    expect(earlier.looksStale(RESOURCE, named('theirs'))).toBe(false);
  });

  it('learns nothing of a write that is more than a minute old', () => {
    let now = 0;
    const reads = new StaleReads(() => now);
    const written = { written: named('b'), superseded: [named('a')] };
    reads.learn(RESOURCE, record({ ...written, ageMs: 60_000 }));
    expect(reads.looksStale(RESOURCE, named('a'))).toBe(false);

    reads.learn(RESOURCE, record({ ...written, ageMs: 59_000 }));
    now = 1_000;
    expect(reads.looksStale(RESOURCE, named('a'))).toBe(false);
  });

  describe('of what is there or not', () => {
    const ATTACHED = 'arn:aws:iam::123456789012:role/reco#attached-policy/x';
    const listing = (reads: StaleReads, isShown: boolean | undefined) =>
      reads.outdatedIn(resource =>
        resource === ATTACHED ? isShown : undefined,
      );

    it('knows an answer that lacks what was just put there', () => {
      const reads = new StaleReads(() => 0);
      reads.remember(ATTACHED, undefined, { policyArn: 'x' });

      expect(listing(reads, false)).toEqual([ATTACHED]);
      expect(listing(reads, true)).toEqual([]);
      expect(listing(reads, undefined)).toEqual([]);
    });

    it('knows an answer that shows what was just taken away', () => {
      const reads = new StaleReads(() => 0);
      reads.remember(ATTACHED, { policyArn: 'x' }, undefined);

      expect(listing(reads, true)).toEqual([ATTACHED]);
      expect(listing(reads, false)).toEqual([]);
    });

    it('doesn’t call old what no write of ours has replaced', () => {
      const reads = new StaleReads(() => 0);
      reads.remember(ATTACHED, { a: 1 }, { a: 2 });

      expect(listing(reads, false)).toEqual([]);
    });

    it('believes what it is told to, and what was written a minute ago', () => {
      let now = 0;
      const reads = new StaleReads(() => now);
      reads.remember(ATTACHED, undefined, { policyArn: 'x' });
      reads.forget(ATTACHED);
      expect(listing(reads, false)).toEqual([]);

      reads.remember(ATTACHED, undefined, { policyArn: 'x' });
      expect(reads.wroteLately(ATTACHED)).toBe(true);
      now = 60_000;
      expect(listing(reads, false)).toEqual([]);
      expect(reads.wroteLately(ATTACHED)).toBe(false);
    });
  });

  it('forgets the oldest beyond a thousand resources', () => {
    const reads = new StaleReads(() => 0);
    for (let i = 0; i <= 1_000; i++) {
      reads.remember(`arn:aws:s3:::bucket-${i}`, undefined, named('a'));
    }

    expect(reads.looksStale('arn:aws:s3:::bucket-0', undefined)).toBe(false);
    expect(reads.looksStale('arn:aws:s3:::bucket-1', undefined)).toBe(true);
    expect(reads.looksStale('arn:aws:s3:::bucket-1000', undefined)).toBe(true);
  });
});
