import {
  describeFinding,
  Finding,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * A set-up as it leaves the backend.
 *
 * @param quotes - whether the reader may know what others wrote in policies
 */
export function shownSetup(
  item: SetupItem<Finding>,
  reader: { quotes: boolean },
): SetupItem {
  return {
    ...item,
    failing: item.failing.map(found => describeFinding(found, reader)),
  };
}
