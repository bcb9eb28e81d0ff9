import { JsonObject } from '@backstage/types';
import { Holding } from '../setup/change';
import { parsePlace } from '../setup/place';
import { Finding, finding } from './finding';
import { updateId } from './ids';

/** What a role is created with, and the name of each later change to that part alone. */
const BORN_WITH: Record<string, string> = {
  'trust-policy': 'trustPolicy',
  tags: 'tags',
};

/** What the last run left at a resource: by its own change, or by that of its role. */
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

/** Reports that a run would write something else at a resource. */
export function updateFinding(resource: string): Finding {
  return finding({
    id: updateId(resource),
    kind: 'update-available',
    outcome: 'warning',
    subjects: { resource },
  });
}
