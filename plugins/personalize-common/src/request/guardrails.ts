import { boundaryArnRule } from '../aws/boundaryArn';
import { Problem, refuse } from '../errors';
import { RoleTarget } from '../service/role';
import { ServicePolicy } from '../service/servicePolicy';
import {
  RoleSettings,
  SOURCE_CONDITIONS,
  SourceConditions,
  UserAccess,
} from '../setup/access';
import { Isolation } from '../teams/team';
import { fieldPath } from './parse';
import { RequestDefaults } from './scope';
import {
  demands,
  roleNameProblems,
  UsersGuardrails,
  usersProblems,
} from './usersGuardrails';

/** In `allowedTags`: a person may give any tag. It isn't a valid tag key. */
export const ANY_TAG = '*';

/**
 * What a platform team fixes for everybody: `personalize.guardrails` and
 * `personalize.isolation` in the configuration. Parsers also use them as defaults.
 */
export interface Guardrails extends RequestDefaults, UsersGuardrails {
  /** The least strict policy that a person may ask for. */
  servicePolicy?: ServicePolicy;
  /** The ARN of the boundary for every role. `{accountId}` stands for the role's account. */
  permissionsBoundary?: string;
  /** Keys of tags that every role must have, with a value. */
  requiredTags?: readonly string[];
  /** Tags that a person may give beside the required ones, by key; {@link ANY_TAG} for all. */
  allowedTags?: readonly string[];
  /** `personalize.isolation`. Default: `account`. */
  isolation?: Isolation;
}

/** The defaults. Only the configuration can loosen them. */
export const CLOSED_GUARDRAILS = {
  allowedTags: [],
  servicePolicy: 'scoped',
  sourceConditions: 'if-present',
  requireMfa: true,
  allowDirectAttachment: false,
} as const satisfies Guardrails;

/**
 * What the guardrails leave open, for the log at start-up.
 *
 * @returns a phrase for each, as `servicePolicy: documented (...)`; empty if all is
 * closed
 */
export function openGuardrails(guardrails: Guardrails): string[] {
  const open: [keyof Guardrails, boolean, string][] = [
    [
      'roleNamePattern',
      guardrails.roleNamePattern === undefined,
      'not set (any role name)',
    ],
    [
      'permissionsBoundary',
      guardrails.permissionsBoundary === undefined,
      'not set (roles without a boundary)',
    ],
    [
      'allowedTags',
      guardrails.allowedTags?.includes(ANY_TAG) ?? true,
      `"${ANY_TAG}" (any tag; a tag may unlock access elsewhere)`,
    ],
    [
      'servicePolicy',
      guardrails.servicePolicy !== 'scoped',
      'documented (roles may use Personalize in every account and Region)',
    ],
    [
      'federation',
      guardrails.federation === undefined,
      'not set (any identity provider of the account)',
    ],
    [
      'requireMfa',
      guardrails.requireMfa !== true,
      'false (IAM users without a second factor)',
    ],
    [
      'allowDirectAttachment',
      guardrails.allowDirectAttachment === true,
      'true (policies on IAM groups and users)',
    ],
    [
      'sourceConditions',
      (guardrails.sourceConditions ?? 'none') === 'none',
      'none (Personalize reads buckets and keys for every account)',
    ],
  ];
  return open
    .filter(([, isOpen]) => isOpen)
    .map(([name, , how]) => `${name}: ${how}`);
}

/** The parts of a request that guardrails limit. An action has some of them. */
export interface GuardedParts {
  role: RoleTarget;
  settings?: RoleSettings;
  users?: UserAccess[];
  sourceConditions?: SourceConditions;
}

/**
 * Checks a request against the guardrails. The parser of the request must have had
 * the guardrails as its defaults, so fields that the person left empty already have
 * their value. The boundary is filled in here.
 *
 * A guardrail for `servicePolicy` or `sourceConditions` is the least strict choice:
 * `documented` lets a person choose it, `if-present` lets them choose `required`.
 * Tag keys compare with case, as in cost reports.
 *
 * @returns the request with the forced boundary
 * @throws InvalidRequestError with every violation, in field order; each rule names
 * the guardrail's path in the configuration
 */
export function applyGuardrails<T extends GuardedParts>(
  request: T,
  guardrails: Guardrails,
): T {
  refuse(guardrailProblems(request, guardrails));
  const forced = forcedBoundary(request.role, guardrails);
  return request.settings && forced
    ? {
        ...request,
        settings: { ...request.settings, permissionsBoundary: forced },
      }
    : request;
}

/** Every violation of the guardrails in a request, in field order. */
export function guardrailProblems(
  { role, settings, users = [], sourceConditions }: GuardedParts,
  guardrails: Guardrails,
): Problem[] {
  return [
    ...roleProblems(role, guardrails),
    ...(settings ? settingsProblems(settings, role, guardrails) : []),
    ...usersProblems(users, guardrails),
    ...sourceConditionsProblems(sourceConditions, guardrails),
  ];
}

/**
 * The ARN of the boundary that the guardrail sets on a role. Undefined if it sets
 * none. `{accountId}` stands for the role's account, so one portal can serve
 * several.
 */
export function forcedBoundary(
  { accountId }: Pick<RoleTarget, 'accountId'>,
  { permissionsBoundary }: Guardrails,
): string | undefined {
  return permissionsBoundary?.split('{accountId}').join(accountId);
}

function roleProblems(
  { roleName, rolePath }: RoleTarget,
  guardrails: Guardrails,
): Problem[] {
  const problems = roleNameProblems(
    'roleName',
    roleName,
    guardrails.roleNamePattern,
  );
  if (guardrails.rolePath !== undefined && rolePath !== guardrails.rolePath) {
    problems.push({
      field: 'rolePath',
      value: rolePath,
      rule: demands('rolePath', `requires the path ${guardrails.rolePath}`),
    });
  }
  return problems;
}

function settingsProblems(
  settings: RoleSettings,
  role: RoleTarget,
  guardrails: Guardrails,
): Problem[] {
  const problems = [
    ...boundaryProblems(settings, role, guardrails),
    ...tagProblems(settings.tags, guardrails),
  ];
  if (
    guardrails.servicePolicy === 'scoped' &&
    settings.servicePolicy === 'documented'
  ) {
    problems.push({
      field: 'servicePolicy',
      value: settings.servicePolicy,
      rule: demands('servicePolicy', 'requires scoped'),
    });
  }
  return problems;
}

/** If the guardrail's boundary is in another account, the platform team must correct it. */
function boundaryProblems(
  { permissionsBoundary: asked }: RoleSettings,
  role: RoleTarget,
  guardrails: Guardrails,
): Problem[] {
  const forced = forcedBoundary(role, guardrails);
  if (forced === undefined) {
    return [];
  }
  const problem = { field: 'permissionsBoundary', value: asked };
  if (asked !== undefined && asked !== forced) {
    return [
      {
        ...problem,
        rule: demands('permissionsBoundary', `puts ${forced} on every role`),
      },
    ];
  }
  const flaw = boundaryArnRule(role).broken(forced);
  return flaw
    ? [
        {
          ...problem,
          rule: demands(
            'permissionsBoundary',
            `puts ${forced} on every role, and ${flaw}; ask the platform team to change the configuration`,
          ),
        },
      ]
    : [];
}

/** An empty value would only sidestep a required tag. */
function tagProblems(
  tags: Record<string, string>,
  { requiredTags = [], allowedTags }: Guardrails,
): Problem[] {
  const allowed =
    allowedTags && !allowedTags.includes(ANY_TAG)
      ? [...requiredTags, ...allowedTags]
      : undefined;
  const given = new Map(Object.entries(tags));
  return [
    ...Object.keys(tags)
      .filter(key => allowed && !allowed.includes(key))
      .map(key => ({
        field: 'tags',
        value: key,
        rule: demands(
          'allowedTags',
          `allows the tags ${
            allowed?.join(', ') || 'of the portal, and no others'
          }`,
        ),
      })),
    ...requiredTags
      .filter(key => !given.get(key))
      .map(key => ({
        field: fieldPath(['tags', key]),
        value: given.get(key),
        rule: demands('requiredTags', `requires a value for the tag ${key}`),
      })),
  ];
}

function sourceConditionsProblems(
  asked: SourceConditions | undefined,
  { sourceConditions: least }: Guardrails,
): Problem[] {
  const isLooser =
    asked !== undefined &&
    least !== undefined &&
    SOURCE_CONDITIONS.indexOf(asked) < SOURCE_CONDITIONS.indexOf(least);
  return isLooser
    ? [
        {
          field: 'sourceConditions',
          value: asked,
          rule: demands('sourceConditions', `requires ${least} or stricter`),
        },
      ]
    : [];
}
