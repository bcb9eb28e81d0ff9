import {
  mergeOwned,
  OwnedStatement,
  ownedStatements,
  PartName,
  PolicyDocument,
  PolicyStatement,
  Problem,
  roleArn,
  RoleTarget,
  staleForeignStatements,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import {
  Remainder,
  PartPlan,
  PlannedChange,
  PlanWarning,
  RevokeSubject,
  RevokePlan,
} from '../../engine/plan';
import { planPolicyChange, PolicyEdit } from '../../engine/policyChange';
import { PolicyHome } from '../../engine/policyHome';
import { Boundary, boundaryWarnings, readBoundary } from './boundary';
import { denyWarnings } from './denies';
import { capital, sortEditable, staleStatementError } from './editability';
import {
  InlinePolicyState,
  readInlinePolicyState,
  withPlannedPolicies,
} from './inlinePolicy';
import { PartWanted } from './part';
import { Grant } from './personalizeRequests';
import {
  documentBefore,
  readAddedInline,
  restoredDocument,
  sightOf,
  standingOf,
  stopsAtRemainders,
} from './record';
import {
  readRoleStanding,
  RoleFitness,
  roleFitness,
  RoleStanding,
} from './roleStanding';
import { waitsForRole } from './targetRole';

/*
 * The grant engine. A grant is access given by statements in a document that others
 * write too (a bucket or key policy), and by an inline policy of the role, which also
 * records the grant. A `GrantKind` holds what is specific to buckets or keys.
 */

/** A bucket or key, and its policy as AWS holds it. */
export interface GrantedResource {
  home: PolicyHome;
  document: PolicyDocument | undefined;
  /** In a revoke, the policy before the set-up. */
  before?: PolicyDocument;
}

/** The input that all kinds of grants share. */
export interface GrantsWanted extends PartWanted {
  /** ARN of the boundary that the role must have, if any. */
  permissionsBoundary?: string;
}

/** The requested resources. */
export interface WantedResources<Resource> {
  /** The usable ones, each once. */
  resources: Resource[];
  /** Why the others can't be used. */
  faults: Problem[];
}

/** The state read for one kind of grant. */
export interface GrantsState<Resource> extends WantedResources<Resource> {
  standing: RoleStanding;
  boundary: Boundary | undefined;
  inline: InlinePolicyState;
  /** The requested ones, each once, then those granted by an earlier run. */
  resources: Resource[];
  /** Earlier grants that can't be removed from here. */
  outOfReach: PlanWarning[];
}

/** A set-up's grants of one kind that still exist. */
export interface AddedGrants<Resource> {
  inline: InlinePolicyState;
  resources: Resource[];
  /** What no longer exists. */
  gone: Warning[];
  /** What AWS won't let the portal read, and why; a revoke stops there. */
  unreadable: Remainder[];
  /** What can't be removed from here, and why. */
  outOfReach: (Remainder & { stops: boolean })[];
}

/** Something granted to a set-up, according to the record or the role's own policy. */
export interface GrantOnRecord<Resource> {
  /** ARN. */
  resource: string;
  /** For messages, for example `bucket reco-data`. */
  name: string;
  /** The name of the set-up's statements in its policy, for messages. */
  statements: string;
  /** Undefined if it no longer exists. */
  read(): Promise<Resource | undefined>;
}

/** What is specific to one kind of grant. */
export interface GrantKind<
  Wanted extends GrantsWanted,
  Resource extends GrantedResource,
> {
  part: PartName;
  /** Name of the role's inline policy. */
  policyName: string;
  /** The service that stores the documents, for messages. */
  service: string;
  noun: string;
  /** For messages, for example `bucket reco-data`. */
  nameOf(resource: Resource): string;

  readWanted(
    session: AwsSession,
    wanted: Wanted,
  ): Promise<WantedResources<Resource>>;
  /** Reads former grants that are no longer requested. */
  readDropped(
    session: AwsSession,
    wanted: Wanted,
    inline: InlinePolicyState,
    asked: Resource[],
  ): Promise<Pick<GrantsState<Resource>, 'resources' | 'outOfReach'>>;

  /** The statements in a resource's policy; empty for one that is no longer requested. */
  statements(wanted: Wanted, resource: Resource): OwnedStatement[];
  /** Like `OwnershipRules.certify`, for a resource's policy. */
  certify(
    role: RoleTarget,
    resource: Resource,
  ): (statement: PolicyStatement) => string[];
  /** The Sids known to be this set-up's, even if a statement no longer certifies itself. */
  knownSids?(
    wanted: Wanted,
    resource: Resource,
    inline: InlinePolicyState,
  ): string[];
  /** The statements in the role's own policy. */
  statementsOnRole(
    wanted: Wanted,
    resources: readonly Resource[],
  ): OwnedStatement[];
  /** Like `OwnershipRules.certify`, for the role's own policy. */
  certifyOnRole(role: RoleTarget): (statement: PolicyStatement) => string[];

  /** What readers must know about a resource besides its policy statements. */
  warnings(
    wanted: Wanted,
    resource: Resource,
    isChanged: boolean,
  ): PlanWarning[];
  /** How Personalize will use the requested resources. */
  uses(
    wanted: Wanted,
    resources: readonly Resource[],
  ): (Grant & Pick<GrantedResource, 'document'> & { warnings?: Warning[] })[];

  /** Finds everything granted to a set-up. */
  findAdded(
    session: AwsSession,
    subject: RevokeSubject,
    inline: InlinePolicyState,
  ): Promise<
    Pick<AddedGrants<Resource>, 'outOfReach'> & {
      here: GrantOnRecord<Resource>[];
    }
  >;
  /** The wanted state if nothing is requested. */
  nothing(role: RoleTarget): Wanted;
}

/**
 * The order of the changes. The role's own policy also records the grants. So access
 * is removed before its record, and access is added after it. A run that stops
 * anywhere can still be finished or undone.
 */
function inOrder(
  onRole: PlannedChange[],
  onResources: { isDropped: boolean; changes: PlannedChange[] }[],
): PlannedChange[] {
  const changesWhere = (dropped: boolean) =>
    onResources
      .filter(({ isDropped }) => isDropped === dropped)
      .flatMap(({ changes }) => changes);
  return [...changesWhere(true), ...onRole, ...changesWhere(false)];
}

/** The engine for one kind of grant. It has the methods of a part, the same for each kind. */
export class GrantEngine<
  Wanted extends GrantsWanted,
  Resource extends GrantedResource,
> {
  constructor(readonly kind: GrantKind<Wanted, Resource>) {}

  /** Reads what decides about one kind of grant. */
  async read(
    session: AwsSession,
    wanted: Wanted,
  ): Promise<GrantsState<Resource>> {
    const { role, permissionsBoundary } = wanted;
    const [standing, inline, asked] = await Promise.all([
      readRoleStanding(session, role),
      readInlinePolicyState(session, role, this.kind.policyName),
      this.kind.readWanted(session, wanted),
    ]);
    const [boundary, dropped] = await Promise.all([
      readBoundary(session, standing.role, permissionsBoundary),
      // An unusable resource doesn't count as no longer requested.
      asked.faults.length > 0
        ? { resources: [], outOfReach: [] }
        : this.kind.readDropped(session, wanted, inline, asked.resources),
    ]);
    return {
      standing,
      boundary,
      inline,
      resources: [...asked.resources, ...dropped.resources],
      faults: asked.faults,
      outOfReach: dropped.outOfReach,
    };
  }

  /**
   * Plans one kind of grant.
   *
   * @param earlier - earlier plans of the same run
   */
  plan(
    wanted: Wanted,
    state: GrantsState<Resource>,
    earlier: readonly PartPlan[] = [],
  ): PartPlan {
    return this.planDocuments(
      wanted,
      { ...state, inline: withPlannedPolicies(state.inline, earlier) },
      roleFitness(state.standing, wanted.permissionsBoundary, earlier),
    );
  }

  private planDocuments(
    wanted: Wanted,
    {
      standing,
      boundary,
      inline,
      resources,
      outOfReach,
      faults,
    }: GrantsState<Resource>,
    fitness: RoleFitness,
  ): PartPlan {
    const { part } = this.kind;
    const { role } = wanted;
    const onRole = planPolicyChange(
      part,
      inline.home,
      inline.document,
      this.editRolePolicy(wanted, inline.home, resources),
    );
    const onResources = resources.map(resource => ({
      ...planPolicyChange(
        part,
        resource.home,
        resource.document,
        this.editDocument(wanted, resource, inline),
      ),
      resource,
      isDropped: this.kind.statements(wanted, resource).length === 0,
    }));
    return {
      part,
      isRoleUnfit: fitness.isRoleUnfit,
      faults: [
        ...fitness.faults,
        ...faults,
        // With unusable resources, the content of the role's own policy isn't known.
        ...(fitness.isRoleUnfit || faults.length > 0 ? [] : onRole.faults),
        ...onResources.flatMap(one => one.faults),
      ],
      changes: inOrder(onRole.changes, onResources),
      warnings: [
        ...onResources.flatMap(({ resource, changes }) =>
          this.kind.warnings(wanted, resource, changes.length > 0),
        ),
        ...this.kind
          .uses(wanted, resources)
          .flatMap(({ document, warnings = [], ...grant }) => [
            ...warnings,
            ...denyWarnings(role, standing.role, document, grant),
            ...boundaryWarnings(role, boundary, grant),
          ]),
        ...outOfReach,
      ],
      room: [...onRole.room, ...onResources.flatMap(({ room }) => room)],
      ...waitsForRole(standing.role, role),
    };
  }

  private editDocument(
    wanted: Wanted,
    resource: Resource,
    inline: InlinePolicyState,
  ): PolicyEdit {
    const { role } = wanted;
    const documentName = this.kind.nameOf(resource);
    const statements = this.kind.statements(wanted, resource);
    const known = this.kind.knownSids?.(wanted, resource, inline) ?? [];
    return found => {
      const isOwned = ownedStatements(found, {
        documentName,
        roleArn: roleArn(role),
        certify: this.kind.certify(role, resource),
        wantedSids: new Set([...known, ...statements.map(({ Sid }) => Sid)]),
        principals: 'required',
      });
      const merged = mergeOwned(found, statements, isOwned);
      const [stale] = staleForeignStatements(found, isOwned);
      if (merged.changes.length > 0 && stale) {
        throw staleStatementError(
          stale,
          `the policy of ${documentName}`,
          this.kind.service,
          `the owner of the ${this.kind.noun}`,
        );
      }
      return restoredDocument(merged.document, resource.before);
    };
  }

  private editRolePolicy(
    wanted: Wanted,
    home: PolicyHome,
    resources: readonly Resource[],
  ): PolicyEdit {
    const statements = this.kind.statementsOnRole(wanted, resources);
    return found =>
      mergeOwned(
        found,
        statements,
        ownedStatements(found, {
          documentName: home.name,
          roleArn: roleArn(wanted.role),
          certify: this.kind.certifyOnRole(wanted.role),
          wantedSids: new Set(statements.map(({ Sid }) => Sid)),
          principals: 'none',
        }),
      ).document;
  }

  /** Reads which of a set-up's grants still exist. */
  async readAdded(
    session: AwsSession,
    subject: RevokeSubject,
  ): Promise<AddedGrants<Resource>> {
    const inline = await readAddedInline(
      session,
      subject,
      this.kind.policyName,
    );
    const { here, outOfReach } = await this.kind.findAdded(
      session,
      subject,
      inline,
    );
    const read = await Promise.all(
      here.map(async one => ({ one, sight: await sightOf(one.read()) })),
    );
    return {
      inline,
      outOfReach,
      resources: read.flatMap(({ one, sight }) =>
        'seen' in sight && sight.seen
          ? [{ ...sight.seen, before: documentBefore(subject, one.resource) }]
          : [],
      ),
      gone: read.flatMap(({ one, sight }) =>
        'seen' in sight && !sight.seen
          ? [
              {
                part: this.kind.part,
                resource: one.resource,
                message: `${capital(
                  one.name,
                )} no longer exists, so there is nothing to remove from it.`,
              },
            ]
          : [],
      ),
      unreadable: read.flatMap(({ one, sight }) =>
        'refusal' in sight
          ? [
              {
                resource: one.resource,
                reason: `The policy of ${one.name} can't be reached: ${sight.refusal.message} Until then ${one.statements} stay.`,
              },
            ]
          : [],
      ),
    };
  }

  /** Plans the removal of one kind of grant, and nothing else. */
  planRevoke(subject: RevokeSubject, added: AddedGrants<Resource>): RevokePlan {
    const wanted = this.kind.nothing(subject.role);
    const resources = sortEditable(added.resources, resource =>
      this.editDocument(wanted, resource, added.inline),
    );
    const inline = sortEditable([added.inline], ({ home }) =>
      this.editRolePolicy(wanted, home, resources.editable),
    );
    const plan = this.planDocuments(
      wanted,
      {
        standing: standingOf(subject),
        boundary: undefined,
        inline: inline.editable[0] ?? { ...added.inline, document: undefined },
        resources: resources.editable,
        outOfReach: [],
        faults: [],
      },
      { isRoleUnfit: false, faults: [] },
    );
    return {
      part: this.kind.part,
      faults: plan.faults,
      changes: plan.changes,
      warnings: [...plan.warnings, ...added.gone],
      room: plan.room,
      blockers: [
        ...stopsAtRemainders([
          ...added.unreadable,
          ...added.outOfReach.filter(({ stops }) => stops),
        ]),
        ...resources.blockers,
        ...inline.blockers,
      ],
      kept: [
        ...added.unreadable,
        ...resources.kept,
        ...inline.kept,
        ...added.outOfReach.map(({ stops, ...kept }) => kept),
      ],
    };
  }
}
