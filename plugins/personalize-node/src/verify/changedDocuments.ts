import {
  Change,
  DocumentsBefore,
  HeldAccess,
  HeldRole,
  isPolicyDocument,
  parsePlace,
  PolicyAtPlace,
  placeText,
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
  RunChanges,
  statementFingerprint,
  statementsOf,
  weakenedDenies,
} from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * What a run isn't responsible for in the documents that it changed: the state
 * before, and what others wrote between its changes or since. It is responsible for a
 * missing Deny if it removed it, or was at work when it vanished. Changes of a whole
 * set-up don't show when.
 */
export function notOfTheRun(
  { madeBy, changes }: Omit<RunChanges, 'since'>,
  held: HeldAccess,
): DocumentsBefore {
  const after = documentsAfter(changes);
  const steps = documentSteps(changes);
  const now = new Map(
    policiesIn(held).map(({ place, document }) => [place, document]),
  );
  return new Map(
    [...documentsBefore(changes)].map(([place, document]) => {
      if (!after.has(place)) {
        return [place, document];
      }
      const ofPlace = steps.get(place) ?? [];
      const all = withStatements(document, [
        ...statementsAddedBetween(ofPlace),
        ...statementsAdded(after.get(place), now.get(place)),
      ]);
      return [
        place,
        madeBy === 'task' ? all : withoutLifted(all, ofPlace, now.get(place)),
      ];
    }),
  );
}

/** Without the Deny statements that vanished but that no change removed. */
function withoutLifted(
  document: PolicyDocument | undefined,
  steps: readonly DocumentStep[],
  now: PolicyDocument | undefined,
): PolicyDocument | undefined {
  const taken = new Set(
    steps
      .flatMap(({ before, after }) => weakenedDenies(before, after))
      .map(statementFingerprint),
  );
  const lifted = weakenedDenies(document, now).filter(
    statement => !taken.has(statementFingerprint(statement)),
  );
  return document && lifted.length > 0
    ? {
        ...document,
        Statement: statementsOf(document).filter(one => !lifted.includes(one)),
      }
    : document;
}

/** Statements that others added between two changes. */
function statementsAddedBetween(
  steps: readonly DocumentStep[],
): PolicyStatement[] {
  return steps.flatMap(({ before }, index) =>
    index === 0 ? [] : statementsAdded(steps[index - 1].after, before),
  );
}

function statementsAdded(
  after: PolicyDocument | undefined,
  now: PolicyDocument | undefined,
): PolicyStatement[] {
  const left = new Set(statementsOf(after).map(statementFingerprint));
  return statementsOf(now).filter(
    statement => !left.has(statementFingerprint(statement)),
  );
}

function withStatements(
  document: PolicyDocument | undefined,
  more: PolicyStatement[],
): PolicyDocument | undefined {
  return more.length > 0
    ? {
        Version: POLICY_VERSION,
        ...document,
        Statement: [...statementsOf(document), ...more],
      }
    : document;
}

/**
 * The state before some changes, in the documents they changed. A policy that they
 * attached is new at its holder, so it counts as absent before.
 */
function documentsBefore(changes: readonly Change[]): DocumentsBefore {
  const attached = attachmentsIn(changes)
    .filter(({ operation }) => operation === 'create')
    .map(({ policyArn }): [string, undefined] => [policyArn, undefined]);
  return new Map([
    // For a place changed twice, the state before the first change.
    ...changes.flatMap(change => documentsOf(change, 'before')).reverse(),
    ...attached,
  ]);
}

/** A document as a change found it and as it left it. */
export interface DocumentStep {
  before: PolicyDocument | undefined;
  after: PolicyDocument | undefined;
}

/** The effect of some changes on documents, in order, by resource. */
function documentSteps(
  changes: readonly Change[],
): ReadonlyMap<string, DocumentStep[]> {
  const steps = new Map<string, DocumentStep[]>();
  for (const change of changes) {
    const after = new Map(documentsOf(change, 'after'));
    for (const [place, before] of documentsOf(change, 'before')) {
      const step = { before, after: after.get(place) };
      steps.set(place, [...(steps.get(place) ?? []), step]);
    }
  }
  return steps;
}

/** Documents by resource, as in `Change.resource`; `undefined`: no document. */
export type DocumentsAfter = ReadonlyMap<string, PolicyDocument | undefined>;

/** The state after some changes, in the documents they changed. */
export function documentsAfter(changes: readonly Change[]): DocumentsAfter {
  return new Map(changes.flatMap(change => documentsOf(change, 'after')));
}

function documentsOf(
  change: Change,
  side: 'before' | 'after',
): [string, PolicyDocument | undefined][] {
  const { resource, before, after } = change;
  const trustPolicy = change[side]?.trustPolicy;
  if ((before ?? after)?.trustPolicy !== undefined) {
    return [
      [
        placeText({ arn: resource, kind: 'trust-policy' }),
        isPolicyDocument(trustPolicy) ? trustPolicy : undefined,
      ],
    ];
  }
  const isOfDocument = [before, after].some(isPolicyDocument);
  const document = change[side];
  return isOfDocument
    ? [[resource, isPolicyDocument(document) ? document : undefined]]
    : [];
}

/** The policy that a change attaches or detaches, and its holder. */
export interface Attachment {
  /** ARN of the role, group or user. */
  holder: string;
  policyArn: string;
  operation: Change['operation'];
}

/** The attachments and detachments in some changes. */
export function attachmentsIn(changes: readonly Change[]): Attachment[] {
  return changes.flatMap(({ resource, operation }) => {
    const place = parsePlace(resource);
    return place.kind === 'attached-policy'
      ? [{ holder: place.arn, policyArn: place.name, operation }]
      : [];
  });
}

/** All policies of a set-up that were read. */
function policiesIn({
  role,
  buckets,
  keys,
  people,
}: HeldAccess): PolicyAtPlace[] {
  return [
    ...(role ? policiesOf(role) : []),
    ...buckets.map(({ policy }) => policy),
    ...keys.map(({ policy }) => policy),
    ...people.map(({ policy }) => policy),
    ...people.flatMap(({ principals }) =>
      principals.flatMap(({ role: peopleRole, policies = [] }) => [
        ...(peopleRole ? policiesOf(peopleRole) : []),
        ...policies,
      ]),
    ),
  ];
}

function policiesOf({ trust, policies }: HeldRole): PolicyAtPlace[] {
  return [trust, ...policies];
}
