import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { JsonObject, JsonValue } from '@backstage/types';
import { Text } from '@backstage/ui';
import {
  HistoryItem,
  oneLine,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IconText } from '../setups/IconText';
import { TaskLink } from '../setups/TaskLink';
import { Time } from '../setups/Time';
import { Place } from './cloudTrail';
import { EntryDetails } from './EntryDetails';
import { entryTitle } from './entryTitle';
import { outcomeOf } from './outcomes';
import styles from './HistoryEntry.module.css';

interface HistoryEntryProps {
  item: HistoryItem;
  /** Where CloudTrail recorded it; absent while that isn't known. */
  place: Place | undefined;
}

/** One entry: what, with which outcome, by whom and when; before and after unfold. */
export function HistoryEntry({ item, place }: HistoryEntryProps) {
  const { name, icon, color } = outcomeOf(item);
  const title = oneLine(entryTitle(item));
  const hasMore = item.change !== undefined || item.requests.length > 0;
  return (
    <li className={styles.entry}>
      <IconText icon={icon} color={color} isSmall>
        {name}
      </IconText>
      <EntryAuthor item={item} />
      {item.message && <Text as="p">{oneLine(item.message)}</Text>}
      {hasMore ? (
        <EntryDetails item={item} place={place} title={title} />
      ) : (
        <Text as="h3" weight="bold">
          {title}
        </Text>
      )}
      <RetainedResources details={item.details} />
    </li>
  );
}

/** By whom, for whom, when, and in which step of which task. */
function EntryAuthor({ item }: { item: HistoryItem }) {
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
      , <Time at={at} />
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

/** What stayed when the set-up was taken back; nothing where nothing did. */
function RetainedResources({ details }: { details: JsonObject | undefined }) {
  const kept = retainedResources(details);
  return kept.length === 0 ? null : (
    <>
      <Text as="p">What stayed:</Text>
      <ul style={{ margin: 0 }}>
        {kept.map(({ resource, reason }) => (
          <li key={resource}>
            <code>{oneLine(resource)}</code>: {oneLine(reason)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What stayed when a set-up was taken back, and why. */
interface Retained {
  resource: string;
  reason: string;
}

/** Reads it from the details of the entry; see `RevokedRequest`. */
function retainedResources(details: JsonObject | undefined): Retained[] {
  const kept = details?.kept;
  return Array.isArray(kept)
    ? kept.flatMap(one => readRetained(one) ?? [])
    : [];
}

function readRetained(value: JsonValue | undefined): Retained | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const { resource, reason } = value;
  return typeof resource === 'string' && typeof reason === 'string'
    ? { resource, reason }
    : undefined;
}
