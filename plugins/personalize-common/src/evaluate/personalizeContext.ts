import { PERSONALIZE_SERVICE } from '../aws/regions';
import {
  ABSENT,
  ContextValue,
  ifCarried,
  known,
  oneOf,
  RequestContext,
  requestContext,
  UNKNOWN,
} from './context';
import { requestOrigin } from './requestOrigin';
import { requestTime } from './requestTime';

/** The requests that Personalize makes: in its own name, or with the role. */
export type PersonalizeCaller = {
  /** The account that Personalize acts for, and the role's. */
  accountId: string;
  /** The Region of the set-up, its buckets and its keys. */
  region: string;
  /** What is asked for; without it, less is known of who makes the call. */
  action?: string;
  /** When it is asked whether the requests succeed; by default now. */
  now?: Date;
} & (
  | { kind: 'service'; roleArn?: string }
  | {
      kind: 'role';
      roleArn: string;
      /** `AROA...`, where it is known. */
      roleId?: string;
    }
);

/**
 * What is known of the requests of Personalize to the resources of a set-up.
 * Every key that isn't named here is unknown.
 */
export function personalizeContext(caller: PersonalizeCaller): RequestContext {
  const { accountId, region, action, now = new Date() } = caller;
  const common = {
    ...requestTime(now),
    ...requestOrigin(action),
    'aws:SecureTransport': known('true'),
    'aws:RequestedRegion': known(region),
    // Either of them: AWS takes no older version any more.
    's3:TlsVersion': oneOf('1.2', '1.3'),
    'aws:username': ABSENT,
  };
  return requestContext(
    caller.kind === 'service'
      ? {
          ...common,
          'aws:PrincipalIsAWSService': known('true'),
          'aws:PrincipalServiceName': known(PERSONALIZE_SERVICE),
          // A service belongs to no organisation and has no tags.
          'aws:PrincipalOrgID': ABSENT,
          'aws:PrincipalOrgPaths': ABSENT,
          'aws:PrincipalTag/*': ABSENT,
          // AWS doesn't document whether the direct calls carry these keys, nor
          // which resource of Personalize aws:SourceArn would name.
          'aws:SourceAccount': ifCarried(accountId),
          'aws:SourceArn': UNKNOWN,
        }
      : {
          ...common,
          'aws:PrincipalIsAWSService': known('false'),
          'aws:PrincipalServiceName': ABSENT,
          'aws:PrincipalServiceNamesList': ABSENT,
          'aws:PrincipalAccount': known(accountId),
          'aws:PrincipalArn': known(caller.roleArn),
          'aws:PrincipalType': known('AssumedRole'),
          'aws:userid': sessionOf(caller.roleId),
          // Since when Personalize's session lasts isn't known: the longest duration
          // of a role doesn't limit sessions of services. (IAM User Guide, "Update
          // settings for a role".)
          'aws:TokenIssueTime': UNKNOWN,
          'kms:CallerAccount': known(accountId),
          // Only calls in a service's own name carry a source.
          'aws:SourceAccount': ABSENT,
          'aws:SourceArn': ABSENT,
          'aws:SourceOrgID': ABSENT,
          'aws:SourceOrgPaths': ABSENT,
        },
  );
}

/**
 * For a role, aws:userid is its unique id and the name of the session, which
 * Personalize doesn't document. (IAM User Guide, "IAM policy elements: Variables
 * and tags", principal key values; "IAM identifiers" for the start of the id.)
 */
function sessionOf(roleId = 'AROA*'): ContextValue {
  return known({ like: `${roleId}:*` });
}
