import { Finding, finding } from '../finding';
import { Obstacle } from '../heldAccess';

/** Names what stands in the way. */
export function obstacleFinding(id: string, obstacle: Obstacle): Finding {
  const { outcome, cause, message, remedy } = obstacle;
  return finding({
    id,
    kind: 'obstacle',
    outcome,
    subjects: { outcome, ...(cause ? { cause } : {}), message, remedy },
  });
}
