import { HumanDuration } from '@backstage/types';

export interface Config {
  /** What the portal may do for Amazon Personalize, and where. */
  personalize?: {
    /**
     * The only AWS accounts that the portal touches. Requests for other
     * accounts are refused before the first AWS call.
     */
    accounts?: Array<{
      /**
       * 12 digits; quoted, because leading zeros count.
       * @visibility frontend
       */
      accountId: string;
      /**
       * The name of the account in the portal.
       * @visibility frontend
       */
      name?: string;
      /**
       * The Regions that can be used. At least one.
       * @visibility frontend
       */
      regions: string[];
      /**
       * The role that a run assumes to write. The session is named after the
       * task, the source identity after the person, and a session policy limits
       * it to the run's own resources. Without it, runs use the credentials
       * that `aws:` gives for the account, without any limit.
       */
      writer?: {
        /** Name with path, without a leading slash, for example `portal/personalize-writer`. */
        roleName: string;
        /** @visibility secret */
        externalId?: string;
      };
      /** The role that plans, dry runs and checks assume; it can't write. */
      reader?: {
        /** Name with path, without a leading slash. */
        roleName: string;
        /** @visibility secret */
        externalId?: string;
      };
      /** Address of a local AWS account for trials; never set it for a real one. */
      endpoint?: string;
    }>;
    /**
     * The organisation's instance of IAM Identity Center, for people who get
     * access through a permission set. Without it permission sets are refused.
     */
    identityCenter?: {
      /**
       * The management account of the organisation, or the delegated
       * administrator of Identity Center. 12 digits; quoted, because leading
       * zeros count.
       */
      accountId: string;
      /** The home Region of Identity Center. */
      region: string;
      /** Optional if the Region has exactly one instance. */
      instanceArn?: string;
      /** The role that a run assumes to write, as in `accounts`. */
      writer?: {
        /** Name with path, without a leading slash. */
        roleName: string;
        /** @visibility secret */
        externalId?: string;
      };
      /** The role that plans, dry runs and checks assume; it can't write. */
      reader?: {
        /** Name with path, without a leading slash. */
        roleName: string;
        /** @visibility secret */
        externalId?: string;
      };
      /** Address of a local AWS account for trials; never set it for a real one. */
      endpoint?: string;
    };
    /**
     * Entity refs of the groups that run the portal. A member with the
     * permission `personalize.setup.administer` can act on set-ups of every
     * team, hand them over to another team, and manage those whose team is
     * gone. Without it nobody can, whatever the permission policy says.
     */
    platformTeams?: string[];
    /**
     * What each group can use. Only the backend reads it: the page shows people
     * their own limits, not those of others.
     *
     * A set-up is requested for one group, its owner, and gets what that group
     * can use; a request without an owner is checked against all groups of the
     * person together. A bucket or key of the account with the tag
     * `personalize:owner` and a group's entity ref also belongs to that group.
     * Without this section only the tags give anything.
     */
    teams?: {
      /** The key is the group's entity ref, for example `group:default/recommendations`. */
      [group: string]: {
        /** Ids of `accounts`, in quotes; `'*'` for all of them. */
        accounts: string[];
        /**
         * Patterns with `*` and `?`: `NAME` for whole buckets, or
         * `NAME/PREFIX*` for everything under a prefix. A requested prefix must
         * lie in the pattern with everything under it.
         */
        buckets?: string[];
        /**
         * Ids of the accounts whose buckets can be used, in quotes: 12 digits
         * each, or `'*'` for any. Default: the group's own `accounts`.
         */
        bucketOwners?: string[];
        /**
         * Patterns with `*` and `?` of aliases (`alias/reco-*`), ARNs or ids of
         * keys; `'*'` for every key.
         */
        keys?: string[];
      };
    };
    /**
     * How teams are isolated. `account` (the default): people reach everything
     * of Personalize in the account and Region of their set-up, so give each
     * team its own. `tags`: people reach what has the tag `personalize:owner`
     * with the entity ref of the group that owns the set-up; see docs/teams.md
     * for what AWS can't limit. Any other word, an empty value and an unset
     * variable stop the start. Existing set-ups show an update; a run rolls it
     * out.
     */
    isolation?: 'account' | 'tags';
    /**
     * Rules that win over what a person requests. Everything that isn't written
     * is closed. A key that isn't listed here, is empty, or needs an unset
     * environment variable stops the start, because it would limit nothing. The
     * start-up log lists what is open.
     */
    guardrails?: {
      /** Regular expression that every role name must match. */
      roleNamePattern?: string;
      /** The path of every role; starts and ends with `/`. */
      rolePath?: string;
      /**
       * ARN of the policy that every new role gets as its permissions boundary.
       * `{accountId}` stands for the account of the role.
       */
      permissionsBoundary?: string;
      /** Tag keys that every role must have. */
      requiredTags?: string[];
      /**
       * The only tag keys that a person can set, in addition to the required
       * ones: tags can unlock access elsewhere. Default none; `['*']` allows
       * any.
       */
      allowedTags?: string[];
      /** `scoped` (the default) refuses `documented`; `documented` leaves the choice. */
      servicePolicy?: 'documented' | 'scoped';
      /**
       * Who can be let in from outside the account. Once set, it allows what it
       * lists and nothing else.
       */
      federation?: {
        /**
         * Patterns with `*` and `?`, for example `repo:acme/*`; every requested
         * subject of an OIDC provider must lie in one of them.
         */
        oidcSubjects?: string[];
        /** Names or ARNs of SAML providers. */
        samlProviders?: string[];
      };
      /**
       * Whether IAM users who assume a role always need a second factor.
       * Default true; `false` leaves the choice.
       */
      requireMfa?: boolean;
      /**
       * Whether people's policies can be attached to IAM groups and users,
       * which AWS advises against. Default false.
       */
      allowDirectAttachment?: boolean;
      /** The least strict source conditions that a person can request. Default `if-present`. */
      sourceConditions?: 'none' | 'if-present' | 'required';
    };
    /**
     * IAM Access Analyzer, which a proof uses on a real account in addition to
     * its own evaluation. The validation of each document is free and always
     * on.
     */
    accessAnalyzer?: {
      /**
       * Whether CheckNoNewAccess also compares each document that a run
       * changed: what was there before and what was requested, against what is
       * there now. AWS bills each comparison. Default false.
       */
      checkNoNewAccess?: boolean;
    };
    /** The regular checks of every registered set-up. */
    drift?: {
      /**
       * Each set-up is checked once in this time, spread evenly. At least a
       * second; default 30 minutes.
       */
      frequency?: HumanDuration | string;
      /** The number of set-ups checked at a time. Default 4. */
      concurrency?: number;
    };
    /** The entities of set-ups in the catalog. */
    catalog?: {
      /** How long the entity of a removed set-up stays, marked as revoked. Default 30 days. */
      keepRevoked?: HumanDuration | string;
      /**
       * How often all entities are synchronised, in case events were lost. At
       * least a second; default 10 minutes.
       */
      frequency?: HumanDuration | string;
    };
    /**
     * The ledger: the record of each change to AWS, in the database of the plugin
     * `personalize`. See docs/ledger.md.
     */
    ledger?: {
      /**
       * The keys that sign its entries: the first signs, all verify. Without
       * them the portal creates a key and keeps it in the database itself, so
       * that anyone who can write there can forge entries. Never remove a key
       * that has signed entries, and give a new secret a new id. A portal that
       * ran without keys until now also needs `anchor`.
       */
      keys?: Array<{
        /** Stored in each entry, for example the year. Not `database`. */
        id: string;
        /**
         * At least 32 characters, for example from `openssl rand -base64 48`.
         * @visibility secret
         */
        secret: string;
      }>;
      /**
       * An entry that the ledger must have, as `SEQ:HASH`: its number and its
       * hash of 64 hexadecimal digits, in quotes. The start of a portal that
       * ran without keys until now logs it. Entries up to it that the key in
       * the database signed stay valid, later ones don't; a ledger that ends
       * before it records nothing.
       */
      anchor?: string;
      /**
       * How long an ended run makes others wait: 15 seconds by default, at least
       * 3 seconds. A run that can't reach the portal's database for that long
       * loses its lease.
       */
      lease?: HumanDuration | string;
      /**
       * Once a day, removes the content of old entries of removed set-ups.
       * Without it they keep it forever.
       */
      retention?: {
        /** After how many days; at least 1. */
        days: number;
      };
      /**
       * Writes the head of the ledger to a place that database users can't
       * change, and makes verifications compare it: to S3, or signed by KMS, or
       * both. Use an account in which the portal has no roles. docs/ledger.md
       * says what each proves, and what the role needs.
       */
      witness?: {
        /** How often; at least a second, default an hour. */
        frequency?: HumanDuration | string;
        /** Objects under S3 Object Lock, one for each head. */
        s3?: {
          /** 12 digits; quoted, because leading zeros count. */
          accountId: string;
          region: string;
          /** The bucket must have Object Lock. */
          bucket: string;
          /** Prefix of the objects' keys; default `personalize-ledger/`. Each portal needs its own. */
          prefix?: string;
          /** The number of days for which nobody can delete a head, from 1 to 36500. */
          retainDays: number;
          /** A separate role, without rights in any other account. */
          role: {
            /** Name with path, without a leading slash. */
            roleName: string;
            /** @visibility secret */
            externalId?: string;
          };
          /** Address of a local AWS account for trials; never set it for a real one. */
          endpoint?: string;
        };
        /** Heads signed together with the time. */
        kms?: {
          /** ARN of an asymmetric key whose usage is SIGN_VERIFY: an ECC key, or an RSA key. */
          keyArn: string;
          /** A separate role, without rights in any other account. */
          role: {
            /** Name with path, without a leading slash. */
            roleName: string;
            /** @visibility secret */
            externalId?: string;
          };
          /** Address of a local AWS account for trials; never set it for a real one. */
          endpoint?: string;
        };
      };
    };
  };
}
