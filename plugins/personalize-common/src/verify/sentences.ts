import { statementName } from '../policy/document';
import { Check } from '../setup/status';
import { oneLine } from '../text/printable';
import { Excess } from './excess/excess';
import {
  Actor,
  AddedTo,
  Deed,
  Finding,
  FindingKind,
  FindingSubjects,
  Reason,
  StatementPointer,
} from './finding';
import { excessWords, inWords, policyName, RUN_AGAIN } from './words';

/** The sentences of a check. */
interface Sentences {
  title: string;
  remedy?: string;
}

/** What a sentence depends on besides its subjects. */
interface Context {
  outcome: Check['outcome'];
  statement: StatementPointer | undefined;
  /** Whether the reader may know what others wrote in policies. */
  quotes: boolean;
}

/** Replaces what others wrote. */
const HIDDEN =
  '. To see what it says, you need the permission personalize.policy.read';

/** One entry for each kind of finding. */
const SENTENCES: {
  [K in FindingKind]: (
    subjects: FindingSubjects[K],
    context: Context,
  ) => Sentences;
} = {
  role: ({ roleArn }, { outcome }) => ({
    title: `The role ${roleArn} ${
      outcome === 'passed' ? 'exists' : "doesn't exist"
    }`,
    remedy: RUN_AGAIN,
  }),

  boundary: ({ roleArn, asked, found }, { outcome }) =>
    outcome === 'passed'
      ? { title: `The permissions boundary ${asked} limits the role` }
      : {
          title: `The role has ${
            found ? `the permissions boundary ${found}` : 'no boundary'
          } instead of the permissions boundary ${asked}`,
          remedy: `Ask the account's administrator to set the boundary of ${roleArn}: the portal never changes the boundary of an existing role.`,
        },

  access: (subjects, context) => accessSentences(subjects, context),

  audience: ({ place, audience, tooWide }, { outcome }) =>
    outcome === 'passed'
      ? {
          title: `By ${policyName(
            place,
          )}, Personalize can assume the role only for ${inWords(audience)}`,
        }
      : {
          title: `Personalize can also assume the role for accounts or Regions other than ${inWords(
            audience,
          )}`,
          remedy: `${inWords(tooWide.map(statementAt))} ${
            tooWide.length > 1 ? 'let' : 'lets'
          } Personalize in without a strict condition on aws:SourceArn. ${RUN_AGAIN}`,
        },

  'trust-part': ({ accountId, region }, { statement }) => ({
    title: `Personalize can assume the role in ${region} only for part of account ${accountId}`,
    remedy: `${statementAt(
      statement,
    )} names single resources or has more conditions. We left it as it is. If you need more, remove it and run the template again.`,
  }),

  obstacle: ({ message, remedy }) => ({ title: message, remedy }),

  key: ({ keyArn }) => ({ title: `Key ${keyArn} can be used` }),

  'default-key': ({ bucket, keyArn, use }) => ({
    title: {
      asked: `The key that encrypts bucket ${bucket}, ${keyArn}, is part of the set-up`,
      usable: `Personalize can use the key that encrypts bucket ${bucket}, ${keyArn}`,
      unusable: `Key ${keyArn} encrypts bucket ${bucket}, and Personalize may not be able to use it`,
    }[use],
    remedy:
      'List the key under kms and run the template again. If another account owns it, ask its owner to let Personalize and the role use it. Or make sure that another key encrypts the objects.',
  }),

  encryption: ({ bucket, flaw }) => ({
    title: {
      twice: `Bucket ${bucket} encrypts twice (DSSE-KMS), which Amazon Personalize doesn't document to work`,
      'aws-managed': `Bucket ${bucket} encrypts with an AWS managed key. Nobody can edit its policy, so Personalize can't use it`,
    }[flaw],
    remedy:
      'Set a customer managed key with SSE-KMS, or SSE-S3, as the default and copy the objects over.',
  }),

  attachment: ({ preset, policyArn, holder, isThere }, { outcome }) =>
    outcome === 'passed'
      ? {
          title: `${upper(policyName(policyArn))} is attached to the ${holder}`,
        }
      : {
          title: isThere
            ? `The policy of the preset ${preset} isn't attached to the ${holder}`
            : `There is no ${holder} for the preset ${preset}`,
          remedy: RUN_AGAIN,
        },

  unassigned: ({ holder }) => ({
    title: `Nobody has the ${holder} yet`,
    remedy:
      'Assign it in IAM Identity Center, or run the template again with the people who need it.',
  }),

  'missing-users': ({ roleName, users }) => ({
    title: `Some users of the role ${roleName} don't exist`,
    remedy: `Make sure that the account has the IAM users ${inWords(
      users,
    )}. Then run the template of the set-up again.`,
  }),

  'people-audience': ({ excess }, context) => ({
    title: `${statementAt(
      context.statement,
    )} lets in more than requested${beyond(excess, false, context)}`,
    remedy: `Remove what was added. ${RUN_AGAIN}`,
  }),

  'any-account': ({ to }) => ({
    title: `Personalize may use the ${to} of the set-up on behalf of every AWS account (sourceConditions: none)`,
    remedy:
      'Choose if-present, which refuses requests for other accounts, and run the template of the set-up again.',
  }),

  stands: ({ holder }) => ({
    title: `${upper(policyName(holder))}: our rules are in place`,
  }),

  'changed-outside': ({ holder, sids, byOthers }) => ({
    title: `Someone changed ${policyName(holder)} outside the portal${
      sids.length > 0
        ? `: ${inWords(sids.map(sid => `"${sid}"`))} ${
            sids.length > 1 ? 'are' : 'is'
          } missing or edited`
        : ''
    }`,
    remedy: `${
      byOthers ? `${statementAt(byOthers)} gives the same for now. ` : ''
    }${RUN_AGAIN}`,
  }),

  'update-available': ({ resource }) => ({
    title: `An update is available for ${policyName(resource)}`,
    remedy: 'Run the template of the set-up again when it suits you.',
  }),

  unplannable: ({ reason }) => ({
    title: `The set-up can't be restored as requested. ${reason}`,
    remedy: 'Fix this first. Then run the template of the set-up again.',
  }),

  'plan-warning': ({ message, lasts }) => ({
    title: message,
    ...(lasts === 'attention' && {
      remedy:
        "Once that is done, run the check again. If the portal can't see it, accept this check.",
    }),
  }),

  closed: ({ holder }) => ({
    title: `${upper(policyName(holder))}: nothing else was opened`,
  }),

  opened: ({ isOwn, excess, passesRoles }, context) => ({
    title: `${statementAt(context.statement)} opens more than requested${beyond(
      excess,
      passesRoles,
      context,
    )}`,
    remedy: isOwn
      ? `It was edited outside the portal. ${RUN_AGAIN}`
      : 'Ask the owner of the policy whether it belongs there, or remove the statement.',
  }),

  'deny-gone': ({ place, name }) => ({
    title: `The Deny ${name} that was in ${policyName(
      place,
    )} before this run is gone or denies less`,
    remedy: 'Restore it from the changes of the run, or with its owner.',
  }),

  elsewhere: ({ who, excess, passesRoles, isOfSetup }, context) => ({
    title: `${statementAt(context.statement)} also gives ${inWords(
      who,
    )} access${beyond(excess, passesRoles, context)}`,
    remedy: isOfSetup
      ? 'Another set-up wrote it. Nothing to do.'
      : 'It is not part of this set-up, so we left it as it is. If nobody needs it, ask the owner of the policy to remove it.',
  }),

  added: (subjects, context) => addedSentences(subjects, context),

  analysis: ({ place, code, isOwn, message }, { quotes }) => ({
    title: isOwn
      ? `AWS Access Analyzer finds ${code} in a statement of this set-up${
          quotes ? `: ${message}` : ''
        }`
      : `AWS Access Analyzer finds ${code} in what others wrote in ${place}`,
    remedy: isOwn
      ? 'Run the template of the set-up again. If it stays, tell the team that runs the portal.'
      : 'Ask the owner of that policy to look it up in the IAM console, which validates the policy too.',
  }),

  analysed: ({ policies }) => ({
    title: `AWS Access Analyzer finds no error and no security warning in the ${policies} policies of the set-up`,
  }),

  'new-access': ({ place, messages }, { outcome, quotes }) =>
    outcome === 'passed'
      ? {
          title: `AWS Access Analyzer finds that the run allows nothing in ${place} beyond what was there and what was requested`,
        }
      : {
          title: `AWS Access Analyzer finds that the run allows more in ${place} than what was there and what was requested${
            quotes ? `: ${messages.join(' ')}` : HIDDEN
          }`,
          remedy:
            'Look in CloudTrail for who wrote that statement during the run. Remove it and run the template again.',
        },
};

/**
 * A finding as people read it: sentences of one line each. Text that others wrote
 * has no effect on the display. Callers who write Markdown must escape the
 * sentences.
 *
 * @param quotes - whether the reader may know what others wrote in policies
 * (permission personalize.policy.read); without it, sentences only name statements
 */
export function describeFinding<K extends FindingKind>(
  { id, kind, outcome, subjects, statement }: Finding<K>,
  { quotes }: Pick<Context, 'quotes'>,
): Check {
  const context = { outcome, statement, quotes };
  const { title, remedy } = SENTENCES[kind](subjects, context);
  return {
    id,
    title: oneLine(title),
    outcome,
    ...(statement ? { statement } : {}),
    ...(remedy && outcome !== 'passed' ? { remedy: oneLine(remedy) } : {}),
  };
}

function beyond(
  excess: readonly Excess[],
  passesRoles: boolean,
  { quotes }: Context,
): string {
  return quotes ? `: ${excessWords(excess, passesRoles)}` : HIDDEN;
}

const ADDED: Record<AddedTo, (what: string, who: string) => string> = {
  trust: (_what, who) => `lets others assume the role${who && `: ${who}`}`,
  role: () => 'lets the role do more than requested',
  'people-role': () => 'lets people do more than requested',
  preset: () => 'lets everybody with the preset do more than requested',
  boundary: (what, who) =>
    `The permissions boundary ${what} was added to ${who || 'the role'}`,
  tag: (what, who) =>
    `The tag ${what} was added to ${
      who || 'the role'
    }, and a policy decides by it`,
  'preset-holders': (what, who) =>
    `${upper(
      policyName(what),
    )} is also attached to ${who}, which isn't part of this set-up`,
};

function addedSentences(
  { to, what = '', who, excess, passesRoles }: FindingSubjects['added'],
  context: Context,
): Sentences {
  const { statement, quotes } = context;
  // Whom a foreign statement lets in is part of its content.
  const shown = statement && !quotes ? '' : inWords(who);
  const words = ADDED[to](what, shown);
  return statement
    ? {
        title: `${statementAt(statement)} ${words}${
          to === 'trust' && quotes ? '' : beyond(excess, passesRoles, context)
        }`,
        remedy:
          'It was added outside the portal. Check with whoever did it, and remove it if nobody needs it.',
      }
    : {
        title: words,
        remedy:
          to === 'preset-holders'
            ? 'If they need it, list them under users too. If not, run the template of the set-up again: it detaches the policy from anything not listed.'
            : 'Check with whoever added it, and remove it if nobody needs it.',
      };
}

function accessSentences(
  { who, deed, actions, reasons }: FindingSubjects['access'],
  { outcome, quotes }: Context,
): Sentences {
  const actor = actorWords(who);
  const does = deedWords(deed, actionWords(actions, outcome));
  const remedy = [
    ...new Set(reasons.map(reason => reasonWords(reason, quotes))),
  ].join(' ');
  if (outcome === 'unknown') {
    const isUndocumented = reasons.every(
      ({ kind }) => kind === 'source-conditions',
    );
    return {
      title: `${
        isUndocumented ? 'Not checked:' : "We can't tell"
      } whether ${lower(actor)} can ${does}`,
      remedy,
    };
  }
  return {
    title: `${actor} ${outcome === 'passed' ? 'can' : "can't"} ${does}`,
    remedy,
  };
}

function actorWords(actor: Actor): string {
  switch (actor.kind) {
    case 'service':
      return 'Personalize itself';
    case 'service-for':
      return `Personalize, acting for account ${actor.accountId} in ${actor.region},`;
    case 'role':
      return `The role ${actor.roleName}`;
    case 'people':
      return `People with the preset ${actor.preset} through the ${actor.holder}`;
    default:
      return `People ${actor.of}`;
  }
}

function deedWords(deed: Deed, actions: string): string {
  switch (deed.kind) {
    case 'bucket':
      return `use ${actions} on ${deed.bucket}/${deed.prefix}${
        deed.bySelf ? ', by its own policies' : ''
      }`;
    case 'key':
      return `use ${actions} with key ${deed.keyArn}`;
    case 'call':
      return `use ${actions} ${
        deed.accountId === undefined
          ? 'everywhere'
          : `in account ${deed.accountId} and ${deed.region}`
      }`;
    case 'assume':
      return `assume the role ${deed.roleName}`;
    default:
      return `pass the role ${deed.roleArn} to Personalize`;
  }
}

/** If more actions work than this, only their number is shown: nobody has to act on them. */
const FEW = 6;

function actionWords(
  actions: readonly string[],
  outcome: Check['outcome'],
): string {
  return outcome === 'passed' && actions.length > FEW
    ? `all ${actions.length} requested actions`
    : inWords(actions);
}

/** What the reader can do about a reason, in a sentence or two. */
function reasonWords(reason: Reason, quotes: boolean): string {
  switch (reason.kind) {
    case 'deny': {
      const { statement, isSure, cure } = reason;
      return `${statementAt(statement)} ${isSure ? 'denies' : 'may deny'} it. ${
        cure ??
        `Ask the owner of ${policyName(statement.document)} to exempt it.`
      }`;
    }
    case 'boundary':
      return `The permissions boundary ${
        reason.boundary
      } doesn't allow it. Ask the account's administrator to add ${reason.actions.join(
        ', ',
      )} to the boundary.`;
    case 'condition':
      return `${statementAt(
        reason.statement,
      )} allows it only under conditions that the portal can't check${
        quotes && reason.keys.length > 0 ? `: ${reason.keys.join(', ')}` : ''
      }. Try it, or ask the owner to simplify the statement.`;
    case 'source-conditions':
      return "Our statement is in place. It requires the source keys (sourceConditions: required), and AWS doesn't document whether Personalize sends them on its own calls. Run a job. If AWS refuses it, choose if-present.";
    default:
      return `No statement allows ${inWords(
        reason.actions,
      )} there. ${RUN_AGAIN}`;
  }
}

function statementAt(pointer: StatementPointer | undefined): string {
  return pointer
    ? `Statement ${statementName(
        { Sid: pointer.sid },
        pointer.index,
      )} in ${policyName(pointer.document)}`
    : 'A statement';
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** For use within a sentence. A name keeps its case. */
function lower(text: string): string {
  return /^(The|People)\b/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
