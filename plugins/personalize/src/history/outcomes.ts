import { HistoryItem } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiFileListLine,
  RiForbidLine,
  RiQuestionLine,
  RiTimeLine,
  RiUserSharedLine,
} from '@remixicon/react';
import { IconStyle } from '../setups/IconText';

/** What came of an entry, by name and icon. */
export interface Outcome extends IconStyle {
  name: string;
}

const OF_CHANGES = {
  applied: {
    name: 'Applied',
    icon: RiCheckboxCircleLine,
    color: 'success',
  },
  failed: { name: 'Failed', icon: RiCloseCircleLine, color: 'danger' },
  unknown: {
    name: 'Outcome unknown',
    icon: RiQuestionLine,
    color: 'warning',
  },
  open: { name: 'Under way', icon: RiTimeLine, color: 'info' },
} as const;

const OF_SETUPS = {
  registered: { name: 'Registered', icon: RiFileListLine, color: 'info' },
  transferred: { name: 'Transferred', icon: RiUserSharedLine, color: 'info' },
  revoked: { name: 'Revoked', icon: RiForbidLine, color: 'secondary' },
  accepted: { name: 'Accepted', icon: RiCheckboxCircleLine, color: 'info' },
} as const;

/** What came of an entry. */
export function outcomeOf({ kind, outcome }: HistoryItem): Outcome {
  return kind === 'change' ? OF_CHANGES[outcome ?? 'open'] : OF_SETUPS[kind];
}
