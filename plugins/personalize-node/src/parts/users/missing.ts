import {
  InvalidRequestError,
  OidcRolePrincipal,
  Principal,
  Problem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { firstProblems } from '../../aws/inBatches';
import {
  hasSamlProvider,
  PEOPLE_READS,
  readOidcAudiences,
} from '../../aws/iamReads';
import { WantedPrincipal } from './wanted';

/**
 * Makes sure that the account has all that is asked for by name and that the
 * product doesn't create: users, groups and identity providers.
 *
 * @throws InvalidRequestError with what is missing
 */
export async function refuseMissing(
  session: AwsSession,
  wanted: WantedPrincipal[],
): Promise<void> {
  const lookUps = wanted.flatMap(({ principal, field }) =>
    lookUpsFor(session, principal).map(
      lookUp => async () =>
        (await lookUp()).map(problem => ({
          ...problem,
          field: `${field}.${problem.field}`,
        })),
    ),
  );
  const problems = await firstProblems(lookUps, lookUp => lookUp());
  if (problems.length > 0) {
    throw new InvalidRequestError(problems);
  }
}

/** Looks something up that is asked for by name, and tells what is wrong with it. */
type LookUp = () => Promise<Problem[]>;

function lookUpsFor(session: AwsSession, principal: Principal): LookUp[] {
  switch (principal.type) {
    case 'group':
    case 'user':
      return [
        () => missingByName(session, principal.type, 'name', principal.name),
      ];
    case 'account-role':
      return principal.users.map(
        (name, index) => () =>
          missingByName(session, 'user', `users[${index}]`, name),
      );
    case 'saml-role':
      return [
        async () =>
          (await hasSamlProvider(session, principal.provider))
            ? []
            : [missingProvider(principal.provider)],
      ];
    case 'oidc-role':
      return [() => missingAudience(session, principal)];
    default:
      return [];
  }
}

async function missingByName(
  session: AwsSession,
  kind: 'group' | 'user',
  field: string,
  name: string,
): Promise<Problem[]> {
  return (await PEOPLE_READS[kind].readArn(session, name))
    ? []
    : [{ field, value: name, rule: `the account has no such IAM ${kind}` }];
}

async function missingAudience(
  session: AwsSession,
  { provider, audience }: OidcRolePrincipal,
): Promise<Problem[]> {
  const audiences = await readOidcAudiences(session, provider);
  if (!audiences) {
    return [missingProvider(provider)];
  }
  return audiences.includes(audience)
    ? []
    : [
        {
          field: 'audience',
          value: audience,
          rule: `the provider ${provider} accepts tokens for ${
            audiences.join(', ') || 'no audience'
          } only; use one of these, or ask the account's administrator to add the audience to the provider`,
        },
      ];
}

function missingProvider(provider: string): Problem {
  return {
    field: 'provider',
    value: provider,
    rule: "the account has no such identity provider; ask the account's administrator to add it, or correct the ARN",
  };
}
