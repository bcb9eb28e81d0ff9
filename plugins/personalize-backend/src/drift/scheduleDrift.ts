import { SchedulerService } from '@backstage/backend-plugin-api';
import { DriftConfig } from './driftConfig';
import { DriftRounds, pauseBetweenRounds } from './driftRounds';

/** A round that hangs gives way to the next after so long. */
const TIMEOUT = { minutes: 10 };

/** The portal's other parts are to be up first. */
const INITIAL_DELAY = { seconds: 10 };

/** Has the rounds made, by one replica at a time. */
export async function scheduleDrift(
  scheduler: SchedulerService,
  rounds: Pick<DriftRounds, 'run'>,
  config: DriftConfig,
): Promise<void> {
  await scheduler.scheduleTask({
    id: 'personalize-drift',
    scope: 'global',
    frequency: { milliseconds: pauseBetweenRounds(config) },
    timeout: TIMEOUT,
    initialDelay: INITIAL_DELAY,
    fn: signal => rounds.run(signal),
  });
}
