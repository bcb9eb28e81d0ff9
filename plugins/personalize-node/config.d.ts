import { HumanDuration } from '@backstage/types';

export interface Config {
  /** What the portal may do for Amazon Personalize, and where. */
  personalize?: {
    /**
     * The only AWS accounts that are ever touched. A request for another
     * account is refused before the first AWS call.
     */
    accounts?: Array<{
      /**
       * 12 digits; quoted, because leading zeros count.
       * @visibility frontend
       */
      accountId: string;
      /**
       * How people call the account.
       * @visibility frontend
       */
      name?: string;
      /**
       * The Regions that may be used. At least one.
       * @visibility frontend
       */
      regions: string[];
      /**
       * The role that a run assumes to write. The session is named after the
       * task, the source identity after the person, and a session policy limits it
       * to what the run is about. Without it the credentials that `aws:` gives for
       * the account are used as they are, and nothing limits a run.
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
      /** Address of a local AWS account for trying things out; never set for a real one. */
      endpoint?: string;
    }>;
    /**
     * The organisation's instance of IAM Identity Center, for people who get
     * access by a permission set. Without it permission sets are refused.
     */
    identityCenter?: {
      /**
       * The management account of the organisation, or the one that it made the
       * delegated administrator of Identity Center. 12 digits; quoted, because
       * leading zeros count.
       */
      accountId: string;
      /** The Region in which Identity Center was set up. */
      region: string;
      /** May be left out where the Region has exactly one instance. */
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
      /** Address of a local AWS account for trying things out; never set for a real one. */
      endpoint?: string;
    };
    /**
     * Entity refs of the groups that run the portal. A member who holds the
     * permission `personalize.setup.administer` acts on set-ups of every team,
     * hands them over to another team, and takes care of those whose team is
     * gone. Without it nobody does, whatever the permission policy says.
     */
    platformTeams?: string[];
    /**
     * What each group may be granted. The backend's alone: the page shows a
     * person their own limits, not those of others.
     *
     * A set-up is asked for one group, its owner, and gets what that group may
     * have; what names no owner is judged by all groups of the person together.
     * A bucket or key of the account that carries the tag `personalize:owner`
     * with a group's entity ref is that group's, too. Without this section the
     * tags alone give anything.
     */
    teams?: {
      /** By the group's entity ref, for example `group:default/recommendations`. */
      [group: string]: {
        /** Ids of `accounts`, in quotes; `'*'` for all of them. */
        accounts: string[];
        /**
         * Patterns with `*` and `?`: `NAME` for buckets as a whole, or
         * `NAME/PREFIX*` for what lies under a prefix. A prefix that is asked
         * for must lie in the pattern with everything under it.
         */
        buckets?: string[];
        /**
         * Ids of the accounts whose buckets may be used, in quotes: 12 digits each, or
         * `'*'` for any. Without it the group's own `accounts`.
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
     * How teams are kept apart. `account` (the default): people reach all that
     * Personalize holds in the account and Region of their set-up, so give each team
     * its own. `tags`: people reach what carries the tag `personalize:owner` with the
     * entity ref of the group that owns the set-up; see docs/teams.md for what AWS has
     * no means to limit. Any other word, an empty value and a variable that isn't set
     * stop the start. Set-ups that stand show an update; a run rolls it out.
     */
    isolation?: 'account' | 'tags';
    /**
     * Rules that win over what a person asks for. What isn't written is closed. A
     * key that isn't listed here, that is empty, or that hangs on an environment
     * variable that isn't set stops the start: it would limit nothing. The log of
     * a start says what is open.
     */
    guardrails?: {
      /** Regular expression that every role name must match. */
      roleNamePattern?: string;
      /** The path of every role; starts and ends with `/`. */
      rolePath?: string;
      /**
       * ARN of the policy that every new role gets as its permissions boundary.
       * `{accountId}` in it stands for the account of the role.
       */
      permissionsBoundary?: string;
      /** Tag keys that every role must carry. */
      requiredTags?: string[];
      /**
       * The only tag keys that a person may set, beside the required ones: tags
       * can unlock access elsewhere. Without it none; `['*']` allows any.
       */
      allowedTags?: string[];
      /** `scoped` (the default) refuses `documented`; `documented` leaves the choice. */
      servicePolicy?: 'documented' | 'scoped';
      /**
       * Who may be let in from outside the account. Once it is there it allows
       * what it lists and nothing else.
       */
      federation?: {
        /**
         * Patterns with `*` and `?`, for example `repo:acme/*`; every subject of
         * an OIDC provider that is asked for lies in one of them.
         */
        oidcSubjects?: string[];
        /** Names or ARNs of SAML providers. */
        samlProviders?: string[];
      };
      /**
       * Whether IAM users who may assume a role always need a second factor.
       * Default true; `false` leaves the choice.
       */
      requireMfa?: boolean;
      /**
       * Whether people's policies may hang on IAM groups and users, which AWS
       * advises against. Default false.
       */
      allowDirectAttachment?: boolean;
      /** The least strict source conditions that a person may ask for. Default `if-present`. */
      sourceConditions?: 'none' | 'if-present' | 'required';
    };
    /**
     * IAM Access Analyzer, which a proof asks on a real account beside its own
     * reasoning. The validation of each document is free and always asked for.
     */
    accessAnalyzer?: {
      /**
       * Whether each document that a run changed is also compared by
       * CheckNoNewAccess: what stood before and what was asked for, against what
       * stands now. AWS bills each comparison. Default false.
       */
      checkNoNewAccess?: boolean;
    };
    /** The checks of every registered set-up that the portal makes by itself. */
    drift?: {
      /**
       * Each set-up is checked once in this time, spread evenly over it. At least
       * a second; default 30 minutes.
       */
      frequency?: HumanDuration | string;
      /** How many set-ups are checked at a time. Default 4. */
      concurrency?: number;
    };
    /** The entities of set-ups in the catalog. */
    catalog?: {
      /**
       * How long the entity of a set-up that was taken back stays, marked as
       * revoked. Default 30 days.
       */
      keepRevoked?: HumanDuration | string;
      /**
       * How often all entities are brought to what is registered, whatever events
       * were lost. At least a second; default 10 minutes.
       */
      frequency?: HumanDuration | string;
    };
    /**
     * The ledger: the record of each change to AWS, in the database of the plugin
     * `personalize`. See docs/ledger.md.
     */
    ledger?: {
      /**
       * The keys that sign its entries: the first signs, all verify. Without them
       * a key is made up and kept in the database itself, so that whoever can
       * write there can forge entries. Never take a key away that has signed
       * entries, and give a new secret a new id. A portal that ran without keys
       * until now needs `anchor`, too.
       */
      keys?: Array<{
        /** Stands in each entry, for example the year. Not `database`. */
        id: string;
        /**
         * At least 32 characters, for example from `openssl rand -base64 48`.
         * @visibility secret
         */
        secret: string;
      }>;
      /**
       * An entry that the ledger must hold, as `SEQ:HASH`: its number and its hash
       * of 64 hexadecimal digits, in quotes. The start of a portal that ran without
       * keys until now logs it. What the key in the database signed up to it stays
       * valid, nothing after it; and a ledger that ends before it records nothing.
       */
      anchor?: string;
      /**
       * How long the turn of a run that is gone keeps others waiting; by default 15
       * seconds, at least 3. A run that can't reach the portal's database for so
       * long loses its turn.
       */
      lease?: HumanDuration | string;
      /**
       * Lets old entries of set-ups that were taken back lose what they say, once
       * a day. Without it they keep it for good.
       */
      retention?: {
        /** After how many days; at least 1. */
        days: number;
      };
      /**
       * Writes the head of the ledger where whoever can write its database can't
       * change it, and has a verification compare it: to S3, or signed by KMS, or
       * both. The account is none that the portal has roles in. docs/ledger.md
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
          /** Has Object Lock. */
          bucket: string;
          /** Of the keys of the objects; default `personalize-ledger/`. Each portal has its own. */
          prefix?: string;
          /** How many days nobody can delete a head; from 1 to 36500. */
          retainDays: number;
          /** A role of its own, with no right in any other account. */
          role: {
            /** Name with path, without a leading slash. */
            roleName: string;
            /** @visibility secret */
            externalId?: string;
          };
          /** Address of a local AWS account for trying things out; never set for a real one. */
          endpoint?: string;
        };
        /** Heads signed together with the time. */
        kms?: {
          /** ARN of an asymmetric key whose usage is SIGN_VERIFY: an ECC key, or an RSA key. */
          keyArn: string;
          /** A role of its own, with no right in any other account. */
          role: {
            /** Name with path, without a leading slash. */
            roleName: string;
            /** @visibility secret */
            externalId?: string;
          };
          /** Address of a local AWS account for trying things out; never set for a real one. */
          endpoint?: string;
        };
      };
    };
  };
}
