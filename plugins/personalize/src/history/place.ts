import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';

/** Where in AWS a set-up is. */
export type Place = Pick<SetupItem, 'partition' | 'region' | 'accountId'>;
