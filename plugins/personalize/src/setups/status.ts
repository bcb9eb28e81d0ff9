import { SetupStatus } from '@personalize-portal/backstage-plugin-personalize-common';

/** What people call each status. */
export const STATUS_NAMES: Record<SetupStatus, string> = {
  pending: 'Pending',
  ok: 'OK',
  attention: 'Attention',
  drifted: 'Drifted',
  failed: 'Failed',
  unknown: 'Unknown',
  revoked: 'Revoked',
};

/** What each status means, as a sentence. */
export const STATUS_MEANINGS: Record<SetupStatus, string> = {
  pending: 'A run has changed it and has not been proven yet.',
  ok: 'All checks passed.',
  attention: 'It works, and there is something to do.',
  drifted:
    'Something that held after the last run holds no longer, or a statement of this set-up was edited or removed. Run the template again to mend it.',
  failed: 'The last run ended with checks that fail.',
  unknown: "AWS can't be read, so nobody knows whether it holds.",
  revoked: 'What this set-up added was taken back; its history names what had to stay.',
};
