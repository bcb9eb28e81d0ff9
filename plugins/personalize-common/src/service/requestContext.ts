import {
  ABSENT,
  ContextValue,
  ifCarried,
  exactly,
  oneOf,
  RequestContext,
  requestContext,
  requestTime,
  RequestValue,
  UNKNOWN,
} from '../evaluate/context';
import { SERVICE_PRINCIPAL } from './service';

/** The requests that Personalize makes: in its own name, or with the role. */
export type ServiceCaller = {
  /** The account that Personalize acts for, and the role's. */
  accountId: string;
  /** The Region of the set-up, its buckets and its keys. */
  region: string;
  /** What is requested; without it, less is known of who makes the call. */
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
export function serviceContext(caller: ServiceCaller): RequestContext {
  const { accountId, region, action, now = new Date() } = caller;
  const common = {
    ...requestTime(now),
    ...requestOrigin(action),
    'aws:SecureTransport': exactly('true'),
    'aws:RequestedRegion': exactly(region),
    // Either of them: AWS takes no older version any more.
    's3:TlsVersion': oneOf('1.2', '1.3'),
    'aws:username': ABSENT,
  };
  return requestContext(
    caller.kind === 'service'
      ? {
          ...common,
          'aws:PrincipalIsAWSService': exactly('true'),
          'aws:PrincipalServiceName': exactly(SERVICE_PRINCIPAL),
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
          'aws:PrincipalIsAWSService': exactly('false'),
          'aws:PrincipalServiceName': ABSENT,
          'aws:PrincipalServiceNamesList': ABSENT,
          'aws:PrincipalAccount': exactly(accountId),
          'aws:PrincipalArn': exactly(caller.roleArn),
          'aws:PrincipalType': exactly('AssumedRole'),
          'aws:userid': sessionOf(caller.roleId),
          // Since when Personalize's session lasts isn't known: the longest duration
          // of a role doesn't limit sessions of services. (IAM User Guide, "Update
          // settings for a role".)
          'aws:TokenIssueTime': UNKNOWN,
          'kms:CallerAccount': exactly(accountId),
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
  return exactly({ like: `${roleId}:*` });
}

type Values = Record<string, ContextValue>;

/** Of Personalize's own network, so that no policy of the account names it. */
const SOMEWHERE: RequestValue = { like: '*', isForeign: true };

/**
 * A request carries aws:SourceIp, or, through a VPC endpoint, the other keys.
 * Which way Personalize calls isn't documented; either way it is through no
 * endpoint or VPC of the account, and from none of its public addresses. Private
 * addresses are the same in every VPC, so that nothing is known of those.
 * (IAM User Guide, "AWS global condition context keys", aws:SourceIp, aws:SourceVpc,
 * aws:SourceVpce and aws:VpcSourceIp.)
 */
const FROM_OWN_NETWORK: Values = {
  'aws:SourceIp': ifCarried(SOMEWHERE),
  'aws:SourceVpc': ifCarried(SOMEWHERE),
  'aws:SourceVpce': ifCarried(SOMEWHERE),
  'aws:VpcSourceIp': UNKNOWN,
};

/**
 * Nobody proves a second factor. Sessions carry a false or nothing, and AWS
 * documents for neither kind of caller which of the two. (IAM User Guide, "AWS
 * global condition context keys", aws:MultiFactorAuthPresent and
 * aws:MultiFactorAuthAge.)
 */
const WITHOUT_MFA: Values = {
  'aws:MultiFactorAuthPresent': ifCarried('false'),
  'aws:MultiFactorAuthAge': ABSENT,
};

/**
 * Set-ups name buckets and refuse the aliases of access points; only requests
 * through those carry their keys. (Amazon S3 User Guide, "Configuring IAM
 * policies for using access points".)
 */
const TO_THE_BUCKET_ITSELF: Values = {
  's3:DataAccessPointArn': ABSENT,
  's3:DataAccessPointAccount': ABSENT,
  's3:AccessPointNetworkOrigin': ABSENT,
};

/**
 * A service that calls in its own name, or with a service role, isn't made to by
 * another one. (IAM User Guide, "AWS global condition context keys",
 * aws:ViaAWSService and aws:CalledVia.)
 */
const DIRECT: Values = {
  'aws:ViaAWSService': exactly('false'),
  'aws:CalledVia': ABSENT,
  'aws:CalledViaFirst': ABSENT,
  'aws:CalledViaLast': ABSENT,
};

/**
 * A key is used by Personalize, and by S3 for whoever reads or writes an
 * encrypted object: with the role, S3 calls in a forward access session, and
 * aws:ViaAWSService is true. S3 isn't among the services listed for
 * aws:CalledVia, while the keys for the first and last service are documented for
 * all. (IAM User Guide, "Forward access sessions"; "AWS global condition context
 * keys", aws:ViaAWSService and aws:CalledVia.)
 */
const MAYBE_THROUGH_S3: Values = {
  'aws:ViaAWSService': oneOf('true', 'false'),
  'aws:CalledVia': ifCarried('s3.amazonaws.com'),
  'aws:CalledViaFirst': ifCarried('s3.amazonaws.com'),
  'aws:CalledViaLast': ifCarried('s3.amazonaws.com'),
};

/**
 * The keys for how a request of Personalize comes about: through which network,
 * through which services, and how sure it is who asks.
 *
 * @param action - what is requested; without it, S3 may ask on behalf
 */
function requestOrigin(action: string | undefined): Values {
  const isDirect =
    action !== undefined && !action.toLowerCase().startsWith('kms:');
  return {
    ...FROM_OWN_NETWORK,
    ...WITHOUT_MFA,
    ...TO_THE_BUCKET_ITSELF,
    ...(isDirect ? DIRECT : MAYBE_THROUGH_S3),
  };
}
