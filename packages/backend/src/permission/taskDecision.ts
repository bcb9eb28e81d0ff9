import {
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';

/**
 * Lets people see, cancel and retry only the tasks that they started.
 *
 * The scaffolder asks `scaffolder.task.read` for a task, its log and the list
 * of tasks, and also before a cancel or a retry (service/router of
 * plugin-scaffolder-backend 4.2). Its only rule on tasks is who started them,
 * and modules can't add another one. So a set-up can't give its team access to
 * a task: the team reads the set-up's page and history, and finishes a failed
 * run by running the template again.
 *
 * @param permission - any permission about a task
 * @param person - entity ref of the person who asks
 */
export function decideOnTask(
  permission: ResourcePermission<'scaffolder-task'>,
  person: string,
): PolicyDecision {
  return createScaffolderTaskConditionalDecision(
    permission,
    scaffolderTaskConditions.isTaskOwner({ createdBy: [person] }),
  );
}
