import {
  ANY_TAG,
  fieldPath,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccountContext, PageLimits } from '../context';
import { refusedByGuardrails } from '../guardrails';
import { code, list } from '../words';

/** Tags, the boundary and how far the role and its grants reach. */
export function optionsPage(context: AccountContext): PageLimits {
  return {
    title: 'What your platform team has decided',
    limits: limits(context),
    outside: outside(context),
  };
}

const SOURCE_CONDITIONS_WORDS = {
  none: 'every account',
  'if-present': 'this account, and requests that name none',
  required: 'this account alone',
};

function limits({ account }: AccountContext): string[] {
  const {
    requiredTags = [],
    allowedTags,
    permissionsBoundary,
    servicePolicy,
    sourceConditions,
    rolePath,
  } = account.limits.guardrails;
  return [
    ...(requiredTags.length > 0
      ? [
          `The role must have a value for each of these tags: ${list(
            requiredTags,
          )}.`,
        ]
      : []),
    ...(allowedTags && !allowedTags.includes(ANY_TAG)
      ? [otherTags(allowedTags)]
      : []),
    ...(permissionsBoundary
      ? [
          `Every role is limited by the policy ${code(
            permissionsBoundary,
          )}; leave the permissions boundary empty.`,
        ]
      : []),
    ...(servicePolicy === 'scoped'
      ? ['The role may act in its own account and Region only.']
      : []),
    ...(sourceConditions && sourceConditions !== 'none'
      ? [
          `Buckets and keys may be opened at most for ${SOURCE_CONDITIONS_WORDS[sourceConditions]}.`,
        ]
      : []),
    ...(rolePath ? [`The path of the role must be ${code(rolePath)}.`] : []),
  ];
}

function otherTags(allowed: readonly string[]): string {
  return allowed.length > 0
    ? `It may have these tags, and no others: ${list(allowed)}.`
    : 'It may have no other tags.';
}

function outside(context: AccountContext): string[] {
  const { guardrails } = context.account.limits;
  return refusedByGuardrails(context).flatMap(({ field, value }) => {
    switch (field) {
      case 'tags':
        return [`The tag ${code(String(value))} isn't allowed.`];
      case 'permissionsBoundary':
        return [
          `The permissions boundary must be ${code(
            guardrails.permissionsBoundary ?? '',
          )}, or empty.`,
        ];
      case 'servicePolicy':
        return ['The role may not act outside its own account and Region.'];
      case 'sourceConditions':
        return ['Buckets and keys may not be opened for so many.'];
      case 'rolePath':
        return [
          `The path of the role must be ${code(guardrails.rolePath ?? '')}.`,
        ];
      default:
        return (guardrails.requiredTags ?? [])
          .filter(key => field === fieldPath(['tags', key]))
          .map(key => `The tag ${code(key)} needs a value.`);
    }
  });
}
