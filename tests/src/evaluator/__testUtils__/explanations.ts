import {
  asList,
  PolicyDocument,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Case } from './cases';
import { ACCOUNT } from './field';

/** Why the product and the simulator may decide a case differently. */
export interface Explanation {
  name: string;
  /** What each of them does, and why ours is right or the careful one. */
  reason: string;
  /**
   * Whether we leave it open, so that nobody is shut out or let in by what we
   * don't know, or decide otherwise than the simulator.
   */
  weSay: 'unknown' | 'otherwise';
  /** Where AWS says so. */
  source: string;
  /**
   * The case without what the explanation speaks of; `undefined` when it has
   * nothing of it. The two must agree on what is left, else something else is
   * different as well.
   */
  without: (theCase: Case) => Case | undefined;
}

const ACCOUNT_NAMES = [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`];
/** Of which no policy speaks. */
const UNNAMED_ACCOUNT = '777788889999';

export const EXPLANATIONS: readonly Explanation[] = [
  {
    name: 'a session of the role is named',
    weSay: 'unknown',
    reason:
      'We say unknown, for the name of the session that Personalize uses is not known. The simulator has the role itself make the request, which no session of it is.',
    source:
      'IAM User Guide, "AWS JSON policy elements: Principal", role session principals',
    without: withoutStatements(statement =>
      namesOf(statement).some(name => name.includes(':assumed-role/')),
    ),
  },
  {
    name: 'a unique id is named',
    weSay: 'otherwise',
    reason:
      'We know the unique id of the role or user and compare it. The simulator is given an ARN alone and takes no unique id for it.',
    source: 'IAM User Guide, "IAM identifiers", unique identifiers',
    without: withoutStatements(statement =>
      namesOf(statement).some(name => /^A(ROA|IDA)/.test(name)),
    ),
  },
  {
    name: 'NotPrincipal lists the principal or its account',
    weSay: 'unknown',
    reason:
      'A role is exempt only together with its session and its account, a user only together with its account; where that is not all listed, or not known, we say unknown. The simulator exempts by any one of them.',
    source: 'IAM User Guide, "AWS JSON policy elements: NotPrincipal"',
    without: withoutStatements(
      (statement, { principal }) =>
        'arn' in principal &&
        asNames(statement.NotPrincipal).some(name =>
          ['*', ...ACCOUNT_NAMES, principal.arn, principal.uniqueId].includes(
            name,
          ),
        ),
    ),
  },
  {
    name: 'AWS: * and who is no IAM principal',
    weSay: 'unknown',
    reason:
      'AWS documents AWS: * as the same as * for anonymous users, and not for services or for whom a provider vouches for, so we say unknown. The simulator takes everybody for covered.',
    source:
      'IAM User Guide, "AWS JSON policy elements: Principal", all principals',
    without: withoutStatements(
      (statement, { principal }) =>
        !('arn' in principal) && namesOf(statement).includes('*'),
    ),
  },
  {
    name: 'the account of who comes from a provider',
    weSay: 'unknown',
    reason:
      'Whether an account stands for whom its identity providers vouch for is not documented, so we say unknown. The simulator takes the account of the ARN.',
    source:
      'IAM User Guide, "AWS JSON policy elements: Principal", AWS account principals',
    without: withoutStatements(
      (statement, { principal }) =>
        principal.kind === 'federated' &&
        namesOf(statement).some(name => ACCOUNT_NAMES.includes(name)),
    ),
  },
  {
    name: 'an identity provider without an ARN',
    weSay: 'otherwise',
    reason:
      'accounts.google.com belongs to no account. The simulator takes it for another account, from which own policies would be needed, and nobody has any before the role is assumed.',
    source:
      'IAM User Guide, "AWS JSON policy elements: Principal", web identity session principals',
    without: theCase =>
      theCase.principal.kind === 'federated' &&
      !theCase.principal.provider.startsWith('arn:')
        ? replaceProvider(theCase, theCase.principal.provider)
        : undefined,
  },
  {
    name: 'a variable before the fifth colon of a resource',
    weSay: 'unknown',
    reason:
      'AWS documents variables only for what follows the fifth colon, so we say unknown where the rest fits. The simulator compares the text.',
    source:
      'IAM User Guide, "IAM policy elements: Variables and tags", where you can use policy variables',
    without: withoutStatements(statement =>
      resourcesOf(statement).some(hasVariableEarly),
    ),
  },
  {
    name: 'a negation with a variable that has no value',
    weSay: 'unknown',
    reason:
      'AWS documents both that a negation matches and that the statement is invalid, so we say unknown. The simulator matches nothing.',
    source:
      'IAM User Guide, "IAM policy elements: Variables and tags", policy variables with no value',
    without: withoutStatements(
      (statement, theCase) =>
        asList(statement.NotResource).some(resource =>
          hasEmptyVariable(resource, theCase),
        ) ||
        conditionsOf(statement).some(
          ({ operator, values }) =>
            /Not(Equals|Like)/.test(operator) &&
            values.some(value => hasEmptyVariable(value, theCase)),
        ),
    ),
  },
  {
    name: 'a variable in the old policy language',
    weSay: 'otherwise',
    reason:
      'Before 2012-10-17 ${...} is text. The simulator puts the value in whatever the version.',
    source: 'IAM User Guide, "IAM JSON policy elements: Version"',
    without: withoutStatements(
      (statement, _, { Version }) =>
        Version === '2008-10-17' && JSON.stringify(statement).includes('${'),
    ),
  },
  {
    name: 'seconds since 1970 against a date',
    weSay: 'otherwise',
    reason:
      'We compare both as times. The simulator compares the number of seconds with the number of milliseconds.',
    source:
      'IAM User Guide, "IAM JSON policy elements: Condition operators", date condition operators',
    without: withoutStatements((statement, { context }) =>
      conditionsOf(statement).some(({ operator, key, values }) => {
        const given = valuesOf(context, key);
        return (
          operator.includes('Date') &&
          values.some(value =>
            given.some(other => isSeconds(value) !== isSeconds(other)),
          )
        );
      }),
    ),
  },
  {
    name: 'every address',
    weSay: 'otherwise',
    reason:
      '0.0.0.0/0 has all IPv4 addresses in it. The simulator shifts by 32 bits, which in JavaScript shifts by none, and compares all bits.',
    source:
      'IAM User Guide, "IAM JSON policy elements: Condition operators", IP address condition operators',
    without: withoutStatements(statement =>
      conditionsOf(statement).some(({ values }) =>
        values.includes('0.0.0.0/0'),
      ),
    ),
  },
  {
    name: 'not one address, asked from an address of the other kind',
    weSay: 'otherwise',
    reason:
      'An IPv4 address is not an IPv6 one, so NotIpAddress matches. The simulator matches nothing.',
    source:
      'IAM User Guide, "IAM JSON policy elements: Condition operators", IP address condition operators',
    without: withoutStatements((statement, { context }) =>
      conditionsOf(statement).some(
        ({ operator, key, values }) =>
          operator.includes('NotIpAddress') &&
          values.some(
            value =>
              !value.includes('/') &&
              valuesOf(context, key).some(
                given => given.includes(':') !== value.includes(':'),
              ),
          ),
      ),
    ),
  },
  {
    name: 'ForAnyValue with IfExists and no key',
    weSay: 'unknown',
    reason:
      'AWS documents a no for the one and a yes for the other, and not which wins, so we say unknown. The simulator says no.',
    source:
      'IAM User Guide, "Single-valued vs. multivalued context keys" and "IAM JSON policy elements: Condition operators", ...IfExists',
    without: withoutStatements((statement, { context }) =>
      conditionsOf(statement).some(
        ({ operator, key }) =>
          /^ForAnyValue:.*IfExists$/.test(operator) &&
          valuesOf(context, key).length === 0,
      ),
    ),
  },
  {
    name: 'a key of several values without a set operator',
    weSay: 'unknown',
    reason:
      'AWS asks for ForAllValues or ForAnyValue and documents no result without, so we say unknown. The simulator says no.',
    source: 'IAM User Guide, "Single-valued vs. multivalued context keys"',
    without: withoutStatements((statement, { context }) =>
      conditionsOf(statement).some(
        ({ operator, key }) =>
          /^(aws:CalledVia|aws:TagKeys|kms:EncryptionContextKeys)$/i.test(
            key,
          ) &&
          !operator.includes(':') &&
          operator !== 'Null' &&
          valuesOf(context, key).length > 0,
      ),
    ),
  },
  {
    name: 'a wildcard that reaches over colons in a resource',
    weSay: 'otherwise',
    reason:
      'A * that ends a component may reach over colons, so arn:aws:kms:*:key/1 has the key in it; for an identity policy that completes such an ARN we say unknown. The simulator completes it first, in every policy.',
    source: 'IAM User Guide, "IAM JSON policy elements: Resource", wildcards',
    without: withoutStatements(statement =>
      resourcesOf(statement).includes('arn:aws:kms:*:key/1234abcd'),
    ),
  },
  {
    name: 'an incomplete ARN in NotResource',
    weSay: 'otherwise',
    reason:
      'AWS completes it with wildcards in an identity policy, and elsewhere it names no resource; either way what it does not cover is covered by NotResource. The simulator matches nothing.',
    source:
      'IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)", incomplete ARNs, and "IAM JSON policy elements: NotResource"',
    without: withoutStatements(statement =>
      asList(statement.NotResource).some(
        resource => resource !== '*' && resource.split(':').length < 6,
      ),
    ),
  },
  {
    name: 'a variable before the fifth colon of an ARN in a condition',
    weSay: 'otherwise',
    reason:
      'A condition on an ARN takes variables anywhere. The simulator splits the ARN at the colon in the variable.',
    source:
      'IAM User Guide, "IAM policy elements: Variables and tags", where you can use policy variables',
    without: withoutStatements(statement =>
      conditionsOf(statement).some(
        ({ operator, values }) =>
          operator.includes('Arn') && values.some(hasVariableEarly),
      ),
    ),
  },
  {
    name: 'a condition on an ARN with too few components',
    weSay: 'unknown',
    reason:
      'AWS compares ARNs by their six components and documents nothing for fewer, so we say unknown where the text fits. The simulator says no.',
    source:
      'IAM User Guide, "IAM JSON policy elements: Condition operators", ARN condition operators',
    without: withoutStatements((statement, { context }) =>
      conditionsOf(statement).some(
        ({ operator, key, values }) =>
          operator.includes('Arn') &&
          valuesOf(context, key).length > 0 &&
          values.some(value => value.split(':').length < 6),
      ),
    ),
  },
];

type IsSpokenOf = (
  statement: PolicyStatement,
  theCase: Case,
  document: PolicyDocument,
) => boolean;

/** Takes statements out of all policies. */
function withoutStatements(isSpokenOf: IsSpokenOf): Explanation['without'] {
  return theCase => {
    let hasAny = false;
    const strip = (document: PolicyDocument): PolicyDocument => ({
      ...document,
      Statement: asList(document.Statement).filter(statement => {
        const isOne = isSpokenOf(statement, theCase, document);
        hasAny ||= isOne;
        return !isOne;
      }),
    });
    const { resourcePolicy, boundary } = theCase;
    const stripped: Case = {
      ...theCase,
      identity: theCase.identity.map(strip),
      ...(resourcePolicy ? { resourcePolicy: strip(resourcePolicy) } : {}),
      ...(boundary ? { boundary: strip(boundary) } : {}),
    };
    return hasAny ? stripped : undefined;
  };
}

/** The same with a provider that has an ARN, in an account of which no policy speaks. */
function replaceProvider(theCase: Case, host: string): Case {
  const provider = `arn:aws:iam::${UNNAMED_ACCOUNT}:oidc-provider/${host}`;
  const renamed = (element: PolicyStatement['Principal']) =>
    typeof element === 'object' && element.Federated === host
      ? { ...element, Federated: provider }
      : element;
  const { resourcePolicy } = theCase;
  return {
    ...theCase,
    principal: { kind: 'federated', provider },
    accountId: UNNAMED_ACCOUNT,
    ...(resourcePolicy
      ? {
          resourcePolicy: {
            ...resourcePolicy,
            Statement: asList(resourcePolicy.Statement).map(statement => ({
              ...statement,
              ...(statement.Principal
                ? { Principal: renamed(statement.Principal) }
                : {}),
              ...(statement.NotPrincipal
                ? { NotPrincipal: renamed(statement.NotPrincipal) }
                : {}),
            })),
          },
        }
      : {}),
  };
}

function asNames(element: PolicyStatement['Principal']): string[] {
  return typeof element === 'object'
    ? Object.values(element).flatMap(names => asList(names))
    : [];
}

function namesOf({ Principal, NotPrincipal }: PolicyStatement): string[] {
  return [...asNames(Principal), ...asNames(NotPrincipal)];
}

function resourcesOf({ Resource, NotResource }: PolicyStatement): string[] {
  return [...asList(Resource), ...asList(NotResource)];
}

function conditionsOf({ Condition }: PolicyStatement) {
  return Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key,
      values: asList(values).map(String),
    })),
  );
}

function valuesOf(context: Case['context'], key: string): readonly string[] {
  return (
    Object.entries(context).find(
      ([name]) => name.toLowerCase() === key.toLowerCase(),
    )?.[1] ?? []
  );
}

/** Tells whether a variable in the text has neither a value nor a default. */
function hasEmptyVariable(text: string, { context }: Case): boolean {
  return [...text.matchAll(/\$\{([\w:/-]+)\}/g)].some(
    ([, key]) => valuesOf(context, key).length === 0,
  );
}

function isSeconds(value: string): boolean {
  return /^\d+$/.test(value);
}

/** Tells whether a variable stands before the fifth colon of an ARN. */
function hasVariableEarly(arn: string): boolean {
  return /^([^:]*:){0,4}[^:]*\$\{/.test(arn);
}
