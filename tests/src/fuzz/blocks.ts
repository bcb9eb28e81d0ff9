import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/** How long something took, and how long nothing else could be done meanwhile; in ms. */
export interface Measured<T> {
  result: T;
  ms: number;
  longestBlock: number;
}

const RESOLUTION_MS = 1;

/** A moment in which the monitor notes what came before it. */
const A_TICK_MS = 3;

const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

/** Measures the event loop of this process while something runs in it. */
export async function measured<T>(
  work: () => Promise<T>,
): Promise<Measured<T>> {
  monitor.enable();
  await setTimeout(A_TICK_MS);
  monitor.reset();
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  await setTimeout(A_TICK_MS);
  const longestBlock = monitor.max / 1e6;
  monitor.disable();
  return { result, ms, longestBlock };
}
