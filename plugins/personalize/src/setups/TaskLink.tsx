import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { taskRouteRef } from '../routes';
import { personalizeTranslationRef } from '../translation';

/** A link to a scaffolder task; only its id in a portal that doesn't show tasks. */
export function TaskLink({ taskId }: { taskId: string }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const pathOf = useRouteRef(taskRouteRef);
  return pathOf ? (
    <Link href={pathOf({ taskId })}>
      {t('task', { id: taskId.slice(0, 8) })}
    </Link>
  ) : (
    <>{t('task', { id: taskId })}</>
  );
}
