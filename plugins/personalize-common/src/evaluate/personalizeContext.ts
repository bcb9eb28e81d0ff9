import { PERSONALIZE_SERVICE } from '../aws/regions';
import {
  ABSENT,
  ifCarried,
  known,
  RequestContext,
  requestContext,
  UNKNOWN,
} from './context';

/** The requests that Personalize makes: in its own name, or with the role. */
export type PersonalizeCaller = {
  /** The account that Personalize acts for, and the role's. */
  accountId: string;
  /** The Region of the set-up, its buckets and its keys. */
  region: string;
} & ({ kind: 'service'; roleArn?: string } | { kind: 'role'; roleArn: string });

/**
 * What is known of the requests of Personalize to the resources of a set-up.
 * Every key that isn't named here is unknown.
 */
export function personalizeContext(caller: PersonalizeCaller): RequestContext {
  const { accountId, region } = caller;
  const common = {
    'aws:SecureTransport': known('true'),
    'aws:RequestedRegion': known(region),
    // Either of them: AWS takes no older version any more.
    's3:TlsVersion': known('1.2', '1.3'),
    // Personalize calls from its own network: through no endpoint or VPC of the
    // customer's, and from none of the customer's addresses.
    'aws:SourceVpc': ABSENT,
    'aws:SourceVpce': ABSENT,
    'aws:SourceIp': ABSENT,
    'aws:VpcSourceIp': ABSENT,
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
          'aws:ViaAWSService': known('false'),
          'kms:CallerAccount': known(accountId),
          // Only calls in a service's own name carry a source.
          'aws:SourceAccount': ABSENT,
          'aws:SourceArn': ABSENT,
          'aws:SourceOrgID': ABSENT,
          'aws:SourceOrgPaths': ABSENT,
        },
  );
}
