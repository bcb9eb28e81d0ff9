import { keyIdRule } from '../aws/keyId';
import { KMS_WORKFLOWS } from '../workflows';
import { RequestContext } from './context';
import { fieldsOnly, text, unitedList } from './fields';
import { KeyAccess } from './types';
import { uniteWorkflows, workflowList } from './workflowFields';

/**
 * The keys of a request. The same key under two names (id and alias) stays two
 * entries here; only AWS knows that they are one.
 */
export function keyList(context: RequestContext) {
  const entry = fieldsOnly(
    { keyId: text(keyIdRule(context)), workflows: workflowList(KMS_WORKFLOWS) },
    'a key',
  );
  return unitedList('keys', () => entry, addKey);
}

function addKey(list: readonly KeyAccess[], next: KeyAccess): KeyAccess[] {
  return list.some(key => key.keyId === next.keyId)
    ? list.map(key =>
        key.keyId === next.keyId
          ? {
              ...key,
              workflows: uniteWorkflows(
                KMS_WORKFLOWS,
                key.workflows,
                next.workflows,
              ),
            }
          : key,
      )
    : [...list, next];
}
