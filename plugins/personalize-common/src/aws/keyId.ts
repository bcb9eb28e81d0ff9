import { Arn, parseArn, Partition } from './arn';
import { accountIdRule } from './names';
import { TextRule } from './textRule';

const fits =
  'give a KMS key by its id (a UUID, or mrk- and 32 hexadecimal digits), its ARN, alias/NAME, or the ARN of an alias';

/** Source: AWS KMS Developer Guide, "Key identifiers (KeyId)". */
const KEY_ID =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

/** Source: AWS KMS API Reference, CreateAlias: 256 characters with `alias/`. */
const ALIAS = /^alias\/[A-Za-z0-9/_-]{1,250}$/;

const KEY_RESOURCE = 'key/';

/**
 * A key as a person may name it.
 *
 * @param request - where the key will be used; unknown parts aren't compared
 */
export function keyIdRule(request: {
  partition?: Partition;
  accountId?: string;
  region?: string;
}): TextRule {
  return {
    fits,
    broken(text) {
      if (!text.startsWith('arn:')) {
        return nameFlaw(text);
      }
      const arn = parseArn(text);
      if (
        !arn ||
        arn.service !== 'kms' ||
        accountIdRule.broken(arn.accountId)
      ) {
        return fits;
      }
      return (
        nameFlaw(
          arn.resource.startsWith(KEY_RESOURCE)
            ? arn.resource.slice(KEY_RESOURCE.length)
            : arn.resource,
        ) ?? placeFlaw(arn, request)
      );
    },
  };
}

/**
 * A key id or alias without ARN. The policies of AWS managed keys can't be
 * edited (AWS KMS Developer Guide, "AWS managed keys").
 */
function nameFlaw(name: string): string | undefined {
  if (/^alias\/aws\//.test(name)) {
    return 'alias/aws/ names an AWS managed key, and nobody can edit its policy; use a customer managed key';
  }
  return KEY_ID.test(name) || ALIAS.test(name) ? undefined : fits;
}

function placeFlaw(
  arn: Arn,
  request: { partition?: Partition; accountId?: string; region?: string },
): string | undefined {
  if (request.partition && arn.partition !== request.partition) {
    return `a key must be in the partition of the request's Region: its ARN starts with arn:${request.partition}:`;
  }
  if (request.region && arn.region !== request.region) {
    return `Personalize can use only keys in the Region of the request, ${request.region}; give a key of that Region`;
  }
  if (request.accountId && arn.accountId !== request.accountId) {
    return `a key policy can be edited only from the key's own account, and the request is for account ${request.accountId}; give a key of that account, or ask the owner of the key to add the statements`;
  }
  return undefined;
}
