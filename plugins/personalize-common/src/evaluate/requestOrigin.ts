import {
  ABSENT,
  ContextValue,
  ifCarried,
  known,
  oneOf,
  RequestValue,
  UNKNOWN,
} from './context';

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
  'aws:ViaAWSService': known('false'),
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
 * @param action - what is asked for; without it, S3 may ask on behalf
 */
export function requestOrigin(action: string | undefined): Values {
  const isDirect =
    action !== undefined && !action.toLowerCase().startsWith('kms:');
  return {
    ...FROM_OWN_NETWORK,
    ...WITHOUT_MFA,
    ...TO_THE_BUCKET_ITSELF,
    ...(isDirect ? DIRECT : MAYBE_THROUGH_S3),
  };
}
