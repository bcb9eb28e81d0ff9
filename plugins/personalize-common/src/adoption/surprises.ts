import {
  asList,
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '../policy/document';
import { roleAllowance } from '../service/roleAllowance';
import { SERVICE_PRINCIPAL } from '../service/service';
import { printable } from '../text/printable';
import { excessOf, isContained } from '../verify/excess/excess';
import { inWords } from '../verify/words';

/** A role that somebody asks to adopt. */
export interface AdoptionCandidate {
  /** Path of the role. */
  path: string;
  trustPolicy: PolicyDocument;
  /** All policies of the role, inline and attached, by name or ARN. */
  policies: { name: string; document: PolicyDocument }[];
}

/** One reason not to adopt a role. Each text is a sentence without its full stop. */
export interface Surprise {
  /** Quotes the policies. */
  message: string;
  /** Names the statement, but doesn't quote it. */
  unquoted: string;
}

/** Paths of roles that only AWS may edit. */
const PATHS_OF_AWS = ['/aws-service-role/', '/aws-reserved/'];

/**
 * Why a role can't be adopted. Anyone who can pass a role to Personalize reaches
 * everything the role can do. So a set-up doesn't adopt a role that others also
 * use, or one that can do more than a Personalize role needs
 * ({@link roleAllowance}). A permissions boundary changes nothing: people who don't
 * know of the adoption can remove it at any time.
 *
 * @returns all surprises; an empty list if the role can be adopted
 */
export function adoptionSurprises(role: AdoptionCandidate): Surprise[] {
  return [
    ...PATHS_OF_AWS.filter(path => role.path.startsWith(path)).map(path => {
      const message = `its path is ${path}, where only AWS can edit roles`;
      return { message, unquoted: message };
    }),
    ...trustSurprises(role.trustPolicy),
    ...powerSurprises(role.policies),
  ];
}

function trustSurprises(trustPolicy: PolicyDocument): Surprise[] {
  return statementsOf(trustPolicy).flatMap((statement, index) => {
    const strangers = strangersIn(statement);
    const where = `statement ${statementName(
      statement,
      index,
    )} of its trust policy`;
    return statement.Effect === 'Allow' && strangers.length > 0
      ? [
          {
            message: `${where} also lets in ${printable(strangers.join(', '))}`,
            unquoted: `${where} also lets in principals other than Personalize`,
          },
        ]
      : [];
  });
}

function strangersIn({ Principal, NotPrincipal }: PolicyStatement): string[] {
  if (NotPrincipal !== undefined) {
    return ['everybody except those it names (NotPrincipal)'];
  }
  if (Principal === undefined || Principal === '*') {
    return ['everybody'];
  }
  return Object.entries(Principal).flatMap(([type, values]) =>
    asList(values).filter(
      value => type !== 'Service' || value !== SERVICE_PRINCIPAL,
    ),
  );
}

function powerSurprises(policies: AdoptionCandidate['policies']): Surprise[] {
  const denies = policies
    .flatMap(({ document }) => statementsOf(document))
    .filter(deniesEverywhere);
  return policies.flatMap(({ name, document }) =>
    statementsOf(document).flatMap((statement, index) => {
      const powers = powersIn(statement, denies);
      const where = `statement ${statementName(
        statement,
        index,
      )} of its policy ${name}`;
      return powers.length > 0
        ? [
            {
              message: `${where} allows ${printable(powers.join(', '))}`,
              unquoted: `${where} allows more than data access`,
            },
          ]
        : [];
    }),
  );
}

/** Whether a Deny surely removes what it names, on every resource. */
function deniesEverywhere({
  Effect,
  Resource,
  Condition,
}: PolicyStatement): boolean {
  return (
    Effect === 'Deny' &&
    Condition === undefined &&
    asList(Resource).includes('*')
  );
}

/** What a statement allows beyond the needs of a Personalize role, unless a Deny removes it. */
function powersIn(
  statement: PolicyStatement,
  denies: readonly PolicyStatement[],
): string[] {
  if (statement.Effect !== 'Allow') {
    return [];
  }
  const harmless = [...roleAllowance(statement), ...denies];
  if (statement.NotAction !== undefined) {
    return isContained([statement], harmless)
      ? []
      : [`all but ${asList(statement.NotAction).join(', ')}`];
  }
  return asList(statement.Action).flatMap(action =>
    excessOf({ ...statement, Action: action }, harmless).map(
      ({ dimension, values }) =>
        // The action alone would be allowed on other resources.
        dimension === 'resource' ? `${action} on ${inWords(values)}` : action,
    ),
  );
}
