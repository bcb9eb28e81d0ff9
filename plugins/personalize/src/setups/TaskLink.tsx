import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { taskRouteRef } from '../routes';

/** The task of the scaffolder; its id alone in a portal that doesn't show tasks. */
export function TaskLink({ taskId }: { taskId: string }) {
  const pathOf = useRouteRef(taskRouteRef);
  return pathOf ? (
    <Link href={pathOf({ taskId })}>task {taskId.slice(0, 8)}</Link>
  ) : (
    <>task {taskId}</>
  );
}
