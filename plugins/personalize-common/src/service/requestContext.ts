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

/** The caller of Personalize's requests: the service in its own name, or the role. */
export type ServiceCaller = {
  /** The account of the role, for which Personalize acts. */
  accountId: string;
  /** The Region of the set-up, its buckets and its keys. */
  region: string;
  /** The requested action. Without it, less is known about the caller. */
  action?: string;
  /** The time of the requests. Default: now. */
  now?: Date;
} & (
  | { kind: 'service'; roleArn?: string }
  | {
      kind: 'role';
      roleArn: string;
      /** `AROA...`, if known. */
      roleId?: string;
    }
);

/**
 * What is known about requests of Personalize to the resources of a set-up. Every
 * key that isn't named here is unknown.
 */
export function serviceContext(caller: ServiceCaller): RequestContext {
  const { accountId, region, action, now = new Date() } = caller;
  const common = {
    ...requestTime(now),
    ...requestOrigin(action),
    'aws:SecureTransport': exactly('true'),
    'aws:RequestedRegion': exactly(region),
    // One of these: AWS accepts no older version.
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
          // which Personalize resource aws:SourceArn would name.
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
          // It isn't known when Personalize's session began: a role's maximum
          // session duration doesn't limit sessions of services. (IAM User Guide,
          // "Update settings for a role".)
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
 * For a role, aws:userid is its unique id and the session name, which Personalize
 * doesn't document. (IAM User Guide, "IAM policy elements: Variables and tags",
 * principal key values; "IAM identifiers" for the start of the id.)
 */
function sessionOf(roleId = 'AROA*'): ContextValue {
  return exactly({ like: `${roleId}:*` });
}

type Values = Record<string, ContextValue>;

/** A value of Personalize's own network, which no policy of the account names. */
const SOMEWHERE: RequestValue = { like: '*', isForeign: true };

/**
 * A request carries aws:SourceIp, or, through a VPC endpoint, the other keys. AWS
 * doesn't document which way Personalize calls. Either way, it uses no endpoint or
 * VPC of the account and none of its public addresses. Private addresses are the
 * same in every VPC, so nothing is known about those. (IAM User Guide, "AWS global
 * condition context keys", aws:SourceIp, aws:SourceVpc, aws:SourceVpce and
 * aws:VpcSourceIp.)
 */
const FROM_OWN_NETWORK: Values = {
  'aws:SourceIp': ifCarried(SOMEWHERE),
  'aws:SourceVpc': ifCarried(SOMEWHERE),
  'aws:SourceVpce': ifCarried(SOMEWHERE),
  'aws:VpcSourceIp': UNKNOWN,
};

/**
 * These calls never have MFA. Sessions carry false or no key, and AWS doesn't
 * document which of the two for either kind of caller. (IAM User Guide, "AWS global
 * condition context keys", aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge.)
 */
const WITHOUT_MFA: Values = {
  'aws:MultiFactorAuthPresent': ifCarried('false'),
  'aws:MultiFactorAuthAge': ABSENT,
};

/**
 * Set-ups name buckets and refuse access point aliases. Only requests through
 * access points carry their keys. (Amazon S3 User Guide, "Configuring IAM policies
 * for using access points".)
 */
const TO_THE_BUCKET_ITSELF: Values = {
  's3:DataAccessPointArn': ABSENT,
  's3:DataAccessPointAccount': ABSENT,
  's3:AccessPointNetworkOrigin': ABSENT,
};

/**
 * No other service makes the calls of a service in its own name or with a service
 * role. (IAM User Guide, "AWS global condition context keys", aws:ViaAWSService and
 * aws:CalledVia.)
 */
const DIRECT: Values = {
  'aws:ViaAWSService': exactly('false'),
  'aws:CalledVia': ABSENT,
  'aws:CalledViaFirst': ABSENT,
  'aws:CalledViaLast': ABSENT,
};

/**
 * Personalize uses a key itself. S3 also uses it for whoever reads or writes an
 * encrypted object: with the role, S3 calls in a forward access session, and
 * aws:ViaAWSService is true. AWS doesn't list S3 among the services for
 * aws:CalledVia, but documents the keys for the first and last service for all.
 * (IAM User Guide, "Forward access sessions"; "AWS global condition context keys",
 * aws:ViaAWSService and aws:CalledVia.)
 */
const MAYBE_THROUGH_S3: Values = {
  'aws:ViaAWSService': oneOf('true', 'false'),
  'aws:CalledVia': ifCarried('s3.amazonaws.com'),
  'aws:CalledViaFirst': ifCarried('s3.amazonaws.com'),
  'aws:CalledViaLast': ifCarried('s3.amazonaws.com'),
};

/**
 * The keys for the origin of a request of Personalize: its network, the services it
 * passes through, and MFA.
 *
 * @param action - the requested action; without it, S3 may be calling on its behalf
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
