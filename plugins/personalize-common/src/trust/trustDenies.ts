import { known } from '../evaluate/context';
import { StoppingDeny, stoppingDenies } from '../evaluate/denies';
import { PolicyDocument } from '../policy/document';
import { assumeRequest } from './assumeRequest';
import { TrustTarget } from './trustStatement';

/**
 * The Deny statements of a trust policy that keep Personalize from assuming the
 * role for the target's account, or may. They are never touched.
 *
 * @param documentName - what the policy belongs to; handed back in each entry
 */
export function trustDenies(
  document: PolicyDocument,
  documentName: string,
  target: TrustTarget,
): StoppingDeny[] {
  return stoppingDenies({
    document,
    documentName,
    kind: 'trust',
    requests: [assumeRequest(target, known(target.accountId))],
  });
}
