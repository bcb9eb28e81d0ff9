import {
  InvalidRequestError,
  Principal,
  Problem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../accounts/awsSession';
import { firstProblems } from '../../aws/inBatches';
import { readGroupArn, readUserArn } from '../../aws/iamPeople';
import { hasSamlProvider, readOidcAudiences } from '../../aws/iamProviders';
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
  const problems = await firstProblems(wanted, async ({ principal, field }) =>
    (
      await missingOf(session, principal)
    ).map(problem => ({
      ...problem,
      field: `${field}.${problem.field}`,
    })),
  );
  if (problems.length > 0) {
    throw new InvalidRequestError(problems);
  }
}

async function missingOf(
  session: AwsSession,
  principal: Principal,
): Promise<Problem[]> {
  switch (principal.type) {
    case 'group':
      return (await readGroupArn(session, principal.name))
        ? []
        : [
            {
              field: 'name',
              value: principal.name,
              rule: 'the account has no such IAM group',
            },
          ];
    case 'user':
      return missingUser(session, 'name', principal.name);
    case 'account-role':
      return firstProblems([...principal.users.entries()], ([index, name]) =>
        missingUser(session, `users[${index}]`, name),
      );
    case 'saml-role':
      return (await hasSamlProvider(session, principal.provider))
        ? []
        : [missingProvider(principal.provider)];
    case 'oidc-role': {
      const audiences = await readOidcAudiences(session, principal.provider);
      if (!audiences) {
        return [missingProvider(principal.provider)];
      }
      return audiences.includes(principal.audience)
        ? []
        : [
            {
              field: 'audience',
              value: principal.audience,
              rule: `the provider ${principal.provider} takes tokens for ${
                audiences.join(', ') || 'no audience'
              } only; ask for one of these, or have the account's administrator add the audience to the provider`,
            },
          ];
    }
    default:
      return [];
  }
}

async function missingUser(
  session: AwsSession,
  field: string,
  name: string,
): Promise<Problem[]> {
  return (await readUserArn(session, name))
    ? []
    : [{ field, value: name, rule: 'the account has no such IAM user' }];
}

function missingProvider(provider: string): Problem {
  return {
    field: 'provider',
    value: provider,
    rule: "the account has no such identity provider; have the account's administrator add it, or correct the ARN",
  };
}
