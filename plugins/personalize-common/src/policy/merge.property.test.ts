import fc from 'fast-check';
import { bucketSid } from '../documents/bucketPolicy';
import { RoleTarget } from '../service/role';
import { ownedSid } from '../service/sids';
import {
  bucketRequests,
  foreignDocuments,
  keyRequests,
} from './__testUtils__/policies';
import {
  editBucket,
  editKey,
  KEY_ARN,
  OTHER_ROLE,
  OUR_ROLE,
} from './__testUtils__/setups';
import { sameDocument } from './compare';
import {
  asList,
  bytesOf,
  charactersOf,
  parsePolicyDocument,
  PolicyDocument,
  policyText,
  statementsOf,
} from './document';
import { MergeResult } from './merge';

type Document = PolicyDocument | undefined;

/** A document without the scalar form of Statement; AWS knows none without a statement. */
function listed(document: Document): Document {
  return statementsOf(document).length === 0
    ? undefined
    : document && { ...document, Statement: statementsOf(document) };
}

interface Kind<Request> {
  name: string;
  requests: fc.Arbitrary<Request>;
  edit(document: Document, role: RoleTarget, request: Request): MergeResult;
  remove(document: Document, role: RoleTarget): MergeResult;
  /** Sids of all statements that a set-up may have there. */
  sidsOf(role: RoleTarget): string[];
}

/** The same laws hold for both kinds of resource policies. */
function lawsOf<Request>({
  name,
  requests,
  edit,
  remove,
  sidsOf,
}: Kind<Request>) {
  const isOurs = (statement: { Sid?: string }) =>
    sidsOf(OUR_ROLE).includes(statement.Sid ?? '-');

  describe(`merging into a ${name} policy`, () => {
    it('gives the document back when what was added is removed', () => {
      fc.assert(
        fc.property(foreignDocuments, requests, (document, request) => {
          const added = edit(document, OUR_ROLE, request).document;

          expect(remove(added, OUR_ROLE).document).toStrictEqual(
            listed(document),
          );
        }),
      );
    });

    it('keeps foreign statements to the letter and in order, and all else of the document', () => {
      fc.assert(
        fc.property(foreignDocuments, requests, (document, request) => {
          const before = JSON.stringify(document);
          const { document: added } = edit(document, OUR_ROLE, request);
          const { Statement, ...rest } = added ?? { Statement: [] };
          const { Statement: _, ...restBefore } = document ?? {
            Version: '2012-10-17',
            Statement: [],
          };

          expect(
            JSON.stringify(asList(Statement).filter(one => !isOurs(one))),
          ).toBe(JSON.stringify(statementsOf(document)));
          expect(rest).toStrictEqual(restBefore);
          expect(JSON.stringify(document)).toBe(before);
        }),
      );
    });

    it('makes no change the second time, and says so', () => {
      fc.assert(
        fc.property(foreignDocuments, requests, (document, request) => {
          const once = edit(document, OUR_ROLE, request);
          const stored = once.document && reread(once.document);
          const twice = edit(stored, OUR_ROLE, request);

          expect(once.changes.length).toBeGreaterThan(0);
          expect(twice.changes).toStrictEqual([]);
          expect(twice.document).toBe(stored);
        }),
      );
    });

    it('changes nothing where nothing is asked for and nothing is owned', () => {
      fc.assert(
        fc.property(foreignDocuments, document => {
          const result = remove(document, OUR_ROLE);

          expect(result.document).toBe(document);
          expect(result.changes).toStrictEqual([]);
        }),
      );
    });

    it('does not disturb another set-up on the same document', () => {
      fc.assert(
        fc.property(
          foreignDocuments,
          requests,
          requests,
          requests,
          (document, ours, theirs, changed) => {
            const theirsAlone = edit(document, OTHER_ROLE, theirs).document;
            const both = edit(theirsAlone, OUR_ROLE, ours).document;

            // Whatever we do then, they find what they wrote.
            for (const after of [
              both,
              edit(both, OUR_ROLE, changed).document,
              remove(both, OUR_ROLE).document,
            ]) {
              expect(edit(after, OTHER_ROLE, theirs).changes).toStrictEqual([]);
            }
            expect(remove(both, OUR_ROLE).document).toStrictEqual(
              listed(theirsAlone),
            );
            // And the other way round.
            expect(
              edit(remove(both, OTHER_ROLE).document, OUR_ROLE, ours).changes,
            ).toStrictEqual([]);
          },
        ),
      );
    });

    it('updates in place: no statement moves', () => {
      fc.assert(
        fc.property(
          foreignDocuments,
          foreignDocuments,
          requests,
          requests,
          (document, later, request, changed) => {
            const added = edit(document, OUR_ROLE, request).document;
            // Somebody appends statements behind ours.
            const found = added && {
              ...added,
              Statement: [...statementsOf(added), ...statementsOf(later)],
            };
            const updated = edit(found, OUR_ROLE, changed).document;

            const after = statementsOf(updated);
            const wanted = new Set(after.filter(isOurs).map(({ Sid }) => Sid));
            const kept = statementsOf(found).filter(
              one => !isOurs(one) || wanted.has(one.Sid),
            );
            expect(
              after.slice(0, kept.length).map(({ Sid }) => Sid),
            ).toStrictEqual(kept.map(({ Sid }) => Sid));
          },
        ),
      );
    });

    it('brings the owned statements to what is asked, whatever was asked before', () => {
      fc.assert(
        fc.property(
          foreignDocuments,
          requests,
          requests,
          (document, before, request) => {
            const direct = edit(document, OUR_ROLE, request).document;
            const detour = edit(
              edit(document, OUR_ROLE, before).document,
              OUR_ROLE,
              request,
            ).document;

            expect(inSidOrder(detour)).toStrictEqual(inSidOrder(direct));
          },
        ),
      );
    });

    it('tells the size of what is sent', () => {
      fc.assert(
        fc.property(foreignDocuments, requests, (document, request) => {
          const added = edit(document, OUR_ROLE, request).document;
          const text = added ? policyText(added) : '';

          expect(bytesOf(added)).toBe(Buffer.byteLength(text));
          expect(charactersOf(added)).toBe(text.split(/\s/).join('').length);
          expect(sameDocument(added && reread(added), added)).toBe(true);
        }),
      );
    });
  });

  function inSidOrder(document: Document) {
    return statementsOf(document)
      .filter(isOurs)
      .map(one => JSON.stringify(one))
      .sort();
  }
}

/** A document as it comes back from AWS. */
function reread(document: PolicyDocument): PolicyDocument {
  return parsePolicyDocument(policyText(document), 'the test');
}

lawsOf({
  name: 'bucket',
  requests: bucketRequests,
  edit: editBucket,
  remove: (document, role) => editBucket(document, role, []),
  sidsOf: role =>
    ['', 'in/', 'out/', 'ä ö/'].map(prefix =>
      bucketSid(role, 'reco-data', prefix),
    ),
});

lawsOf({
  name: 'key',
  requests: keyRequests,
  edit: editKey,
  remove: (document, role) => editKey(document, role, []),
  sidsOf: role => [
    ownedSid('KmsRole', role, KEY_ARN),
    ownedSid('KmsService', role, KEY_ARN),
  ],
});
