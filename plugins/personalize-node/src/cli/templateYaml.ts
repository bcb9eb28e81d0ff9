import { PortalRoleTemplate } from '@personalize-portal/backstage-plugin-personalize-common';
import { Document, isMap, visit } from 'yaml';

/** Of a comment, in characters. */
const LINE_WIDTH = 76;

/** What stands above the template of an account. */
export const ACCOUNT_HEAD = `The AWS roles of a Backstage portal that sets up Amazon Personalize, for one
account. Printed by personalize-portal-role; docs/portal-role.md explains it.
CloudFormation asks for the capability CAPABILITY_NAMED_IAM. IAM belongs to no
Region: one stack per account, in any Region.`;

/** What stands above the template of Identity Center's account. */
export const IDENTITY_CENTER_HEAD = `The AWS roles of a Backstage portal that gives people access to Amazon
Personalize by permission sets, for the account of IAM Identity Center: the
management account of the organisation or the delegated administrator. Printed
by personalize-portal-role; docs/portal-role.md explains it. CloudFormation asks
for the capability CAPABILITY_NAMED_IAM.`;

/**
 * The template as YAML, with the reason for each policy statement above it. The
 * same input gives the same text.
 *
 * YAML 1.1, as CloudFormation reads it: there a version of the policy language
 * without quotes would be a date.
 */
export function templateYaml(
  head: string,
  { template, reasons }: PortalRoleTemplate,
): string {
  const document = new Document(template, {
    version: '1.1',
    aliasDuplicateObjects: false,
  });
  document.commentBefore = comment(head);
  visit(document, {
    Map(_key, node) {
      const reason = isMap(node) && reasons.get(String(node.get('Sid')));
      if (reason) {
        node.commentBefore = comment(wrapped(reason));
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}

function comment(text: string): string {
  return text.replace(/^/gm, ' ');
}

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > LINE_WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line].join('\n');
}
