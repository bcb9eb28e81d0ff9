/** The person and task behind a run; CloudTrail records them. */
export interface RunIdentity {
  /** The scaffolder task; undefined in a dry run. */
  taskId?: string;
  /** The step of the template; undefined outside templates. */
  stepId?: string;
  /** Entity ref of the person, for example `user:default/ana`. */
  person: string;
}

/** IAM allows `[\w+=,.@-]`, 2 to 64 characters, in session names and source identities. */
const SESSION_CHARACTERS = 64;

/** The role session name: the task, so that CloudTrail leads back to it. */
export function sessionName({ taskId }: RunIdentity): string {
  return sessionText(taskId ?? 'dry-run');
}

/** The source identity: the person; it can't be changed within the session. */
export function sourceIdentity({ person }: RunIdentity): string {
  return sessionText(person);
}

function sessionText(text: string): string {
  return text
    .replace(/[^\w+=,.@-]/g, '.')
    .padEnd(2, '.')
    .slice(0, SESSION_CHARACTERS);
}

/** Identifies each request, even if no role is assumed. */
export function userAgent({
  taskId,
  stepId,
  person,
}: RunIdentity): [string, string][] {
  return [
    ['backstage-personalize', '0'],
    ['task', userAgentText(taskId ?? 'dry-run')],
    ...(stepId
      ? [['step', userAgentText(stepId)] satisfies [string, string]]
      : []),
    ['person', userAgentText(person)],
  ];
}

/**
 * A slash would separate name and version, a space would end the entry, and the
 * SDK takes no colon.
 */
function userAgentText(text: string): string {
  return text.replace(/[^\w+=,.@-]/g, '.');
}
