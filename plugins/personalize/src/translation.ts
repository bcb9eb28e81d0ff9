import {
  createTranslationRef,
  TranslationFunction,
} from '@backstage/frontend-plugin-api';

/** All texts of the pages, to be translated or replaced by an adopter. */
export const personalizeTranslationRef = createTranslationRef({
  id: 'personalize',
  messages: {
    status: {
      pending: 'Pending',
      ok: 'OK',
      attention: 'Attention',
      drifted: 'Drifted',
      failed: 'Failed',
      unknown: 'Unknown',
      revoked: 'Revoked',
    },
    statusMeaning: {
      pending:
        "A run registered or changed this set-up but didn't verify it. Run the template again to finish it, or remove access.",
      ok: 'Everything works as requested.',
      attention: 'This set-up is in place. Something is left to do.',
      drifted:
        'Someone changed this outside the portal. Run the template again to fix it.',
      added:
        'Someone added something outside the portal. Remove it, or check with whoever did it.',
      failed: 'Checks failed in the last run.',
      unknown:
        "The portal couldn't read AWS, so it can't tell whether this works.",
      revoked: 'Access was removed. The history lists what had to stay.',
    },
    time: {
      justNow: 'just now',
      never: 'Never',
    },
    task: 'task {{id}}',
    owner: {
      missing: 'Left the catalog',
    },
    copy: {
      roleArn: 'Copy the role ARN',
      requestId: 'Copy the request ID of {{operation}}',
      done: 'Copied',
      failed: "Your browser doesn't allow copying. Select the text instead.",
    },
    problem: {
      unreachable:
        "Can't reach the portal's backend: {{message}}. Check your connection, then try again.",
      signedOut: {
        title: 'You are signed out',
        description: 'Reload the page to sign in again.',
      },
      notAllowed: {
        title: "You don't have access",
        description:
          'Only the team that owns a set-up and your platform team can see it. Ask one of them, or choose a set-up of your own team. The backend says: {{message}}',
      },
      notFound: {
        title: 'Set-up not found',
        description:
          'It was removed, or its entity comes from elsewhere. The catalog updates within minutes. If this stays, tell your platform team.',
      },
      failed:
        '{{message}} (status {{status}}). Try again. If it keeps failing, tell your platform team.',
      retry: 'Try again',
    },
    card: {
      title: 'Amazon Personalize permissions',
      loading: 'Loading this set-up',
      problem: "Can't show this set-up",
      accepted_one: '1 finding accepted',
      accepted_other: '{{count}} findings accepted',
      updateAvailable:
        'An update is available. Run the template again to apply it.',
      revoked: {
        title: 'Access for this set-up was removed',
        at: 'Removed {{time}}.',
        description:
          'The entity stays for a while so you can read its history.',
      },
      ownerMissing: {
        title: 'The owner left the catalog',
        description:
          '{{owner}} no longer exists, so nobody is notified of drift. Run the template again with another owner, or ask your platform team to.',
      },
    },
    facts: {
      account: 'Account',
      accountName: '{{name}} ({{accountId}})',
      region: 'Region',
      role: 'Role',
      owner: 'Owner',
      system: 'System',
      resources: 'Buckets and keys',
      lastCheck: 'Last check',
      setUp: 'Set up',
      setUpBy: '{{time}} by {{person}} with {{task}}',
    },
    checks: {
      toDo: 'What to do ({{number}})',
      failing: 'What is wrong ({{number}})',
      all: 'All results of the last check ({{number}})',
      outcome: {
        passed: 'Passed',
        failed: 'Failed',
        warning: 'Warning',
        unknown: 'Not proven',
      },
      decidedBySid:
        'Decided by statement {{sid}} (number {{number}}) of {{document}}',
      decidedByNumber: 'Decided by statement number {{number}} of {{document}}',
      remedy: 'What to do: {{remedy}}',
    },
    checkNow: {
      label: 'Check now',
      running: 'Checking AWS now',
      done: 'Checked just now: {{status}}.',
      doneFailed:
        'Checked just now: {{status}}. {{failed}} of {{number}} checks failed.',
      doneNoneFailed:
        'Checked just now: {{status}}. None of {{number}} checks failed.',
      problem: "Can't check this set-up",
      notAllowed:
        'The portal checks this set-up regularly. To check it now, ask its owner.',
    },
    revoke: {
      link: 'Remove access…',
    },
    discard: {
      label: 'Discard',
      description:
        'If no run has changed AWS yet, you can discard this set-up. Its name becomes free at once.',
      done: 'Discarded. It leaves the catalog in a moment.',
      problem: "Can't discard this set-up",
    },
    history: {
      title: 'Changes, newest first',
      loading: 'Loading the history',
      problem: "Can't show the history",
      empty:
        'No changes yet. Changes in AWS appear here as the template makes them.',
      all_one: '1 entry, all shown',
      all_other: '{{count}} entries, all shown',
      more_one: '1 entry shown, more available',
      more_other: '{{count}} entries shown, more available',
      loadMore: 'Load more',
    },
    entry: {
      by: 'By {{person}}',
      byUnknown: 'By someone whose name is no longer recorded',
      for: 'for {{person}}',
      step: 'step {{step}}',
      kept: 'Not removed:',
      planned: "This was the plan. AWS hasn't confirmed it.",
      outcome: {
        applied: 'Applied',
        failed: 'Failed',
        unknown: 'Outcome unknown',
        open: 'In progress',
        registered: 'Registered',
        transferred: 'Transferred',
        revoked: 'Revoked',
        accepted: 'Accepted',
      },
      title: {
        registered: 'Registered the set-up',
        registeredFor: 'Registered the set-up for {{owner}}',
        transferred: 'Transferred the set-up',
        transferredTo: 'Transferred the set-up to {{to}}',
        transferredFrom: 'Transferred the set-up from {{from}} to {{to}}',
        revoked: 'Removed access',
        accepted: 'Accepted a finding',
        acceptedId: 'Accepted finding {{id}}. Reason: {{reason}}',
        expired: 'A change whose details are no longer recorded',
      },
    },
    change: {
      applied: {
        create: 'Created {{what}}',
        update: 'Changed {{what}}',
        delete: 'Removed {{what}}',
        attach: 'Attached {{what}} to {{target}}',
        detach: 'Detached {{what}} from {{target}}',
        assign: 'Assigned {{what}} to {{target}}',
        unassign: 'Unassigned {{what}} from {{target}}',
      },
      tried: {
        create: 'Tried to create {{what}}',
        update: 'Tried to change {{what}}',
        delete: 'Tried to remove {{what}}',
        attach: 'Tried to attach {{what}} to {{target}}',
        detach: 'Tried to detach {{what}} from {{target}}',
        assign: 'Tried to assign {{what}} to {{target}}',
        unassign: 'Tried to unassign {{what}} from {{target}}',
      },
      resource: {
        bucket: 'the bucket {{name}}',
        key: 'the key {{name}}',
        role: 'the role {{name}}',
        policy: 'the policy {{name}}',
        user: 'the user {{name}}',
        group: 'the group {{name}}',
        permissionSet: 'the permission set {{name}}',
        inAccount: '{{resource}} in account {{accountId}}',
        resourcePolicy: 'the policy of {{resource}}',
        inlinePolicy: 'the inline policy {{name}} of {{resource}}',
        setting: 'the {{setting}} of {{resource}}',
      },
    },
    diff: {
      empty: 'Only the name of this change is recorded.',
      settings: 'Settings',
      policySettings: 'Policy version and ID',
      noStatement: 'No statement changed.',
      unchanged_one: '1 statement unchanged',
      unchanged_other: '{{count}} statements unchanged',
      statement: {
        added: 'Added statement {{name}}',
        removed: 'Removed statement {{name}}',
        changed: 'Changed statement {{name}}',
        unchanged: 'Unchanged statement {{name}}',
      },
      hidden:
        'by someone else ({{effect}}). To see it, you need the permission personalize.policy.read.',
    },
    requests: {
      title: 'Requests to AWS',
      none: 'No request to AWS is recorded for this entry.',
      hint: 'Look in CloudTrail some minutes later. Find the event by name and time, then compare the requestID. CloudTrail keeps events for 90 days.',
      hintInAccount:
        'Look in CloudTrail in account {{accountId}} some minutes later. Find the event by name and time, then compare the requestID. CloudTrail keeps events for 90 days.',
      link: '{{operation}} in CloudTrail (opens the AWS console)',
    },
    overview: {
      title: 'Set-ups',
      description:
        'What Amazon Personalize can access, who requested it, and whether it still works. Drifted set-ups come first.',
      problem: "Can't show the set-ups",
      ownersMissing: {
        title_one: 'The owner of 1 set-up left the catalog',
        title_other: 'The owners of {{count}} set-ups left the catalog',
        description:
          'Nobody is notified when these set-ups drift. Run the template again with another owner.',
        show: 'Show them',
      },
      empty: {
        filtered: 'No set-up matches. Shorten the search or clear the filters.',
        description:
          'There are no set-ups you can see yet. Use the template to give Amazon Personalize access to your data in a few minutes.',
        create: 'Create the first set-up',
      },
    },
    filters: {
      label: 'Set-ups',
      search: 'Search',
      searchPlaceholder: 'Name, role, account or owner',
      status: 'Status',
      allStatuses: 'All statuses',
      account: 'Account',
      allAccounts: 'All accounts',
      owner: 'Owner',
      allOwners: 'All owners',
      ownerMissing: 'Owner left the catalog',
      clear: 'Clear filters',
    },
    table: {
      name: 'Name',
      status: 'Status',
      place: 'Account, Region',
      role: 'Role',
      owner: 'Owner',
      lastCheck: 'Last check',
      requestedBy: 'Requested by',
      rangeNone: 'No set-ups',
      rangeOne: '1 set-up',
      range: '{{first}} to {{last}} of {{total}} set-ups',
    },
    csv: {
      export: 'Export as CSV',
      saved_one: '1 set-up saved',
      saved_other: '{{count}} set-ups saved',
      failed: 'Nothing was saved. {{reason}}',
    },
    // Text between backticks is shown as code.
    limits: {
      outside: 'Outside your limits',
      noAccount: {
        title: 'Your team has no AWS account yet',
        description: 'Ask your platform team for one, or choose another team.',
      },
      loading: 'Loading what your team can use',
      problem: {
        title: "Can't show what your team can use",
        description:
          'You can continue. Your request is checked when you choose Create. Reason: {{reason}}',
      },
      or: '{{list}} or {{last}}',
      nameBegins: 'must begin with {{beginning}}',
      nameMatches: 'must match the pattern {{pattern}}',
      name: 'The name {{name}} {{rule}}.',
      rolePath: 'The role path must be {{path}}.',
      wildcards: '`*` matches any characters, `?` matches one.',
      team_one: 'Your team {{teams}}',
      team_other: 'Your teams {{teams}}',
      grantedAll: '{{team}} can use all of them.',
      granted: '{{team}} can use: {{patterns}}.',
      othersNeedTag:
        "Others need the tag {{tag}} with your team's name as its value.",
      allNeedTag:
        "Each one needs the tag {{tag}} with your team's name as its value.",
      refused:
        "You can't use {{resource}} unless it has the tag {{tag}} with your team's name as its value.",
      account: {
        title: 'What your team can use',
        account: 'Account {{account}} in {{regions}}.',
        accountName: 'Account {{account}} ({{name}}) in {{regions}}.',
        roleName: 'The role name {{rule}}.',
        refused: "Your team can't use account {{account}}.",
        regionRefused:
          'Your team can use this account only in {{regions}}, not in {{region}}.',
      },
      data: {
        title: 'Buckets and folders you can use',
        refusedInAccount:
          "You can't use {{resource}} of account {{accountId}}.",
      },
      keys: {
        title: 'Keys you can use',
        refused:
          "You can't use {{resource}} unless your team can use the key by another name, or it has the tag {{tag}} with your team's name as its value.",
      },
      people: {
        title: 'Who can get access',
        noIdentityCenter:
          "You can't give access to people who sign in with IAM Identity Center.",
        noDirectAccess:
          "You can't give access to IAM groups and users directly. Let users assume a role instead.",
        mfa: 'IAM users need multi-factor authentication (MFA).',
        roleNames: 'Role names for people {{rule}}.',
        samlProviders: 'SAML providers: only {{providers}}.',
        noSaml: "You can't give access to people of a SAML provider.",
        oidcSubjects:
          'Subjects of an OpenID Connect provider: only {{subjects}}.',
        noOidc: "You can't give access to an OpenID Connect provider.",
        providerRefused: "You can't give access to the provider {{provider}}.",
        subjectRefused: "You can't give access to the subject {{subject}}.",
      },
      options: {
        title: 'What your platform team requires',
        requiredTags:
          'The role needs a value for each of these tags: {{tags}}.',
        allowedTags: 'It can have these tags and no others: {{tags}}.',
        noOtherTags: 'It can have no other tags.',
        boundary:
          'The policy {{policy}} limits every role. Leave the permissions boundary empty.',
        scoped: 'The role can act only in its own account and Region.',
        sourceIfPresent:
          'On buckets and keys, Personalize can act at most for this account, and for requests that name no account.',
        sourceRequired:
          'On buckets and keys, Personalize can act only for this account.',
        tagMissing: 'The tag {{tag}} needs a value.',
        tagRefused: "The tag {{tag}} isn't allowed.",
        boundaryRefused:
          'The permissions boundary must be {{policy}} or empty.',
        servicePolicyRefused:
          "The role can't act outside its own account and Region.",
        sourceRefused:
          "On buckets and keys, Personalize can't act for that many accounts.",
      },
    },
  },
});

/** Gives the text of a key. */
export type Translate = TranslationFunction<typeof personalizeTranslationRef.T>;
