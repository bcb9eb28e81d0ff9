import { TextColorStatus } from '@backstage/ui';
import { SetupStatus } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  RemixiconComponentType,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiErrorWarningLine,
  RiForbidLine,
  RiQuestionLine,
} from '@remixicon/react';
import { IconText } from './IconText';
import { STATUS_NAMES } from './status';

const ICONS: Record<SetupStatus, RemixiconComponentType> = {
  ok: RiCheckboxCircleLine,
  drifted: RiErrorWarningLine,
  failed: RiCloseCircleLine,
  unknown: RiQuestionLine,
  revoked: RiForbidLine,
};

const COLOURS: Record<SetupStatus, TextColorStatus | 'secondary'> = {
  ok: 'success',
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
