import {
  SETUP_ENTITY_KIND,
  SETUP_ENTITY_TYPE,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The entities that have the card and the history. */
export const SETUP_ENTITY_FILTER = {
  kind: SETUP_ENTITY_KIND.toLowerCase(),
  'spec.type': SETUP_ENTITY_TYPE,
};
