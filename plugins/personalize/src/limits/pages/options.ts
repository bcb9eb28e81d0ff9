import {
  ANY_TAG,
  fieldPath,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccountContext, PageLimits } from '../context';
import { refusedByGuardrails } from '../guardrails';
import { code, list } from '../words';

/** Tags, the permissions boundary and the reach of the role and its grants. */
export function optionsPage(context: AccountContext): PageLimits {
  return {
    title: context.t('limits.options.title'),
    limits: limits(context),
    outside: outside(context),
  };
}

const SOURCE_CONDITION_TEXTS = {
  'if-present': 'limits.options.sourceIfPresent',
  required: 'limits.options.sourceRequired',
} as const;

function limits({ account, t }: AccountContext): string[] {
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
      ? [t('limits.options.requiredTags', { tags: list(requiredTags) })]
      : []),
    ...(allowedTags && !allowedTags.includes(ANY_TAG)
      ? [
          allowedTags.length > 0
            ? t('limits.options.allowedTags', { tags: list(allowedTags) })
            : t('limits.options.noOtherTags'),
        ]
      : []),
    ...(permissionsBoundary
      ? [t('limits.options.boundary', { policy: code(permissionsBoundary) })]
      : []),
    ...(servicePolicy === 'scoped' ? [t('limits.options.scoped')] : []),
    ...(sourceConditions && sourceConditions !== 'none'
      ? [t(SOURCE_CONDITION_TEXTS[sourceConditions])]
      : []),
    ...(rolePath ? [t('limits.rolePath', { path: code(rolePath) })] : []),
  ];
}

function outside(context: AccountContext): string[] {
  const { account, t } = context;
  const {
    requiredTags = [],
    permissionsBoundary = '',
    rolePath = '',
  } = account.limits.guardrails;
  return refusedByGuardrails(context).flatMap(({ field, value }) => {
    switch (field) {
      case 'tags':
        return [t('limits.options.tagRefused', { tag: code(String(value)) })];
      case 'permissionsBoundary':
        return [
          t('limits.options.boundaryRefused', {
            policy: code(permissionsBoundary),
          }),
        ];
      case 'servicePolicy':
        return [t('limits.options.servicePolicyRefused')];
      case 'sourceConditions':
        return [t('limits.options.sourceRefused')];
      case 'rolePath':
        return [t('limits.rolePath', { path: code(rolePath) })];
      default:
        return requiredTags
          .filter(key => field === fieldPath(['tags', key]))
          .map(key => t('limits.options.tagMissing', { tag: code(key) }));
    }
  });
}
