/** A bucket of an account. */
export type BucketItem = {
  name: string;
  /** Absent where S3 doesn't tell it in the list. */
  region?: string;
};

/** A key of an account and Region that isn't AWS's own. */
export type KeyItem = {
  keyArn: string;
  /** `alias/NAME` each. */
  aliases: string[];
};

/** A role of an account that Personalize may be given. */
export type RoleItem = {
  roleName: string;
  rolePath: string;
  roleArn: string;
};

/** A managed policy of the account, as a permissions boundary may be one. */
export type PolicyItem = {
  policyName: string;
  policyArn: string;
};

/** The answer of `GET /accounts/:id/{buckets,keys,roles,policies}`, by name. */
export type InventoryResponse<T> = {
  items: T[];
  nextCursor?: string;
};
