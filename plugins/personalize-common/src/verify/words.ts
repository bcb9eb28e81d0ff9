import { parseArn } from '../aws/arn';

const FEW = 6;

/** `a`, `a and b`, `a, b and c`; of many the first, and how many more. */
export function inWords(texts: readonly string[]): string {
  if (texts.length > FEW) {
    return `${texts.slice(0, FEW).join(', ')} and ${texts.length - FEW} more`;
  }
  return texts.length > 1
    ? `${texts.slice(0, -1).join(', ')} and ${texts[texts.length - 1]}`
    : texts.join('');
}

/** How a policy is called in a sentence, by its place (as in `Change.resource`). */
export function policyName(place: string): string {
  const [holder, part] = place.split('#');
  const arn = parseArn(holder);
  const [kind, ...path] = (arn?.resource ?? '').split('/');
  const name = path[path.length - 1] ?? '';
  if (part === 'trust-policy') {
    return `the trust policy of ${kind} ${name}`;
  }
  if (part === 'tags') {
    return `the tags of ${kind} ${name}`;
  }
  if (part !== undefined) {
    return `the inline policy ${part.split('/').pop()} of ${kind} ${name}`;
  }
  switch (arn?.service) {
    case 's3':
      return `the policy of bucket ${arn.resource}`;
    case 'kms':
      return `the policy of key ${holder}`;
    case 'iam':
      return kind === 'role'
        ? `the policies of role ${name}`
        : `the managed policy ${name}`;
    default:
      return `the policy ${place}`;
  }
}

/** What brings back what the product writes. */
export const RUN_AGAIN =
  'Run the template of the set-up again. It restores what was asked for.';
