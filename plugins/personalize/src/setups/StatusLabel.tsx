import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { personalizeTranslationRef, Translate } from '../translation';
import { IconStyle, IconText } from './IconText';

const STYLES: Record<SetupStatus, IconStyle> = {
  pending: { icon: RiTimeLine, color: 'secondary' },
  ok: { icon: RiCheckboxCircleLine, color: 'success' },
  attention: { icon: RiAlertLine, color: 'warning' },
  drifted: { icon: RiErrorWarningLine, color: 'warning' },
  failed: { icon: RiCloseCircleLine, color: 'danger' },
  unknown: { icon: RiQuestionLine, color: 'secondary' },
  revoked: { icon: RiForbidLine, color: 'secondary' },
};

/** A status as icon and word. */
export function StatusLabel({ status }: { status: SetupStatus }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return <IconText {...STYLES[status]}>{t(`status.${status}`)}</IconText>;
}

/** What the status of a set-up means, and what to do. */
export function statusMeaning(
  { status, failing }: Pick<SetupItem, 'status' | 'failing'>,
  t: Translate,
): string {
  return status === 'drifted' && areAdditions(failing)
    ? t('statusMeaning.added')
    : t(`statusMeaning.${status}`);
}
