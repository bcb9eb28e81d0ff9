import { Check } from '@personalize-portal/backstage-plugin-personalize-common';
import { CheckItem } from './CheckItem';

interface CheckListProps {
  checks: readonly Check[];
  /** Id of the heading over it. */
  labelledBy: string;
}

/** Checks, one below the other. */
export function CheckList({ checks, labelledBy }: CheckListProps) {
  return (
    <ul aria-labelledby={labelledBy} style={{ margin: 0, padding: 0 }}>
      {checks.map(check => (
        <CheckItem key={check.id} check={check} />
      ))}
    </ul>
  );
}
