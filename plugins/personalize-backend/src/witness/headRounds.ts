import {
  AuditorService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { Witnesses } from './testimony';

/** The parts of the portal that a round needs. */
export interface HeadRoundOptions {
  ledger: Pick<DatabaseLedger, 'provenHead'>;
  witnesses: Witnesses;
  auditor: AuditorService;
  logger: LoggerService;
}

/**
 * Gives every witness the head of the ledger. If one witness can't get it, logs
 * and audits that; the others still get the head, and runs go on.
 */
export async function tellWitnesses(
  { ledger, witnesses, auditor, logger }: HeadRoundOptions,
  signal: AbortSignal,
): Promise<void> {
  const tell = async (meta: JsonObject, error?: Error) => {
    try {
      const event = await auditor.createEvent({
        eventId: 'ledger-witness',
        // Less severe events are logged only if the portal is configured to.
        severityLevel: 'medium',
        meta,
      });
      await (error ? event.fail({ error }) : event.success());
    } catch (cause) {
      logger.error(
        `The auditor's log lacks the head of the ledger that was written outside, ${JSON.stringify(
          meta,
        )}: ${cause}`,
      );
    }
  };
  for (const witness of witnesses.all) {
    const { name } = witness;
    try {
      const head = await ledger.provenHead();
      // There is nothing to prove before the first entry.
      const written =
        head.seq > 0 ? await witness.write(head, signal) : undefined;
      if (written) {
        await tell({ witness: name, ...head, ...written });
      }
    } catch (cause) {
      const error = toError(cause);
      logger.error(
        `The head of the ledger wasn't written outside the database, ${name}; the next interval tries again. ${error}`,
      );
      await tell({ witness: name }, error);
    }
  }
}

/**
 * Schedules the writing of heads, by one backend at a time, if it is
 * configured.
 */
export async function scheduleHeadRounds(
  options: HeadRoundOptions & { scheduler: SchedulerService },
): Promise<void> {
  const { witnesses, scheduler } = options;
  if (witnesses.all.length === 0) {
    return;
  }
  await scheduler.scheduleTask({
    id: 'personalize-ledger-witness',
    scope: 'global',
    frequency: { milliseconds: witnesses.frequencyMs },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 10 },
    fn: signal => tellWitnesses(options, signal),
  });
}
