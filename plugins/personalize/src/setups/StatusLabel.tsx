import { TextColorStatus } from '@backstage/ui';
import { SetupStatus } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  RemixiconComponentType,
  RiAlertLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiErrorWarningLine,
  RiForbidLine,
  RiQuestionLine,
  RiTimeLine,
} from '@remixicon/react';
import { IconText } from './IconText';
import { STATUS_NAMES } from './status';

const ICONS: Record<SetupStatus, RemixiconComponentType> = {
  pending: RiTimeLine,
  ok: RiCheckboxCircleLine,
  attention: RiAlertLine,
  drifted: RiErrorWarningLine,
  failed: RiCloseCircleLine,
  unknown: RiQuestionLine,
  revoked: RiForbidLine,
};

const COLOURS: Record<SetupStatus, TextColorStatus | 'secondary'> = {
  pending: 'secondary',
  ok: 'success',
  attention: 'warning',
  drifted: 'warning',
  failed: 'danger',
  unknown: 'secondary',
  revoked: 'secondary',
};

/** A status as icon and word; the colour only adds to it. */
export function StatusLabel({ status }: { status: SetupStatus }) {
  return (
    <IconText icon={ICONS[status]} color={COLOURS[status]}>
      {STATUS_NAMES[status]}
    </IconText>
  );
}
