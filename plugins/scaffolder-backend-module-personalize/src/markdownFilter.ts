import { createTemplateFilter } from '@backstage/plugin-scaffolder-node/alpha';
import { markdownText } from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * The filter of templates for what the actions output as plain text: messages and
 * reasons name statements and tags that others wrote, and the page of a task shows
 * the output text of its template as Markdown.
 */
export const markdownFilter = createTemplateFilter({
  id: 'personalizeMarkdown',
  description:
    'Writes plain text, such as the message of a warning, into Markdown: nothing in it is a link, an image, HTML or other markup',
  examples: [
    {
      description: 'A list of what a plan warns of',
      example:
        '{% for warning in steps.plan.output.warnings -%}\n- ${{ warning.message | personalizeMarkdown }}\n{% endfor %}',
    },
  ],
  schema: zod =>
    zod
      .function()
      .args(zod.string().describe('Plain text'))
      .returns(zod.string().describe('Markdown, in one line')),
  filter: markdownText,
});
