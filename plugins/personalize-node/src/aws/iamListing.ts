import { AttachedPolicy } from '@aws-sdk/client-iam';
import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { awsRead, unlessAbsent } from './awsCall';
import { AwsCall } from './awsError';
import { allPages } from './paginate';

/** What IAM answers where there is no such role, policy, user, group or provider. */
export const NO_SUCH_ENTITY = 'NoSuchEntityException';

/**
 * All items of one of IAM's listings; none where what they belong to doesn't exist.
 *
 * @param page - sends the command for one page; the marker is absent for the first
 */
export async function listAll<T>(
  session: AwsSession,
  call: AwsCall,
  page: (
    marker: string | undefined,
    options: { abortSignal: AbortSignal },
  ) => Promise<{ items: T[]; next: string | undefined }>,
): Promise<T[]> {
  const items = await unlessAbsent(
    allPages(marker =>
      awsRead(session, call, options => page(marker, options)),
    ),
    NO_SUCH_ENTITY,
  );
  return items ?? [];
}

/** ARNs of the managed policies in an answer. */
export function policyArns(policies: AttachedPolicy[] | undefined): string[] {
  return (policies ?? []).map(({ PolicyArn: arn = '' }) => arn);
}

/**
 * Inline policies by name.
 *
 * @param read - reads one; `undefined` where it was deleted meanwhile
 */
export async function policiesByName(
  names: readonly string[],
  read: (name: string) => Promise<PolicyDocument | undefined>,
): Promise<Map<string, PolicyDocument>> {
  const documents = await Promise.all(
    names.map(async (name): Promise<[string, PolicyDocument][]> => {
      const document = await read(name);
      return document ? [[name, document]] : [];
    }),
  );
  return new Map(documents.flat());
}
