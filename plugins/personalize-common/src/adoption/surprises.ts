import { PERSONALIZE_SERVICE } from '../aws/regions';
import {
  asList,
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '../policy/document';

/** A role that somebody asks to adopt. */
export interface AdoptionCandidate {
  /** Path of the role. */
  path: string;
  trustPolicy: PolicyDocument;
  /** All its policies, inline and attached, by name or ARN. */
  policies: { name: string; document: PolicyDocument }[];
}

/** One thing that makes a role unfit to be adopted; each is a sentence without its full stop. */
export interface Surprise {
  /** Quotes what stands in the policies. */
  message: string;
  /** Names the statement, but not what it holds. */
  unquoted: string;
}

/** Paths under which AWS keeps roles that it alone may edit. */
const PATHS_OF_AWS = ['/aws-service-role/', '/aws-reserved/'];

/** Services whose actions give away an account, whatever they are. */
const SERVICES_OF_POWER = ['iam', 'sts', 'organizations', 'account'];

/**
 * What makes a role unfit to be adopted. Whoever may have Personalize use a role
 * gets at what the role can do, so a role that can do more than read and write
 * data, or that others use too, isn't handed to a set-up.
 *
 * @returns all surprises; none for a role that may be adopted
 */
export function adoptionSurprises(role: AdoptionCandidate): Surprise[] {
  return [
    ...PATHS_OF_AWS.filter(path => role.path.startsWith(path)).map(path => {
      const message = `it stands at ${path}, where AWS alone edits roles`;
      return { message, unquoted: message };
    }),
    ...trustSurprises(role.trustPolicy),
    ...role.policies.flatMap(({ name, document }) =>
      powerSurprises(name, document),
    ),
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
            message: `${where} also lets in ${strangers.join(', ')}`,
            unquoted: `${where} also lets in others than Personalize`,
          },
        ]
      : [];
  });
}

function strangersIn({ Principal, NotPrincipal }: PolicyStatement): string[] {
  if (NotPrincipal !== undefined) {
    return ['everybody but those it names (NotPrincipal)'];
  }
  if (Principal === undefined || Principal === '*') {
    return ['everybody'];
  }
  return Object.entries(Principal).flatMap(([type, values]) =>
    asList(values).filter(
      value => type !== 'Service' || value !== PERSONALIZE_SERVICE,
    ),
  );
}

function powerSurprises(name: string, document: PolicyDocument): Surprise[] {
  return statementsOf(document).flatMap((statement, index) => {
    const powers = powersIn(statement);
    const where = `statement ${statementName(
      statement,
      index,
    )} of its policy ${name}`;
    return powers.length > 0
      ? [
          {
            message: `${where} allows ${powers.join(', ')}`,
            unquoted: `${where} allows more than the use of data`,
          },
        ]
      : [];
  });
}

function powersIn(statement: PolicyStatement): string[] {
  if (statement.Effect !== 'Allow') {
    return [];
  }
  if (statement.NotAction !== undefined) {
    return [`all but ${asList(statement.NotAction).join(', ')}`];
  }
  const everywhere =
    statement.NotResource !== undefined ||
    asList(statement.Resource).some(isEverything);
  return asList(statement.Action).filter(action => {
    const [service, name = '*'] = action.toLowerCase().split(':');
    if (service === 'iam' && name === 'passrole') {
      return !passesToPersonalizeAlone(statement);
    }
    return (
      /[*?]/.test(service) ||
      SERVICES_OF_POWER.includes(service) ||
      (service !== 'personalize' && /^[*?]+$/.test(name) && everywhere)
    );
  });
}

/** `*`, or an ARN whose part that names the resource begins with a wildcard or is missing. */
function isEverything(resource: string): boolean {
  const [name] = resource.split(':').slice(5);
  return name === undefined ? /[*?]/.test(resource) : /^[*?]/.test(name);
}

/**
 * AWS's own AmazonPersonalizeFullAccess, which roles made by hand mostly carry,
 * lets roles be passed on to Personalize, and to nothing else.
 */
function passesToPersonalizeAlone({ Condition }: PolicyStatement): boolean {
  const services = Object.entries(Condition ?? {})
    .filter(([operator]) => /^String(Equals|Like)$/i.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .filter(([key]) => key.toLowerCase() === 'iam:passedtoservice')
    .flatMap(([, values]) => asList(values));
  return (
    services.length > 0 &&
    services.every(service => service === PERSONALIZE_SERVICE)
  );
}
