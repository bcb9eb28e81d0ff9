import { UserAccess } from '@personalize-portal/backstage-plugin-personalize-common';
import { listAt, textAt, textsAt } from './formData';
import { readUsers } from './formPeople';

/** What has been filled in so far, on all pages of the form. */
export interface FormValues {
  /** Entity ref of the team; absent in a form that doesn't ask for one. */
  owner?: string;
  accountId: string;
  region: string;
  roleName: string;
  rolePath: string;
  permissionsBoundary: string;
  servicePolicy: string;
  sourceConditions: string;
  tags: Record<string, string>;
  /** `bucketOwner` is empty for a bucket of the account itself. */
  buckets: { bucket: string; prefix: string; bucketOwner: string }[];
  keyIds: string[];
  users: UserAccess[];
}

/** Reads the data of a form. */
export function readFormValues(data: unknown): FormValues {
  return {
    owner: textAt(data, 'owner') || undefined,
    accountId: textAt(data, 'accountId'),
    region: textAt(data, 'region'),
    roleName: textAt(data, 'roleName'),
    rolePath: textAt(data, 'rolePath'),
    permissionsBoundary: textAt(data, 'permissionsBoundary'),
    servicePolicy: textAt(data, 'servicePolicy'),
    sourceConditions: textAt(data, 'sourceConditions'),
    tags: textsAt(data, 'tags'),
    buckets: listAt(data, 's3').map(entry => ({
      bucket: textAt(entry, 'bucket'),
      prefix: textAt(entry, 'prefix'),
      bucketOwner: textAt(entry, 'bucketOwner'),
    })),
    keyIds: listAt(data, 'kms').map(entry => textAt(entry, 'keyId')),
    users: readUsers(data),
  };
}
