import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { JsonObject, JsonValue } from '@backstage/types';
import { Text } from '@backstage/ui';
import {
  HistoryItem,
  oneLine,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiFileListLine,
  RiForbidLine,
  RiQuestionLine,
  RiTimeLine,
  RiUserSharedLine,
} from '@remixicon/react';
import { IconText } from '../setups/IconText';
import { TaskLink } from '../setups/Links';
import { Time } from '../setups/Time';
import { personalizeTranslationRef } from '../translation';
import { Place } from './cloudTrail';
import { EntryDetails } from './EntryDetails';
import { entryTitle } from './entryTitle';
import styles from './HistoryEntry.module.css';

interface HistoryEntryProps {
  item: HistoryItem;
  /** Where CloudTrail recorded it; undefined until loaded. */
  place: Place | undefined;
}

/** One entry: what happened, the outcome, who and when. Before and after unfold. */
export function HistoryEntry({ item, place }: HistoryEntryProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const title = oneLine(entryTitle(item, t));
  const hasMore = item.change !== undefined || item.requests.length > 0;
  return (
    <li className={styles.entry}>
      <EntryOutcome item={item} />
      <EntryAuthor item={item} />
      {item.message && <Text as="p">{oneLine(item.message)}</Text>}
      {hasMore ? (
        <EntryDetails item={item} place={place} title={title} />
      ) : (
        <Text as="h3" weight="bold">
          {title}
        </Text>
      )}
      <RetainedResourceList details={item.details} />
    </li>
  );
}

const OUTCOME_STYLES = {
  applied: { icon: RiCheckboxCircleLine, color: 'success' },
  failed: { icon: RiCloseCircleLine, color: 'danger' },
  unknown: { icon: RiQuestionLine, color: 'warning' },
  open: { icon: RiTimeLine, color: 'info' },
  registered: { icon: RiFileListLine, color: 'info' },
  transferred: { icon: RiUserSharedLine, color: 'info' },
  revoked: { icon: RiForbidLine, color: 'secondary' },
  accepted: { icon: RiCheckboxCircleLine, color: 'info' },
} as const;

/** The outcome of an entry, as icon and word. */
function EntryOutcome({ item: { kind, outcome } }: { item: HistoryItem }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const name = kind === 'change' ? outcome ?? 'open' : kind;
  return (
    <IconText {...OUTCOME_STYLES[name]} isSmall>
      {t(`entry.outcome.${name}`)}
    </IconText>
  );
}

/** The person, the owner of the task, the time, the task and its step. */
function EntryAuthor({ item }: { item: HistoryItem }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const { person, taskUser, at, taskId, stepId } = item;
  return (
    <Text as="p" color="secondary">
      {person
        ? t('entry.by', {
            person: (
              <EntityRefLink entityRef={person} defaultKind="user" hideIcon />
            ),
          })
        : t('entry.byUnknown')}
      {taskUser && taskUser !== person && (
        <>
          ,{' '}
          {t('entry.for', {
            person: (
              <EntityRefLink entityRef={taskUser} defaultKind="user" hideIcon />
            ),
          })}
        </>
      )}
      , <Time at={at} />
      {taskId && (
        <>
          , <TaskLink taskId={taskId} />
        </>
      )}
      {stepId && <>, {t('entry.step', { step: <code>{stepId}</code> })}</>}
    </Text>
  );
}

/** Resources that a revoke couldn't remove. */
function RetainedResourceList({
  details,
}: {
  details: JsonObject | undefined;
}) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const resources = retainedResources(details);
  return resources.length === 0 ? null : (
    <>
      <Text as="p">{t('entry.kept')}</Text>
      <ul style={{ margin: 0 }}>
        {resources.map(({ resource, reason }) => (
          <li key={resource}>
            <code>{oneLine(resource)}</code>: {oneLine(reason)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A resource that a revoke couldn't remove, and why. */
interface RetainedResource {
  resource: string;
  reason: string;
}

/** Reads the details of the entry; see `RevocationRequest`. */
function retainedResources(
  details: JsonObject | undefined,
): RetainedResource[] {
  const kept = details?.kept;
  return Array.isArray(kept)
    ? kept.flatMap(one => readRetainedResource(one) ?? [])
    : [];
}

function readRetainedResource(
  value: JsonValue | undefined,
): RetainedResource | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const { resource, reason } = value;
  return typeof resource === 'string' && typeof reason === 'string'
    ? { resource, reason }
    : undefined;
}
