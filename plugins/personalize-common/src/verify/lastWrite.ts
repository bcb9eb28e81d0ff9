import { JsonObject } from '@backstage/types';
import { Holding } from '../setup/change';
import { parsePlace } from '../setup/place';
import { Finding, finding } from './finding';
import { updateId } from './ids';

/** What a role is created with, and what later changes of it alone are called. */
const BORN_WITH: Record<string, string> = {
  'trust-policy': 'trustPolicy',
  tags: 'tags',
};

/** What the last run left at a resource: by a change of its own, or with the role that it is a part of. */
export function lastWriteAt(
  resource: string,
  holdings: readonly Holding[],
): JsonObject | undefined {
  const at = (place: string) =>
    holdings.find(holding => holding.resource === place)?.after;
  const { arn, kind } = parsePlace(resource);
  const born = at(arn)?.[BORN_WITH[kind] ?? ''];
  const isObject =
    typeof born === 'object' && born !== null && !Array.isArray(born);
  return at(resource) ?? (isObject ? born : undefined);
}

/** That a run would write something else at a resource. */
export function updateFinding(resource: string): Finding {
  return finding({
    id: updateId(resource),
    kind: 'update-available',
    outcome: 'warning',
    subjects: { resource },
  });
}
