import { PartName } from '@personalize-portal/backstage-plugin-personalize-common';

/** What a part lets Personalize do with one bucket or key. */
export interface Grant {
  part: PartName;
  /** ARN of the bucket or key. */
  resource: string;
  /** Each action with the ARN that it takes. */
  uses: { action: string; resource: string }[];
}
