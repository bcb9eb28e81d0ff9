import { keyIdRule } from '../aws/keyId';
import { KMS_WORKFLOWS } from '../service/workflows';
import { KeyAccess } from '../setup/access';
import { RequestContext } from './context';
import { fieldsOnly, text, unionBy, unitedList } from './fields';
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
  return unitedList(
    'keys',
    () => entry,
    () =>
      unionBy(
        ({ keyId }) => keyId,
        (there, next): KeyAccess => ({
          ...there,
          workflows: uniteWorkflows(
            KMS_WORKFLOWS,
            there.workflows,
            next.workflows,
          ),
        }),
      ),
  );
}
