import { useEntity } from '@backstage/plugin-catalog-react';
import { HistoryOf } from './HistoryOf';

/** The tab of a set-up's entity that tells what was done to it. */
export function HistoryTab() {
  const { name } = useEntity().entity.metadata;
  return <HistoryOf key={name} name={name} />;
}
