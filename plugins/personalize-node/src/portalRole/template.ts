import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Document, parseDocument } from 'yaml';

/** A CloudFormation template of the portal's own roles, read from a file. */
export class RoleTemplate {
  private readonly document: Document;

  /** @param file - in the folder `cloudformation` of this package */
  constructor(private readonly file: string) {
    const path = resolvePackagePath(
      '@personalize-portal/backstage-plugin-personalize-node',
      'cloudformation',
      file,
    );
    // As CloudFormation reads it: an unquoted date or `no` isn't text.
    this.document = parseDocument(readFileSync(path, 'utf8'), {
      version: '1.1',
    });
  }

  /** Whether CloudFormation accepts a text as a parameter, or as an item of a list parameter. */
  takes(parameter: string, text: string): boolean {
    return new RegExp(
      this.text('Parameters', parameter, 'AllowedPattern'),
    ).test(text);
  }

  /** The default of a parameter. */
  defaultOf(parameter: string): string {
    return this.text('Parameters', parameter, 'Default');
  }

  /** Paths and names of all roles, sorted. */
  roleNames(): string[] {
    const { Resources }: { Resources: Record<string, { Type: string }> } =
      this.document.toJS();
    return Object.keys(Resources)
      .filter(resource => Resources[resource].Type === 'AWS::IAM::Role')
      .map(resource => this.roleName(resource))
      .sort();
  }

  /** Path and name of a role, for example `/personalize-portal/personalize-writer`. */
  roleName(resource: string): string {
    return this.nameOf(resource, 'RoleName');
  }

  /** Path and name of a managed policy. */
  policyName(resource: string): string {
    return this.nameOf(resource, 'ManagedPolicyName');
  }

  /**
   * The template with other defaults, comments included.
   *
   * @param defaults - by parameter; undefined ones keep the file's value
   */
  withDefaults(defaults: Record<string, string | undefined>): string {
    const document = this.document.clone();
    for (const [parameter, value] of Object.entries(defaults)) {
      if (value !== undefined) {
        document.setIn(['Parameters', parameter, 'Default'], value);
      }
    }
    return document.toString({ lineWidth: 0 });
  }

  private nameOf(resource: string, property: string): string {
    const of = ['Resources', resource, 'Properties'];
    return `${this.text(...of, 'Path')}${this.text(...of, property)}`;
  }

  private text(...path: string[]): string {
    const text = this.document.getIn(path);
    if (typeof text !== 'string') {
      throw new Error(`${this.file} has no text ${path.join('.')}`);
    }
    return text;
  }
}

/** Reads the template of the roles and the boundary in an account where Personalize is set up. */
export function accountTemplate(): RoleTemplate {
  return new RoleTemplate('portal-role.yaml');
}

/** Reads the template of the roles in the account of Identity Center. */
export function identityCenterTemplate(): RoleTemplate {
  return new RoleTemplate('portal-role-identity-center.yaml');
}
