import { PERSONALIZE_SERVICE } from '../../aws/regions';
import { parseArn } from '../../aws/arn';
import { PolicyStatement } from '../../policy/document';
import { namedPrincipals } from '../../evaluate/principal';

const OWNED_SID = /^Personalize(S3|KmsRole|KmsService)[a-z2-7]{12}$/;

/**
 * Tells whether a statement looks like one that another set-up's run wrote,
 * maybe at the same time. What it opens isn't this run's doing.
 */
export function isOfOtherSetup({ Sid, Principal }: PolicyStatement): boolean {
  const names = namedPrincipals(Principal);
  return (
    Sid !== undefined &&
    OWNED_SID.test(Sid) &&
    names.length === 1 &&
    names.every(
      ({ type, name }) =>
        (type === 'Service' && name === PERSONALIZE_SERVICE) ||
        (type === 'AWS' && parseArn(name)?.resource.startsWith('role/')),
    )
  );
}
