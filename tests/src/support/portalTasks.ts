import { setTimeout } from 'node:timers/promises';
import { JsonObject } from '@backstage/types';
import { AskedPortal } from './guest';

/** The result of a task in a portal with its own process. */
export interface PortalTask {
  taskId: string;
  status: 'completed' | 'failed' | 'cancelled';
  /** All lines of the log, of all steps. */
  log: string[];
  output: JsonObject;
}

interface TaskEvent {
  type: string;
  body: { message: string; stepId?: string; output?: JsonObject };
}

/** Posts a task of the main template. @returns its id */
export async function postTask(
  portal: AskedPortal,
  values: JsonObject,
  templateRef = 'template:default/personalize-permissions',
): Promise<string> {
  const { status, body } = await portal.request<{ id: string }>(
    'POST',
    '/api/scaffolder/v2/tasks',
    { templateRef, values },
  );
  if (status !== 201) {
    throw new Error(`No task was made: ${status} ${JSON.stringify(body)}`);
  }
  return body.id;
}

/** Waits for the end of a task. */
export async function endOfTask(
  portal: AskedPortal,
  taskId: string,
): Promise<PortalTask> {
  for (;;) {
    const { body } = await portal.request<{ status: string }>(
      'GET',
      `/api/scaffolder/v2/tasks/${taskId}`,
    );
    if (isFinal(body.status)) {
      const { body: events } = await portal.request<TaskEvent[]>(
        'GET',
        `/api/scaffolder/v2/tasks/${taskId}/events`,
      );
      return {
        taskId,
        status: body.status,
        log: events
          .filter(({ type }) => type === 'log')
          .map(event => event.body.message),
        output:
          events.find(({ type }) => type === 'completion')?.body.output ?? {},
      };
    }
    await setTimeout(500);
  }
}

/** Cancels a task once one of its steps has started, and waits for its end. */
export async function cancelAtStep(
  portal: AskedPortal,
  taskId: string,
  stepId: string,
): Promise<PortalTask> {
  for (;;) {
    const { body: events } = await portal.request<TaskEvent[]>(
      'GET',
      `/api/scaffolder/v2/tasks/${taskId}/events`,
    );
    if (
      events.some(
        ({ type, body }) => type === 'completion' || body.stepId === stepId,
      )
    ) {
      await portal.request(
        'POST',
        `/api/scaffolder/v2/tasks/${taskId}/cancel`,
        {},
      );
      return endOfTask(portal, taskId);
    }
    await setTimeout(20);
  }
}

/** Posts a task and waits for its end. */
export async function runTask(
  portal: AskedPortal,
  values: JsonObject,
  templateRef?: string,
): Promise<PortalTask> {
  return endOfTask(portal, await postTask(portal, values, templateRef));
}

function isFinal(status: string): status is PortalTask['status'] {
  return ['completed', 'failed', 'cancelled'].includes(status);
}

/** The catalog reads its locations some seconds after the start. */
export async function untilTemplatesAreThere(
  portal: AskedPortal,
): Promise<void> {
  for (;;) {
    const { status } = await portal.request(
      'GET',
      '/api/catalog/entities/by-name/template/default/personalize-permissions',
    );
    if (status === 200) {
      return;
    }
    await setTimeout(100);
  }
}
