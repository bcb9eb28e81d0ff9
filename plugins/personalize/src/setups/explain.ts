import { ResponseError } from '@backstage/errors';

/** A failure in words. */
export interface Explanation {
  /** Absent where what was asked for says it best. */
  title?: string;
  description: string;
  /** Whether asking again can't help. */
  isFinal: boolean;
}

/** Says of a failed question to the backend what the reader can do. */
export function explain(error: Error): Explanation {
  if (!ResponseError.is(error)) {
    return {
      description: `The portal's backend can't be reached: ${error.message}. Look whether you are still connected, then try again.`,
      isFinal: false,
    };
  }
  switch (error.statusCode) {
    case 401:
      return {
        title: 'You are signed out',
        description: 'Reload the page to sign in again.',
        isFinal: true,
      };
    case 403:
      return {
        title: 'This is not open to you',
        description: `Set-ups are open to the team that owns them and to the team that runs the portal. Ask one of them, or choose a set-up of your own team. The backend's answer: ${error.cause.message}`,
        isFinal: true,
      };
    case 404:
      return {
        title: 'This set-up is not in the record',
        description:
          'It was removed, or its entity comes from elsewhere. What the catalog shows follows within minutes; if it stays, tell the team that runs the portal.',
        isFinal: true,
      };
    default:
      return {
        description: `${error.cause.message} (status ${error.statusCode}). Try again; if it keeps failing, tell the team that runs the portal.`,
        isFinal: false,
      };
  }
}
