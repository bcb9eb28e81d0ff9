import {
  PolicyDocument,
  PolicyStatement,
  statementsOf,
} from '../../policy/document';
import { Check } from '../../setup/status';
import { HeldAccess, HeldPrincipal, HeldRole, PolicyAtPlace } from '../access';
import { SetupProof } from '../proveSetup';
import { describeFinding } from '../sentences';

/** What was proven, as people read it who may read all. */
export function checksOf({ findings }: SetupProof): Check[] {
  return findings.map(found => describeFinding(found, { quotes: true }));
}

/** What somebody does to an account by hand. */
export type Edit = (held: HeldAccess) => HeldAccess;

/** Changes the statements at a place, wherever it is held. */
export function editAt(
  place: string,
  edit: (statements: PolicyStatement[]) => PolicyStatement[],
): Edit {
  const policy = (placed: PolicyAtPlace): PolicyAtPlace =>
    placed.place === place
      ? { place, document: edited(placed.document, edit) }
      : placed;
  const ofRole = (role: HeldRole): HeldRole => ({
    ...role,
    trust: policy(role.trust),
    policies: role.policies.map(policy),
    ...(role.boundary ? { boundary: policy(role.boundary) } : {}),
  });
  const ofPrincipal = (principal: HeldPrincipal): HeldPrincipal => ({
    ...principal,
    ...(principal.role ? { role: ofRole(principal.role) } : {}),
    ...(principal.policies ? { policies: principal.policies.map(policy) } : {}),
  });
  return held => ({
    ...held,
    ...(held.role ? { role: ofRole(held.role) } : {}),
    buckets: held.buckets.map(bucket => ({
      ...bucket,
      policy: policy(bucket.policy),
    })),
    keys: held.keys.map(key => ({ ...key, policy: policy(key.policy) })),
    people: held.people.map(preset => ({
      ...preset,
      policy: policy(preset.policy),
      principals: preset.principals.map(ofPrincipal),
    })),
  });
}

/** Changes one statement at a place. */
export function editStatement(
  place: string,
  sid: string,
  change: (statement: PolicyStatement) => Partial<PolicyStatement>,
): Edit {
  return editAt(place, statements =>
    statements.map(statement =>
      statement.Sid === sid
        ? { ...statement, ...change(statement) }
        : statement,
    ),
  );
}

/** Adds a statement at a place. */
export function addStatement(place: string, added: PolicyStatement): Edit {
  return editAt(place, statements => [...statements, added]);
}

/** Takes a statement away. */
export function removeStatement(place: string, sid: string): Edit {
  return editAt(place, statements =>
    statements.filter(({ Sid }) => Sid !== sid),
  );
}

/** Puts another policy on the service role. */
export function addRolePolicy(
  place: string,
  ...statements: PolicyStatement[]
): Edit {
  return held => ({
    ...held,
    ...(held.role
      ? {
          role: {
            ...held.role,
            policies: [
              ...held.role.policies,
              { place, document: edited(undefined, () => statements) },
            ],
          },
        }
      : {}),
  });
}

/** Changes what is held of one principal. */
export function editPrincipal(
  name: string,
  change: (principal: HeldPrincipal) => Partial<HeldPrincipal>,
): Edit {
  return held => ({
    ...held,
    people: held.people.map(preset => ({
      ...preset,
      principals: preset.principals.map(principal =>
        principal.name === name
          ? { ...principal, ...change(principal) }
          : principal,
      ),
    })),
  });
}

function edited(
  document: PolicyDocument | undefined,
  edit: (statements: PolicyStatement[]) => PolicyStatement[],
): PolicyDocument {
  return {
    ...(document ?? { Version: '2012-10-17' }),
    Statement: edit(statementsOf(document)),
  };
}
