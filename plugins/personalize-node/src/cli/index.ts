/**
 * The command that prints the portal's own roles. A separate entry point, so that it
 * doesn't load the AWS SDK: it makes no calls.
 *
 * @packageDocumentation
 */
export { portalRoleCommand } from './portalRoleCommand';
