import {
  areAdditions,
  SetupItem,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiErrorWarningLine,
  RiForbidLine,
  RiQuestionLine,
  RiTimeLine,
} from '@remixicon/react';
import { IconStyle, IconText } from './IconText';

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

const STYLES: Record<SetupStatus, IconStyle> = {
  pending: { icon: RiTimeLine, color: 'secondary' },
  ok: { icon: RiCheckboxCircleLine, color: 'success' },
  attention: { icon: RiAlertLine, color: 'warning' },
  drifted: { icon: RiErrorWarningLine, color: 'warning' },
  failed: { icon: RiCloseCircleLine, color: 'danger' },
  unknown: { icon: RiQuestionLine, color: 'secondary' },
  revoked: { icon: RiForbidLine, color: 'secondary' },
};

/** A status as icon and word; the colour only adds to it. */
export function StatusLabel({ status }: { status: SetupStatus }) {
  return <IconText {...STYLES[status]}>{STATUS_NAMES[status]}</IconText>;
}

/** What each status means, as a sentence. */
const STATUS_MEANINGS: Record<SetupStatus, string> = {
  pending:
    'A run has registered or changed it and has not proven it. Run the template again to finish it, or remove access.',
  ok: 'All that was asked for works.',
  attention: 'It is in place, and there is something left to do.',
  drifted:
    'Someone changed this outside the portal. Run the template again to mend it.',
  failed: 'The last run ended with checks that fail.',
  unknown: 'AWS couldn’t be read, so nobody knows whether it works.',
  revoked:
    'What this set-up added was taken back; its history names what had to stay.',
};

/** What the status of a set-up means, and what to do. */
export function statusMeaning({
  status,
  failing,
}: Pick<SetupItem, 'status' | 'failing'>): string {
  return status === 'drifted' && areAdditions(failing)
    ? 'Someone added something outside the portal. Remove it, or check with whoever did it.'
    : STATUS_MEANINGS[status];
}
