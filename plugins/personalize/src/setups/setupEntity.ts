import {
  SETUP_ENTITY_KIND,
  SETUP_ENTITY_TYPE,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** On which entities the card and the history are shown. */
export const SETUP_ENTITY_FILTER = {
  kind: SETUP_ENTITY_KIND.toLowerCase(),
  'spec.type': SETUP_ENTITY_TYPE,
};
