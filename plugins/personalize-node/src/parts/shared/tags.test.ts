import { managingTool } from './tags';

it.each<[Record<string, string>, string | undefined]>([
  [{ team: 'reco' }, undefined],
  [
    { 'aws:cloudformation:stack-name': 'reco', ManagedBy: 'terraform' },
    'CloudFormation stack reco',
  ],
  [{ ManagedBy: 'Terraform' }, 'Terraform (tag ManagedBy=Terraform)'],
  [
    { by: 'terraform\nERROR forged\u001b[2J\u202E' },
    'Terraform (tag by=terraform\\nERROR forged\\u001b[2J\\u202e)',
  ],
])('tags %j are those of %s', (tags, tool) => {
  expect(managingTool(tags)).toBe(tool);
});
