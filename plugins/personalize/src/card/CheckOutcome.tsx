import { TextColorStatus } from '@backstage/ui';
import { Check } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  RemixiconComponentType,
  RiCheckLine,
  RiCloseCircleLine,
  RiErrorWarningLine,
  RiQuestionLine,
} from '@remixicon/react';
import { IconText } from '../setups/IconText';

type Outcome = Check['outcome'];

const NAMES: Record<Outcome, string> = {
  passed: 'Passed',
  failed: 'Failed',
  warning: 'Warning',
  unknown: 'Not proven',
};

const ICONS: Record<Outcome, RemixiconComponentType> = {
  passed: RiCheckLine,
  failed: RiCloseCircleLine,
  warning: RiErrorWarningLine,
  unknown: RiQuestionLine,
};

const COLOURS: Record<Outcome, TextColorStatus | 'secondary'> = {
  passed: 'success',
  failed: 'danger',
  warning: 'warning',
  unknown: 'secondary',
};

/** What a check came to, as icon and word. */
export function CheckOutcome({ outcome }: { outcome: Outcome }) {
  return (
    <IconText icon={ICONS[outcome]} color={COLOURS[outcome]} isSmall>
      {NAMES[outcome]}
    </IconText>
  );
}
