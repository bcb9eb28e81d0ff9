import { Journal } from './journal';

/** The journal of a session that only reads: nothing can be recorded, so nothing is written. */
export const READ_ONLY: Journal = {
  async exclusive({ name }) {
    throw new Error(
      `This session was opened for reading alone, so ${name} isn't changed; nothing was written. Open a session with a journal to write.`,
    );
  },
};
