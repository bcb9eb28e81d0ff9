import { PolicyDocument, PolicyStatement } from './document';
import { mergeOwned, OwnedStatement } from './merge';

const owned = (
  sid: string,
  action: string = 's3:GetObject',
): OwnedStatement => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: [action],
  Resource: ['arn:aws:s3:::reco'],
});

const foreign: PolicyStatement = {
  Sid: 'Tls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: '*',
};

const isOwned = ({ Sid }: PolicyStatement) => Sid?.startsWith('Own') === true;

const documentOf = (...Statement: PolicyStatement[]): PolicyDocument => ({
  Version: '2008-10-17',
  Id: 'Policy1',
  Statement,
});

describe('mergeOwned', () => {
  it('creates a document of the new language, in the order of the Sids', () => {
    expect(
      mergeOwned(undefined, [owned('OwnB'), owned('OwnA')], isOwned),
    ).toStrictEqual({
      document: {
        Version: '2012-10-17',
        Statement: [owned('OwnA'), owned('OwnB')],
      },
      changes: [
        { sid: 'OwnA', operation: 'create' },
        { sid: 'OwnB', operation: 'create' },
      ],
    });
  });

  it('keeps Version and Id, updates in place, drops, and appends', () => {
    const found = documentOf(
      owned('OwnOld'),
      foreign,
      owned('OwnKept', 's3:PutObject'),
      foreign,
    );

    expect(
      mergeOwned(found, [owned('OwnKept'), owned('OwnNew')], isOwned),
    ).toStrictEqual({
      document: documentOf(foreign, owned('OwnKept'), foreign, owned('OwnNew')),
      changes: [
        { sid: 'OwnOld', operation: 'delete' },
        { sid: 'OwnKept', operation: 'update' },
        { sid: 'OwnNew', operation: 'create' },
      ],
    });
  });

  it('takes a statement that means what is wanted for unchanged, and leaves its form', () => {
    const found = documentOf({
      ...owned('OwnA'),
      Action: 'S3:getObject',
      Resource: 'arn:aws:s3:::reco',
    });

    const result = mergeOwned(found, [owned('OwnA')], isOwned);

    expect(result).toStrictEqual({ document: found, changes: [] });
    expect(result.document).toBe(found);
  });

  it('leaves one of an owned statement that stands there twice', () => {
    const found = documentOf(owned('OwnA'), foreign, owned('OwnA'));

    expect(mergeOwned(found, [owned('OwnA')], isOwned)).toStrictEqual({
      document: documentOf(owned('OwnA'), foreign),
      changes: [{ sid: 'OwnA', operation: 'delete' }],
    });
  });

  it('keeps foreign statements of one Sid all, without keying by it', () => {
    const found = documentOf(foreign, foreign, {
      ...foreign,
      Action: 's3:Put*',
    });

    expect(mergeOwned(found, [owned('OwnA')], isOwned).document).toStrictEqual(
      documentOf(
        foreign,
        foreign,
        { ...foreign, Action: 's3:Put*' },
        owned('OwnA'),
      ),
    );
  });

  it('leaves a foreign statement under a wanted Sid beside the owned one', () => {
    const twin = { ...owned('OwnA'), Effect: 'Deny' as const };
    const found = documentOf(twin);

    expect(
      mergeOwned(found, [owned('OwnA')], ({ Effect }) => Effect === 'Allow')
        .document,
    ).toStrictEqual(documentOf(twin, owned('OwnA')));
  });

  it('keeps a statement without a Sid, whoever takes it for owned', () => {
    const found = documentOf({ ...foreign, Sid: undefined });

    expect(mergeOwned(found, [], () => true)).toStrictEqual({
      document: found,
      changes: [],
    });
  });

  it('leaves nothing when the last statement goes', () => {
    expect(mergeOwned(documentOf(owned('OwnA')), [], isOwned)).toStrictEqual({
      document: undefined,
      changes: [{ sid: 'OwnA', operation: 'delete' }],
    });
  });

  it('takes a single statement that is in no list', () => {
    const found: PolicyDocument = { Statement: foreign };

    expect(mergeOwned(found, [owned('OwnA')], isOwned).document).toStrictEqual({
      Statement: [foreign, owned('OwnA')],
    });
    expect(mergeOwned(found, [], isOwned).document).toBe(found);
  });
});
