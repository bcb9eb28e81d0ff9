import { Text } from '@backstage/ui';
import {
  HistoryItem,
  oneLine,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IconText } from '../setups/IconText';
import { By } from './By';
import { entryInWords } from './entryWords';
import { KeptList } from './KeptList';
import { outcomeOf } from './outcomes';
import { Place } from './place';
import { Unfolding } from './Unfolding';
import styles from './HistoryEntry.module.css';

interface HistoryEntryProps {
  item: HistoryItem;
  /** Where CloudTrail recorded it; absent while that isn't known. */
  place: Place | undefined;
}

/** One entry: what, with which outcome, by whom and when; before and after unfold. */
export function HistoryEntry({ item, place }: HistoryEntryProps) {
  const { name, icon, color } = outcomeOf(item);
  const title = oneLine(entryInWords(item));
  const hasMore = item.change !== undefined || item.requests.length > 0;
  return (
    <li className={styles.entry}>
      <IconText icon={icon} color={color} isSmall>
        {name}
      </IconText>
      <By item={item} />
      {item.message && <Text as="p">{oneLine(item.message)}</Text>}
      {hasMore ? (
        <Unfolding item={item} place={place} title={title} />
      ) : (
        <Text as="h3" weight="bold">
          {title}
        </Text>
      )}
      <KeptList details={item.details} />
    </li>
  );
}
