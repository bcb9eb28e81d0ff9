import type { AwsOperation, AwsRequest } from './awsRequest';
import { s3Operation } from './s3Operation';

/** A request that can't be identified, and would be counted wrongly. */
export class UnknownOperation extends Error {}

/** Services by their SDK name, by the name in the signature. */
const services = new Map<string, Pick<AwsOperation, 'service' | 'protocol'>>([
  ['cloudformation', { service: 'cloudformation', protocol: 'query' }],
  ['iam', { service: 'iam', protocol: 'query' }],
  ['sts', { service: 'sts', protocol: 'query' }],
  ['identitystore', { service: 'identitystore', protocol: 'json' }],
  ['kms', { service: 'kms', protocol: 'json' }],
  ['personalize', { service: 'personalize', protocol: 'json' }],
  ['sso', { service: 'sso-admin', protocol: 'json' }],
  ['s3', { service: 's3', protocol: 's3' }],
]);

/** What an operation is about: the first of these parameters that it has. */
const resourceParameters = [
  'RoleName',
  'RoleArn',
  'GroupName',
  'UserName',
  'PolicyArn',
  'SAMLProviderArn',
  'OpenIDConnectProviderArn',
  'AliasName',
  'KeyId',
  'PolicyName',
  'PermissionSetArn',
  'ResourceArn',
  'InstanceArn',
  'GroupId',
  'UserId',
  'IdentityStoreId',
  'StackName',
];

/** STS creates sessions and changes nothing in an account. */
const readOperations =
  /^(Get|List|Head|Describe|Simulate|BatchGet)|^AssumeRole|^DecodeAuthorizationMessage$/;

/** @throws UnknownOperation */
export function awsOperation(request: AwsRequest): AwsOperation {
  const { signedFor, region } = credentialScope(request);
  const known = services.get(signedFor);
  if (!known) {
    throw new UnknownOperation(`Unknown service ${signedFor}`);
  }
  const { operation, resource } = operationOf(known.protocol, request);
  return {
    ...known,
    region,
    operation,
    resource,
    write: !readOperations.test(operation),
  };
}

/**
 * The signature names service and Region, because the address is always the
 * same.
 */
function credentialScope({ headers, method, target }: AwsRequest) {
  const [, region, signedFor] =
    headers.authorization?.match(
      /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/,
    ) ?? [];
  if (!region || !signedFor) {
    throw new UnknownOperation(`Unsigned request ${method} ${target}`);
  }
  return { region, signedFor };
}

function operationOf(
  protocol: AwsOperation['protocol'],
  request: AwsRequest,
): Pick<AwsOperation, 'operation' | 'resource'> {
  switch (protocol) {
    case 'query': {
      const parameters = new URLSearchParams(request.body.toString('utf8'));
      const operation = parameters.get('Action');
      if (!operation) {
        throw new UnknownOperation(`Request without an Action`);
      }
      return {
        operation,
        resource: resourceIn(Object.fromEntries(parameters)),
      };
    }
    case 'json': {
      const operation = String(request.headers['x-amz-target']).split('.')[1];
      if (!operation) {
        throw new UnknownOperation(`Request without an X-Amz-Target`);
      }
      return {
        operation,
        resource: resourceIn(JSON.parse(request.body.toString('utf8'))),
      };
    }
    case 's3': {
      const found = s3Operation(
        request.method,
        new URL(request.target, 'http://localhost'),
      );
      if (!found) {
        throw new UnknownOperation(
          `Unknown S3 operation ${request.method} ${request.target}`,
        );
      }
      return found;
    }
    default:
      throw new UnknownOperation(`Unknown protocol ${protocol}`);
  }
}

function resourceIn(parameters: Record<string, unknown>): string | undefined {
  const name = resourceParameters.find(
    parameter => parameters[parameter] !== undefined,
  );
  // A role has many inline policies; each is a separate resource.
  return name === 'RoleName' && parameters.PolicyName !== undefined
    ? `${parameters.RoleName}/${parameters.PolicyName}`
    : name && String(parameters[name]);
}
