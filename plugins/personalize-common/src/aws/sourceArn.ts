import { parseArn } from './arn';
import { Partition } from './regions';
import { TextRule } from './textRule';

/** Of an ARN of Personalize. Source: Amazon Personalize API Reference, Arn. */
const MAX_CHARACTERS = 256;

const fits =
  'a source ARN is that of a Personalize resource: arn:PARTITION:personalize:REGION:ACCOUNT:TYPE/ID, with * and ? after TYPE/ only';

/** A type in full, then the id, or a pattern for it. */
const RESOURCE = /^[a-z]+(?:-[a-z]+)*\/[\w*?/-]+$/;

/**
 * An ARN, or a pattern of ARNs, that requests of Personalize are tied to.
 *
 * Wildcards elsewhere would admit what the account and Regions of the request
 * exclude; `*` for every type is what leaving the list out means.
 * Sources: Amazon Personalize Developer Guide, "Cross-service confused deputy
 * prevention"; Service Authorization Reference, Amazon Personalize.
 *
 * @param request - where it has to be; what isn't known isn't compared
 */
export function sourceArnRule(request: {
  partition?: Partition;
  accountId?: string;
  regions?: readonly string[];
}): TextRule {
  return {
    fits,
    broken(text) {
      const arn = parseArn(text);
      if (!arn || arn.service !== 'personalize') {
        return fits;
      }
      if (arn.resource === '*') {
        return `${fits}; for everything in the account and Region leave the list out`;
      }
      if (!RESOURCE.test(arn.resource)) {
        return fits;
      }
      if (request.partition && arn.partition !== request.partition) {
        return `a source ARN is in the partition of the request's Region: it starts with arn:${request.partition}:`;
      }
      if (request.regions && !request.regions.includes(arn.region)) {
        return `a source ARN is in a Region that the trust is for: ${request.regions.join(
          ', ',
        )}`;
      }
      if (request.accountId && arn.accountId !== request.accountId) {
        return `a source ARN is of the account of the request, ${request.accountId}`;
      }
      return text.length > MAX_CHARACTERS
        ? `an ARN of Personalize has at most ${MAX_CHARACTERS} characters`
        : undefined;
    },
  };
}
