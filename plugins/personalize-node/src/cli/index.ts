/**
 * The command that prints the portal's own roles. An entry point of its own, so
 * that it loads nothing of the AWS SDK: it calls nobody.
 *
 * @packageDocumentation
 */
export { portalRoleCommand } from './portalRoleCommand';
