import {
  describeFinding,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { StoredSetup } from './setups';

/**
 * A set-up as it leaves the backend.
 *
 * @param quotes - whether the reader may know what others wrote in policies
 */
export function shownSetup(
  item: StoredSetup,
  reader: { quotes: boolean },
): SetupItem {
  return {
    ...item,
    failing: item.failing.map(found => describeFinding(found, reader)),
  };
}
