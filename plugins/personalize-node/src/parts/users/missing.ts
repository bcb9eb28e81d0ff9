import {
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
 * Finds requested users, groups and identity providers that don't exist in the
 * account and that the product doesn't create.
 *
 * @returns the principals that lack nothing, and what is missing for the others
 */
export async function findMissing(
  session: AwsSession,
  wanted: WantedPrincipal[],
): Promise<{ sound: WantedPrincipal[]; problems: Problem[] }> {
  const lookUps = wanted.flatMap(one =>
    lookUpsFor(session, one.principal).map(lookUp => ({ one, lookUp })),
  );
  const { problems, sound } = await firstProblems(
    lookUps,
    async ({ one: { field }, lookUp }) =>
      (
        await lookUp()
      ).map(problem => ({
        ...problem,
        field: `${field}.${problem.field}`,
      })),
  );
  const unsound = lookUps.filter(lookUp => !sound.includes(lookUp));
  return {
    problems,
    sound: wanted.filter(one => unsound.every(lookUp => lookUp.one !== one)),
  };
}

/** Looks up something requested by name, and reports what is wrong with it. */
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
