import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import { HistoryItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { TaskLink } from '../setups/TaskLink';
import { When } from '../setups/When';

/** By whom, for whom, when, and in which step of which task. */
export function By({ item }: { item: HistoryItem }) {
  const { person, taskUser, at, taskId, stepId } = item;
  return (
    <Text as="p" color="secondary">
      By{' '}
      {person ? (
        <EntityRefLink entityRef={person} defaultKind="user" hideIcon />
      ) : (
        'somebody whose name is kept no longer'
      )}
      {taskUser && taskUser !== person && (
        <>
          , for{' '}
          <EntityRefLink entityRef={taskUser} defaultKind="user" hideIcon />
        </>
      )}
      , <When at={at} />
      {taskId && (
        <>
          , <TaskLink taskId={taskId} />
        </>
      )}
      {stepId && (
        <>
          , step <code>{stepId}</code>
        </>
      )}
    </Text>
  );
}
