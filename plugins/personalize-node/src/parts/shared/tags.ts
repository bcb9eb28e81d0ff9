import {
  MANAGED_TAG,
  printable,
  TAG_IS_SET,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PlanWarning } from '../../engine/plan';

/**
 * Whether the product created a role or policy, according to its tags. The portal's
 * own role may only edit and delete what has the tag. Adopted roles don't get it.
 */
export function isManaged(tags: Record<string, string>): boolean {
  return tags[MANAGED_TAG] === TAG_IS_SET;
}

/**
 * The tool that owns a resource, according to its tags; its next apply removes what
 * others wrote. CloudFormation adds tags itself, Terraform by convention.
 */
export function managingTool(tags: Record<string, string>): string | undefined {
  const stack = tags['aws:cloudformation:stack-name'];
  if (stack) {
    return `CloudFormation stack ${stack}`;
  }
  const terraform = Object.entries(tags).find(([key, value]) =>
    /terraform|opentofu/i.test(`${key} ${value}`),
  );
  return terraform && `Terraform (tag ${printable(terraform.join('='))})`;
}

/** Warns about a grant on a resource that such a tool owns. */
export function managingToolWarnings(
  about: Pick<PlanWarning, 'part' | 'resource'>,
  tool: string | undefined,
  what: string,
): PlanWarning[] {
  return tool
    ? [
        {
          ...about,
          message: `${tool} manages ${what}: its next apply removes our statement. Add the statement to its source too.`,
          lasts: 'quiet',
        },
      ]
    : [];
}
